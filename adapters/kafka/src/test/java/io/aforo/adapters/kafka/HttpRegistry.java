package io.aforo.adapters.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.avro.Schema;

/** A registry on a free port of the loopback that answers over HTTP what it is told to. */
final class HttpRegistry implements AutoCloseable {

  record Answer(int status, String body) {}

  private static final int SILENCE = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, String> schemas = new HashMap<>();
  private final Queue<Answer> next = new ArrayDeque<>();

  final List<String> requests = new ArrayList<>();
  final List<String> credentials = new ArrayList<>();

  HttpRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  KafkaSettings settings() {
    return new KafkaSettings("127.0.0.1:9092", url(), "test");
  }

  HttpRegistry with(int id, Schema schema) {
    return with(id, Map.of("schema", schema.toString()));
  }

  synchronized HttpRegistry with(int id, Map<String, Object> answer) {
    schemas.put("/schemas/ids/" + id, json(answer));
    return this;
  }

  /** With a schema as the latest of a subject. */
  synchronized HttpRegistry withLatest(String subject, int id, Map<String, Object> schema) {
    Map<String, Object> latest = new HashMap<>(schema);
    latest.putAll(Map.of("subject", subject, "version", 3, "id", id));
    schemas.put("/subjects/" + subject + "/versions/latest", json(latest));
    return with(id, schema);
  }

  synchronized HttpRegistry answering(int times, int status, String body) {
    for (int i = 0; i < times; i++) {
      next.add(new Answer(status, body));
    }
    return this;
  }

  /** Takes requests and never answers them. */
  synchronized HttpRegistry silent(int times) {
    return answering(times, SILENCE, "");
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(
        exchange.getRequestMethod()
            + " "
            + path
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
    Answer answer = next.isEmpty() ? usual(exchange.getRequestMethod(), path) : next.remove();
    if (answer.status() == SILENCE) {
      return;
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private Answer usual(String method, String path) {
    if (method.equals("POST")) {
      return new Answer(200, json(Map.of("id", 7)));
    }
    String schema = schemas.get(path);
    return schema == null
        ? new Answer(404, json(Map.of("error_code", 40403, "message", "Schema not found")))
        : new Answer(200, schema);
  }

  private static String json(Map<String, Object> values) {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

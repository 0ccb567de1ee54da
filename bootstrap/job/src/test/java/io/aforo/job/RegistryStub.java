package io.aforo.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** A schema registry on a free port of the loopback; it can be told to answer something else. */
final class RegistryStub implements AutoCloseable {

  private record Answer(int status, String body) {}

  private static final String BY_ID = "/schemas/ids/";

  private final HttpServer server;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
  private final Queue<Answer> next = new ArrayDeque<>();

  RegistryStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void with(int id, Schema schema) {
    schemas.put(BY_ID + id, schema);
  }

  Schema schema(int id) {
    return schemas.get(BY_ID + id);
  }

  /** Answers the next request like this, whatever it asks for. */
  synchronized void answerOnce(int status, String body) {
    next.add(new Answer(status, body));
  }

  synchronized boolean isAllAnswered() {
    return next.isEmpty();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    Answer answer = next.isEmpty() ? usual(exchange.getRequestURI().getPath()) : next.remove();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private Answer usual(String path) throws IOException {
    Schema schema = schemas.get(path);
    return schema == null
        ? new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
        : new Answer(
            200, new ObjectMapper().writeValueAsString(Map.of("schema", schema.toString())));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

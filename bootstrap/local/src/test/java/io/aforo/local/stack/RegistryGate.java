package io.aforo.local.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a schema registry, as a company's gateway does: speaks TLS, lets in who tells one
 * of the credentials that it knows, and answers the others with 401, as a page for people.
 */
public final class RegistryGate implements AutoCloseable {

  private final String registryUrl;
  private final Map<String, Integer> credentials;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger letIn = new AtomicInteger();

  private RegistryGate(String registryUrl, Map<String, Integer> credentials, HttpsServer server) {
    this.registryUrl = registryUrl;
    this.credentials = Map.copyOf(credentials);
    this.server = server;
  }

  /**
   * Starts a gate on a free port of 127.0.0.1.
   *
   * @param credentials the headers that it knows, see {@link #basic} and {@link #bearer}, and what
   *     they are answered: 200 for the registry's own answer
   */
  public static RegistryGate start(
      String registryUrl, Authority.Identity identity, Map<String, Integer> credentials) {
    try {
      HttpsServer server = HttpsServer.create(new InetSocketAddress(Loopback.HOST, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
      RegistryGate gate = new RegistryGate(registryUrl, credentials, server);
      server.setExecutor(gate.threads);
      server.createContext("/", gate::answer);
      server.start();
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  public static String bearer(String token) {
    return "Bearer " + token;
  }

  /** For clients: {@code https://127.0.0.1:PORT/apis/ccompat/v7}. */
  public String url() {
    return "https://"
        + Loopback.HOST
        + ":"
        + server.getAddress().getPort()
        + URI.create(registryUrl).getPath();
  }

  /** How many requests have reached the registry. */
  public int letIn() {
    return letIn.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] question = exchange.getRequestBody().readAllBytes();
      String told = exchange.getRequestHeaders().getFirst("Authorization");
      int verdict = told == null ? 401 : credentials.getOrDefault(told, 401);
      if (verdict != 200) {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        send(exchange, verdict, "<html>No entry</html>".getBytes(StandardCharsets.UTF_8));
        return;
      }
      letIn.incrementAndGet();
      HttpRequest.Builder forward =
          HttpRequest.newBuilder(
                  URI.create(registryUrl).resolve(exchange.getRequestURI().toString()))
              .method(
                  exchange.getRequestMethod(),
                  question.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(question));
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        forward.header("Content-Type", type);
      }
      HttpResponse<byte[]> answer =
          http.send(forward.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(value -> exchange.getResponseHeaders().set("Content-Type", value));
      send(exchange, answer.statusCode(), answer.body());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

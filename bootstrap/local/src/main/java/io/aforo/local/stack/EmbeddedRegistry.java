package io.aforo.local.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A schema registry (Apicurio, with the Confluent API) in a process of its own, on 127.0.0.1.
 *
 * <p>Its directory holds its data and its log: ids survive a restart, without which the records in
 * Kafka could not be read any more. New schema versions must be backward compatible.
 */
public final class EmbeddedRegistry implements AutoCloseable {

  private static final String NAME = "registry";
  private static final String MAIN_CLASS = "io.quarkus.runner.GeneratedMain";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CHECK_TIMEOUT)
          .build();

  private final Path directory;
  private final int port;
  private final int managementPort;
  private ChildProcess process;

  private EmbeddedRegistry(Path directory, int port, int managementPort) {
    this.directory = directory;
    this.port = port;
    this.managementPort = managementPort;
  }

  /**
   * Starts a registry on a free port, over the data that an earlier one left in the directory.
   *
   * @throws ComponentException if it does not come up
   */
  public static EmbeddedRegistry start(Path directory) {
    Path absolute = directory.toAbsolutePath();
    endLeftover(absolute);
    return Loopback.startOnFreePorts(
        2,
        ports -> {
          EmbeddedRegistry registry = new EmbeddedRegistry(absolute, ports[0], ports[1]);
          registry.launch();
          return registry;
        });
  }

  /** {@code 127.0.0.1:PORT}. */
  public String address() {
    return Loopback.HOST + ":" + port;
  }

  /** For clients of the Confluent API: {@code http://127.0.0.1:PORT/apis/ccompat/v7}. */
  public String url() {
    return "http://" + address() + "/apis/ccompat/v7";
  }

  /** Ends the registry as a crash would (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Starts the registry again on the same port and data, after ending it if it still runs. */
  public void restart() {
    close();
    launch();
  }

  /** Stops the registry: gracefully for 5 s, then by force. */
  @Override
  public void close() {
    process.end(STOP_GRACE);
  }

  static void endLeftover(Path directory) {
    ChildProcess.endLeftover(directory, NAME);
  }

  ProcessHandle process() {
    return process.handle();
  }

  private void launch() {
    String database =
        "jdbc:h2:file:"
            + directory.resolve("data").resolve("registry")
            // An id that a client was given must survive a kill -9 a moment later.
            + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
    process =
        ChildProcess.start(
            new ChildProcess.Launch(
                    NAME,
                    directory,
                    AforoHome.find().registryJar().toString(),
                    List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dquarkus.http.host=" + Loopback.HOST,
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.http.access-log.enabled=false",
                        "-Dquarkus.management.host=" + Loopback.HOST,
                        "-Dquarkus.management.port=" + managementPort,
                        "-Dapicurio.storage.kind=sql",
                        "-Dapicurio.storage.sql.kind=h2",
                        "-Dapicurio.datasource.url=" + database,
                        "-Dapicurio.datasource.jdbc.initial-size=1",
                        "-Dapicurio.datasource.jdbc.min-size=1",
                        "-Dapicurio.datasource.jdbc.max-size=10"),
                    MAIN_CLASS,
                    List.of())
                .watched());
    process.awaitReady(this::answers, START_TIMEOUT);
    requireBackwardCompatibility();
  }

  private boolean answers() {
    try {
      return Loopback.accepts(port) && send(config().GET()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void requireBackwardCompatibility() {
    HttpRequest.Builder put =
        config()
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"));
    try {
      HttpResponse<String> response = send(put);
      if (response.statusCode() != 200) {
        throw process.failure(
            "refused BACKWARD compatibility with status " + response.statusCode());
      }
    } catch (IOException e) {
      throw process.failure("did not take BACKWARD compatibility: " + e.getMessage());
    }
  }

  private HttpRequest.Builder config() {
    return HttpRequest.newBuilder(URI.create(url() + "/config")).timeout(CHECK_TIMEOUT);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

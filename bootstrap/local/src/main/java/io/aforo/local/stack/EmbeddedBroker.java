package io.aforo.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka broker (KRaft, one node) in a process of its own, on 127.0.0.1.
 *
 * <p>Its directory holds its data and its log. Topics are not created on first use. Records keep
 * their own times, however old, and are kept for ever.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String NAME = "broker";
  private static final String MAIN_CLASS = "io.aforo.broker.BrokerProcess";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(3);

  private final Path directory;
  private final Map<String, String> server;
  private final Map<String, String> client;
  private final int port;
  private final int controllerPort;
  private ChildProcess process;

  private EmbeddedBroker(
      Path directory,
      Map<String, String> server,
      Map<String, String> client,
      int port,
      int controllerPort) {
    this.directory = directory;
    this.server = Map.copyOf(server);
    this.client = Map.copyOf(client);
    this.port = port;
    this.controllerPort = controllerPort;
  }

  /**
   * Starts a broker on free ports, over the data that an earlier one left in the directory.
   *
   * @throws ComponentException if it does not come up
   */
  public static EmbeddedBroker start(Path directory) {
    return start(directory, Map.of(), Map.of());
  }

  /**
   * Starts a broker that is not as open as the usual one.
   *
   * @param server properties over its own; the listener that clients use has the name that they
   *     give to {@code inter.broker.listener.name}
   * @param client what a client that waits for it needs to log in
   * @throws ComponentException if it does not come up
   */
  static EmbeddedBroker start(
      Path directory, Map<String, String> server, Map<String, String> client) {
    Path absolute = directory.toAbsolutePath();
    endLeftover(absolute);
    return Loopback.startOnFreePorts(
        2,
        ports -> {
          EmbeddedBroker broker = new EmbeddedBroker(absolute, server, client, ports[0], ports[1]);
          broker.launch();
          return broker;
        });
  }

  /** For clients: {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return Loopback.HOST + ":" + port;
  }

  /** Ends the broker as a crash would (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Starts the broker again on the same port and data, after ending it if it still runs. */
  public void restart() {
    close();
    launch();
  }

  /** Stops the broker: controlled for 5 s, then by force. */
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
    Path properties = writeProperties();
    process =
        ChildProcess.start(
            new ChildProcess.Launch(
                    NAME,
                    directory,
                    AforoHome.find().brokerClassPath(),
                    List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.net.preferIPv4Stack=true",
                        // Others' log configuration may be on the class path as well.
                        "-Dlog4j2.configurationFile=classpath:broker-log4j2.properties"),
                    MAIN_CLASS,
                    List.of(properties.toString()))
                .watched());
    process.awaitReady(this::answers, START_TIMEOUT);
  }

  private Path writeProperties() {
    Properties properties = new Properties();
    Path file = directory.resolve("broker.properties");
    try (InputStream fixed = EmbeddedBroker.class.getResourceAsStream("broker.properties")) {
      properties.load(fixed);
      properties.putAll(server);
      String listener =
          properties.getProperty("inter.broker.listener.name") + "://" + bootstrapServers();
      String controller = Loopback.HOST + ":" + controllerPort;
      properties.setProperty("listeners", listener + ",CONTROLLER://" + controller);
      properties.setProperty("advertised.listeners", listener);
      properties.setProperty(
          "controller.quorum.voters", properties.getProperty("node.id") + "@" + controller);
      properties.setProperty("log.dirs", directory.resolve("data").toString());
      Files.createDirectories(directory);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private boolean answers() {
    // A client that finds no listener would log a warning at each of its own attempts.
    if (!Loopback.accepts(port)) {
      return false;
    }
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CHECK_TIMEOUT.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CHECK_TIMEOUT.toMillis());
    try (Admin admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

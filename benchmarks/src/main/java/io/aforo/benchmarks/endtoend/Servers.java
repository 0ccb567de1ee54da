package io.aforo.benchmarks.endtoend;

import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A broker, a registry and a Postgres of this trial alone. They are processes of their own, so
 * their CPU time is not that of the trial; they share the machine with it.
 */
public final class Servers implements AutoCloseable {

  /** Where the build leaves the servers, seen from where the script "run" starts the trials. */
  private static final Path BUILT = Path.of("bootstrap", "local", "target", "dist");

  private final LocalStack stack;

  private Servers(LocalStack stack) {
    this.stack = stack;
  }

  /** Starts them in a temporary directory, which is deleted at the end. */
  public static Servers start() throws InterruptedException {
    if (System.getProperty("aforo.home") == null) {
      System.setProperty("aforo.home", BUILT.toAbsolutePath().toString());
    }
    return new Servers(LocalStack.startTemporary(started -> {}));
  }

  /** For Kafka's clients. */
  public String bootstrapServers() {
    return stack.bootstrapServers();
  }

  /** Of the registry, for clients of the Confluent API. */
  public String registryUrl() {
    return stack.schemaRegistryUrl();
  }

  String jdbcUrl() {
    return stack.database().jdbcUrl();
  }

  String user() {
    return stack.database().user();
  }

  String password() {
    return stack.database().password();
  }

  /** A new connection to the database; each statement commits by itself. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user(), password());
  }

  /** A directory for this trial's files. */
  public Path directory() {
    return stack.directory();
  }

  /**
   * Creates a topic.
   *
   * @param configs its settings that differ from the broker's
   */
  public void createTopic(String topic, int partitions, Map<String, String> configs)
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(configs);
      admin.createTopics(List.of(created)).all().get();
    }
  }

  /**
   * Aforo's configuration with these servers' addresses.
   *
   * @param rest all other keys, YAML
   */
  public JobConfig config(String rest) throws IOException {
    Path file = Files.createTempFile(stack.directory(), "aforo", ".yaml");
    Files.writeString(
        file,
        """
        environment: benchmark
        kafka:
          bootstrapServers: %s
          schemaRegistryUrl: %s
          properties: { interceptor.classes: %s }
        postgres:
          host: %s
          port: %d
          database: %s
          user: %s
          password: { file: '%s' }
        sinks: { results: [postgres], deadLetters: [postgres], lateEvents: [postgres] }
        """
                .formatted(
                    bootstrapServers(),
                    registryUrl(),
                    FirstPoll.class.getName(),
                    stack.database().host(),
                    stack.database().port(),
                    stack.database().database(),
                    user(),
                    stack.database().passwordFile())
            + rest);
    // Not this process's environment: it may point to other servers.
    return JobConfig.load(Optional.of(file), List.of(), Map.of());
  }

  @Override
  public void close() {
    stack.close();
  }
}

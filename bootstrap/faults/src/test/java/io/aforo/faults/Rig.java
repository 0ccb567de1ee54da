package io.aforo.faults;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.local.stack.EmbeddedDatabase;
import io.aforo.local.stack.FlinkCluster;
import io.aforo.local.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Everything that is attacked: a broker, a registry, a Postgres, a JobManager and two TaskManagers
 * in processes of their own, and the job on them. The job reaches the registry and Postgres through
 * proxies; the broker tells its clients its own address, so it is attacked itself.
 */
final class Rig implements AutoCloseable {

  static final int TASK_MANAGERS = 2;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LocalStack stack;
  private final TcpProxy registry;
  private final PostgresProxy postgres;
  private final Path checkpoints;
  private FlinkCluster cluster;
  private JobOnCluster job;

  private Rig(Path directory) throws Exception {
    stack = LocalStack.startTemporary(started -> {});
    registry = TcpProxy.to(URI.create(stack.schemaRegistryUrl()).getPort());
    postgres = PostgresProxy.to(stack.database().port());
    checkpoints = directory.resolve("checkpoints");
  }

  /** Starts all of it but the job, with empty topics and empty tables. */
  static Rig start(Path directory) throws Exception {
    Rig rig = new Rig(directory);
    boolean started = false;
    try {
      rig.prepare(directory);
      started = true;
    } finally {
      if (!started) {
        rig.close();
      }
    }
    return rig;
  }

  LocalStack stack() {
    return stack;
  }

  FlinkCluster cluster() {
    return cluster;
  }

  JobOnCluster job() {
    return job;
  }

  /** What the job asks the registry through. */
  TcpProxy registry() {
    return registry;
  }

  /** What the job writes to Postgres through. */
  PostgresProxy postgres() {
    return postgres;
  }

  /** Where the job's checkpoints go. */
  Path checkpoints() {
    return checkpoints;
  }

  /** The servers themselves. */
  Addresses addresses() {
    EmbeddedDatabase database = stack.database();
    return new Addresses(
        stack.bootstrapServers(),
        stack.schemaRegistryUrl(),
        database.jdbcUrl(),
        database.user(),
        database.password());
  }

  /** One of the TaskManagers that have something to do. */
  String anyBusyTaskManager(Random random) {
    var busy = cluster.busyTaskManagers();
    if (busy.isEmpty()) {
      throw new IllegalStateException("no TaskManager runs a task");
    }
    return busy.get(random.nextInt(busy.size()));
  }

  /** Starts TaskManagers in place of those that were killed, as an orchestrator would. */
  void replaceTaskManagers() {
    while (cluster.taskManagers().size() < TASK_MANAGERS) {
      cluster.startTaskManager();
    }
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
    }
    postgres.close();
    registry.close();
    stack.close();
  }

  private void prepare(Path directory) throws IOException {
    cluster =
        FlinkCluster.start(
            directory.resolve("cluster"),
            TASK_MANAGERS,
            2,
            Map.of(
                "execution.checkpointing.dir",
                checkpoints.toUri().toString(),
                "restart-strategy.type",
                "fixed-delay",
                "restart-strategy.fixed-delay.attempts",
                "1000",
                "restart-strategy.fixed-delay.delay",
                "500 ms",
                // A job of two subtasks needs both TaskManagers.
                "taskmanager.load-balance.mode",
                "SLOTS",
                // What is asked of the REST API is what is, not what was a while ago.
                "web.refresh-interval",
                "20"));
    EmbeddedDatabase database = stack.database();
    PostgresSchema.migrate(
        PostgresSettings.of(database.host(), database.port(), database.database(), database.user())
            .withPassword(PasswordSource.file(database.passwordFile().toString())));
    KafkaTopics.ensure(
        new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "faults"),
        Stream.of(Scenario.SALES, Scenario.READINGS)
            .map(topic -> new NewTopic(topic, Scenario.PARTITIONS, (short) 1))
            .toList(),
        LIMIT);
    job = new JobOnCluster(cluster, jar(), configuration(directory), directory);
  }

  private Path configuration(Path directory) throws IOException {
    EmbeddedDatabase database = stack.database();
    return Files.writeString(
        directory.resolve("faults.yaml"),
        Scenario.yaml(
            stack.bootstrapServers(),
            "http://%s:%d%s"
                .formatted(
                    TcpProxy.HOST,
                    registry.port(),
                    URI.create(stack.schemaRegistryUrl()).getPath()),
            TcpProxy.HOST,
            postgres.tcp().port(),
            database.database(),
            database.user(),
            database.passwordFile()));
  }

  private static Path jar() {
    Path jar =
        Path.of(System.getProperty("basedir", ""), "../job/target/aforo-job.jar")
            .toAbsolutePath()
            .normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("bootstrap/job has not packaged " + jar);
    }
    return jar;
  }
}

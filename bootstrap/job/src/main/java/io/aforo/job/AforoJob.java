package io.aforo.job;

import io.aforo.adapters.files.PrintedStore;
import io.aforo.adapters.flink.Silence;
import io.aforo.adapters.flink.StoreSink;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.adapters.kafka.EventTimeWatermarks;
import io.aforo.adapters.kafka.KafkaDeadLetters;
import io.aforo.adapters.kafka.KafkaInput;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.KafkaConfig;
import io.aforo.job.config.PostgresConfig;
import io.aforo.job.config.RuleSettings;
import io.aforo.job.config.SalesConfig;
import io.aforo.job.config.SecretReference;
import io.aforo.job.config.SinksConfig;
import io.aforo.job.config.TemperaturesConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Wires a configuration's adapters to the use cases. Nothing is connected to before it runs. */
public final class AforoJob {

  /** The job's name on a cluster, and part of its consumer group. */
  public static final String NAME = "aforo";

  private static final String CONSUMER = "main";

  private final JobConfig config;
  private final boolean isBounded;

  private AforoJob(JobConfig config, boolean isBounded) {
    this.config = Objects.requireNonNull(config, "config");
    this.isBounded = isBounded;
  }

  /** The job that reads on for ever. */
  public static AforoJob of(JobConfig config) {
    return new AforoJob(config, false);
  }

  /** The same job, ending at the end that its topics have when it starts. */
  public static AforoJob bounded(JobConfig config) {
    return new AforoJob(config, true);
  }

  /**
   * Builds the graph. What Flink's own configuration says about the interval of checkpoints wins
   * over ours; that they are exactly-once and aligned is not open to choice.
   */
  public void defineIn(StreamExecutionEnvironment env) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    // A type without a format of ours would be written by Kryo, which no later release could read.
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    // Sums are added up in state: a record that came twice would count twice.
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // After an unaligned one, operators would see another watermark than before.
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    if (isBounded) {
      // Flink forgets the state of subtasks that have finished, and our counters with it.
      settings.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
    }
    env.configure(settings);
    if (env.getCheckpointInterval() <= 0) {
      env.enableCheckpointing(config.checkpointInterval().toMillis());
    }
    Topology topology = new Topology(env, config.maxParallelism());
    config.sales().ifPresent(sales -> addSales(topology, sales));
    config.temperatures().ifPresent(temperatures -> addTemperatures(topology, temperatures));
    topology.into(sinks());
  }

  private void addSales(Topology topology, SalesConfig sales) {
    topology.sales(
        new Topology.Input<>(
            kafkaSources().sales(kafkaInput(sales.topic()), Formats.INGESTED_SALE),
            told(EventTimeWatermarks.ofSales(sales.outOfOrderness(), idleness(sales.idleness()))),
            silence(sales.idleness(), sales.silence())),
        config.reports(),
        sales.deduplicate());
  }

  private void addTemperatures(Topology topology, TemperaturesConfig temperatures) {
    topology.temperatures(
        new Topology.Input<>(
            kafkaSources().readings(kafkaInput(temperatures.topic()), Formats.INGESTED_READING),
            told(
                EventTimeWatermarks.ofReadings(
                    temperatures.outOfOrderness(), idleness(temperatures.idleness()))),
            silence(temperatures.idleness(), temperatures.silence())),
        jumpRule(temperatures.rule()),
        temperatures.outOfOrderness());
  }

  private <E> WatermarkStrategy<Ingested<E>> told(WatermarkStrategy<Ingested<E>> watermarks) {
    return isBounded ? EventTimeWatermarks.afterEveryEvent(watermarks) : watermarks;
  }

  /**
   * A source that ends while it is idle does not tell that time ends, so a bounded one never is.
   */
  private Duration idleness(Duration idleness) {
    return isBounded ? Duration.ZERO : idleness;
  }

  /**
   * At the end of a bounded input time ends, too; until then it is as silent as it was recorded.
   */
  private Silence silence(Duration idleness, Duration after) {
    return isBounded ? Silence.IGNORED : new Silence(idleness, after);
  }

  private KafkaInput kafkaInput(String topic) {
    return isBounded ? KafkaInput.bounded(topic) : KafkaInput.continuous(topic);
  }

  private KafkaSources kafkaSources() {
    return new KafkaSources(kafka(), EventTimeBounds.standard());
  }

  private KafkaSettings kafka() {
    return kafkaSettings(config);
  }

  private PostgresStores postgres() {
    return new PostgresStores(postgresSettings(config), config.generation());
  }

  /**
   * Where Kafka and the registry are, by the configuration.
   *
   * @throws java.util.NoSuchElementException if the configuration has no Kafka
   */
  public static KafkaSettings kafkaSettings(JobConfig config) {
    KafkaConfig kafka = config.kafka().orElseThrow();
    return new KafkaSettings(
        kafka.bootstrapServers(),
        kafka.schemaRegistryUrl(),
        config.consumerGroup(CONSUMER),
        kafka.properties(),
        kafka.registryProperties());
  }

  /**
   * Where the database is, by the configuration.
   *
   * @throws java.util.NoSuchElementException if the configuration has no Postgres
   */
  public static PostgresSettings postgresSettings(JobConfig config) {
    PostgresConfig postgres = config.postgres().orElseThrow();
    SecretReference password = postgres.password();
    PostgresSettings settings =
        PostgresSettings.of(postgres.host(), postgres.port(), postgres.database(), postgres.user())
            .withPassword(
                switch (password.kind()) {
                  case ENV -> PasswordSource.environment(password.location());
                  case FILE -> PasswordSource.file(password.location());
                });
    return settings.withTimeouts(
        settings.connectTimeout(), settings.socketTimeout(), postgres.retryFor());
  }

  private static JumpRule jumpRule(RuleSettings rule) {
    return new JumpRule(
        rule.id(),
        rule.version(),
        rule.threshold(),
        rule.window(),
        switch (rule.direction()) {
          case ANY -> Optional.empty();
          case RISING -> Optional.of(Direction.RISING);
          case FALLING -> Optional.of(Direction.FALLING);
        },
        rule.clearBelow(),
        rule.clearAfter());
  }

  private Topology.Sinks sinks() {
    SinksConfig names = config.sinks();
    return new Topology.Sinks(
        sinks(names.results(), this::salesRows, row -> 0),
        sinks(names.results(), this::alerts, alert -> 0),
        sinks(names.lateEvents(), this::lateEvents, event -> 0),
        // Only these hold whole records, which can be a megabyte each.
        sinks(
            names.deadLetters(),
            this::deadLetters,
            letter -> letter.record().key().length + (long) letter.record().value().length));
  }

  private StoreSink.Opener<SalesRow> salesRows(SinksConfig.Sink sink) {
    return switch (sink) {
      case POSTGRES -> postgres()::salesReports;
      case PRINT -> PrintedStore::salesRows;
      case MEMORY -> MemoryStores::salesReports;
      case KAFKA -> throw unsupported("results", sink);
    };
  }

  private StoreSink.Opener<Alert> alerts(SinksConfig.Sink sink) {
    return switch (sink) {
      case POSTGRES -> postgres()::temperatureAlerts;
      case PRINT -> PrintedStore::alerts;
      case MEMORY -> MemoryStores::temperatureAlerts;
      case KAFKA -> throw unsupported("results", sink);
    };
  }

  private StoreSink.Opener<LateEvent> lateEvents(SinksConfig.Sink sink) {
    return switch (sink) {
      case POSTGRES -> postgres()::lateEvents;
      case PRINT -> PrintedStore::lateEvents;
      case MEMORY -> MemoryStores::lateEvents;
      case KAFKA -> throw unsupported("lateEvents", sink);
    };
  }

  private StoreSink.Opener<DeadLetter> deadLetters(SinksConfig.Sink sink) {
    return switch (sink) {
      case POSTGRES -> postgres()::deadLetters;
      case PRINT -> PrintedStore::deadLetters;
      case MEMORY -> MemoryStores::deadLetters;
      case KAFKA -> {
        KafkaSettings kafka = kafka();
        yield () -> KafkaDeadLetters.open(kafka);
      }
    };
  }

  private <T> Map<String, Sink<T>> sinks(
      List<SinksConfig.Sink> names,
      Function<SinksConfig.Sink, StoreSink.Opener<T>> opener,
      StoreSink.Weight<T> weight) {
    Map<String, Sink<T>> sinks = new LinkedHashMap<>();
    for (SinksConfig.Sink name : names) {
      sinks.put(
          name.name().toLowerCase(Locale.ROOT),
          new StoreSink<>(
              opener.apply(name), weight, config.flush().rows(), config.flush().every()));
    }
    return sinks;
  }

  /** The configuration refuses these before they come here. */
  private static IllegalStateException unsupported(String what, SinksConfig.Sink sink) {
    return new IllegalStateException(sink + " does not take " + what);
  }
}

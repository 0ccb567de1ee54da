package io.aforo.benchmarks.endtoend;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Silence;
import io.aforo.adapters.flink.StoreSink;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.adapters.kafka.KafkaInput;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.application.mapping.EventKind;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Sale;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Stores;
import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job as it runs for ever, put together as {@code AforoJob} does from its configuration, but
 * that the source ends with the topic. A replay is not what is measured: it tells of time after
 * every event.
 *
 * @param isDeduplicated whether repeats of sales are looked for
 */
record AforoToPostgres(boolean isDeduplicated) implements Contestant {

  @Override
  public String name() {
    return isDeduplicated ? Suite.OURS + ", sales.deduplicate on" : Suite.OURS;
  }

  @Override
  public void prepare(Servers servers) throws Exception {
    PostgresSchema.migrate(
        Adapters.postgresSettings(config(servers, "any", isDeduplicated).deployment()));
  }

  private static JobConfig config(Servers servers, String topic, boolean isDeduplicated)
      throws Exception {
    return servers.config(
        """
        sales: { topic: %s, deduplicate: %s }
        reports: [{ name: moving, window: sliding 1h every 5m, by: [product], lateness: 24h }]
        """
            .formatted(topic, isDeduplicated));
  }

  @Override
  public void read(Servers servers, String topic, long sales, Stopwatch stopwatch)
      throws Exception {
    JobConfig config = config(servers, topic, isDeduplicated);
    StreamExecutionEnvironment environment = Flink.environment(servers);
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(ExecutionOptions.BUFFER_TIMEOUT, AforoJob.BUFFER_TIMEOUT);
    environment.configure(settings);
    Topology topology = new Topology(environment, config.maxParallelism());
    config.breaker().ifPresent(topology::breaking);
    topology.sales(input(config, topic), config.reports(), isDeduplicated).into(sinks(config));
    Flink.run(environment);
  }

  private static Topology.Input<Sale> input(JobConfig config, String topic) {
    var input = config.sales().orElseThrow().input();
    return new Topology.Input<>(
        new KafkaSources(Adapters.kafkaSettings(config.deployment()), EventTimeBounds.standard())
            .source(
                EventKind.SALES,
                KafkaInput.bounded(topic),
                KafkaValues.ownAvro(),
                Formats.INGESTED_SALE),
        EventTimeWatermarks.of(EventKind.SALES, input.outOfOrderness(), Duration.ZERO),
        true,
        Silence.IGNORED,
        0);
  }

  private static Topology.Sinks sinks(JobConfig config) {
    Stores stores = Adapters.sink("postgres").orElseThrow().stores(config.deployment());
    return new Topology.Sinks(
        sink(config, stores.salesReports()),
        sink(config, stores.temperatureAlerts()),
        sink(config, stores.alertHistory()),
        sink(config, stores.activitySessions()),
        sink(config, stores.lateEvents()),
        sink(config, stores.deadLetters()));
  }

  private static <T> Map<String, Sink<T>> sink(JobConfig config, StoreSink.Opener<T> opener) {
    return Map.of(
        "postgres",
        new StoreSink<>(opener, row -> 0, config.flush().rows(), config.flush().every()));
  }

  @Override
  public Optional<WindowTable> table() {
    return Optional.of(WindowTable.AFORO);
  }
}

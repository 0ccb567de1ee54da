package io.aforo.job;

import io.aforo.adapters.flink.EventTimeWatermarks;
import io.aforo.adapters.flink.Silence;
import io.aforo.adapters.flink.StoreSink;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.RuleInputs;
import io.aforo.job.adapter.SourceAdapter;
import io.aforo.job.adapter.Stores;
import io.aforo.job.config.ActivityConfig;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SalesConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.job.config.TemperaturesConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Wires a configuration's adapters to the use cases. Nothing is connected to before it runs. */
public final class AforoJob {

  /** The job's name on a cluster, and part of its consumer group. */
  public static final String NAME = "aforo";

  /** How long checkpoints may go on failing before the job does. */
  private static final Duration STORAGE_OUTAGE = Duration.ofMinutes(5);

  /** The longest that a record waits for others before it is sent on. */
  public static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

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
   * Builds the graph. What Flink's own configuration says about the interval of checkpoints, and
   * about how long buffers wait to be full, wins over ours; that they are exactly-once and aligned
   * is not open to choice.
   */
  public void defineIn(StreamExecutionEnvironment env) {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    // A type without a format of ours would be written by Kryo, which no later release could read.
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    // Nothing that goes from operator to operator is ever changed, so that nothing need be copied.
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // Sums are added up in state: a record that came twice would count twice.
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    // After an unaligned one, operators would see another watermark than before.
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    if (isBounded) {
      // Flink forgets the state of subtasks that have finished, and our counters with it.
      settings.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false);
    }
    if (!isSet(env, CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)) {
      // Without it, a job that fails for good, or is cancelled, takes its state with it.
      settings.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }
    if (!isSet(env, ExecutionOptions.BUFFER_TIMEOUT)) {
      // An alert waits for it twice: before its sensor, and before its writer.
      settings.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    }
    env.configure(settings);
    if (env.getCheckpointInterval() <= 0) {
      env.enableCheckpointing(config.checkpointInterval().toMillis());
    }
    if (!isSet(env, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)) {
      // A checkpoint that fails costs nothing but a longer way back; a restart costs that at once.
      env.getCheckpointConfig()
          .setTolerableCheckpointFailureNumber(
              (int) Math.max(3, STORAGE_OUTAGE.toMillis() / env.getCheckpointInterval()));
    }
    Topology topology =
        new Topology(env, config.maxParallelism()).ofGeneration(config.deployment().generation());
    if (!isBounded) {
      // A recording is told of line by line, and what is wrong with it does not come without end.
      config.breaker().ifPresent(topology::breaking);
    }
    config.sales().ifPresent(sales -> addSales(topology, sales));
    config.temperatures().ifPresent(temperatures -> addTemperatures(topology, temperatures));
    config.activity().ifPresent(activity -> addActivity(topology, activity));
    Adapters.notifiers(config.deployment())
        .forEach(
            notifier ->
                topology.notifying(notifier.name(), notifier.notifying(config.deployment())));
    topology.into(sinks());
  }

  private static boolean isSet(StreamExecutionEnvironment env, ConfigOption<?> option) {
    return env.getConfiguration().getOptional(option).isPresent();
  }

  private void addSales(Topology topology, SalesConfig sales) {
    Topology.Input<Sale> input = input(EventKind.SALES, sales.input(), Formats.INGESTED_SALE);
    topology.sales(input, config.reports(), sales.deduplicate());
  }

  private void addTemperatures(Topology topology, TemperaturesConfig temperatures) {
    Topology.Input<Reading> input =
        input(EventKind.READINGS, temperatures.input(), Formats.INGESTED_READING);
    RuleInputs more = temperatures.ruleInputs();
    topology.temperatures(
        input,
        more.sources(config.deployment(), temperatures.bases(), isBounded),
        temperatures.book(),
        more.preload(config.deployment(), temperatures.bases()),
        temperatures.input().outOfOrderness());
  }

  private void addActivity(Topology topology, ActivityConfig activity) {
    Topology.Input<Activity> input =
        input(EventKind.ACTIVITIES, activity.input(), Formats.INGESTED_ACTIVITY);
    topology.activities(
        input, SessionRule.of(activity.gap(), activity.lateness()).withEarlyRows(activity.early()));
  }

  /**
   * One input. A source that ends while it is idle does not tell that time ends, so a bounded one
   * never is; and at its end time ends, too, so until then it is as silent as it was recorded.
   */
  private <E> Topology.Input<E> input(
      EventKind<E> kind, InputConfig input, TypeInformation<Ingested<E>> type) {
    SourceAdapter adapter = Adapters.source(input.source()).orElseThrow();
    Source<Ingested<E>, ?, ?> source =
        adapter.open(
            new SourceAdapter.Opening<>(
                kind, input, config.deployment(), isBounded, type, EventTimeBounds.standard()));
    if (source.getBoundedness() == Boundedness.BOUNDED) {
      return new Topology.Input<>(
          source,
          EventTimeWatermarks.afterEveryEvent(
              EventTimeWatermarks.of(kind, input.outOfOrderness(), Duration.ZERO)),
          adapter.isPartitioned(),
          Silence.IGNORED,
          adapter.mostSubtasks());
    }
    return new Topology.Input<>(
        source,
        EventTimeWatermarks.of(kind, input.outOfOrderness(), input.idleness()),
        adapter.isPartitioned(),
        new Silence(input.idleness(), input.silence()),
        adapter.mostSubtasks());
  }

  /** The topics that are read. */
  public static List<String> topics(JobConfig config) {
    Stream<String> ofEvents =
        Stream.of(
                config.sales().map(SalesConfig::input),
                config.temperatures().map(TemperaturesConfig::input),
                config.activity().map(ActivityConfig::input))
            .flatMap(Optional::stream)
            .filter(input -> Adapters.source(input.source()).orElseThrow().hasTopic())
            .map(InputConfig::topic);
    Stream<String> ofRules =
        config.temperatures().stream()
            .flatMap(temperatures -> temperatures.ruleInputs().topics().stream());
    return Stream.concat(ofEvents, ofRules).toList();
  }

  private Topology.Sinks sinks() {
    SinksConfig names = config.sinks();
    Duration every = config.flush().every();
    Duration everyForAlerts = config.flush().everyForAlerts();
    return new Topology.Sinks(
        sinks(names.results(), Stores::salesReports, row -> 0, every),
        // They are few, and people wait for them.
        sinks(names.results(), Stores::temperatureAlerts, alert -> 0, everyForAlerts),
        sinks(names.results(), Stores::alertHistory, change -> 0, everyForAlerts),
        sinks(names.results(), Stores::activitySessions, session -> 0, every),
        sinks(names.lateEvents(), Stores::lateEvents, event -> 0, every),
        // Only these hold whole records, which can be a megabyte each.
        sinks(
            names.deadLetters(),
            Stores::deadLetters,
            letter -> letter.record().key().length + (long) letter.record().value().length,
            every));
  }

  private <T> Map<String, Sink<T>> sinks(
      List<String> names,
      Function<Stores, StoreSink.Opener<T>> opener,
      StoreSink.Weight<T> weight,
      Duration every) {
    Map<String, Sink<T>> sinks = new LinkedHashMap<>();
    for (String name : names) {
      Stores stores = Adapters.sink(name).orElseThrow().stores(config.deployment());
      sinks.put(name, new StoreSink<>(opener.apply(stores), weight, config.flush().rows(), every));
    }
    return sinks;
  }
}

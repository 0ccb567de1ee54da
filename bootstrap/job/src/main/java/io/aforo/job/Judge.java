package io.aforo.job;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.SourceAdapter;
import io.aforo.job.config.ActivityConfig;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.TemperaturesConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Judges single records as the job of a configuration would, if it read them now: by the same
 * mappings, decoders and bounds of time. What is judged behind the decoder it does not know: which
 * ids were counted (ID_CONFLICT), and whether a reading is within the limits of the rule for its
 * sensor (SENSOR_FAULT). For one thread.
 */
public final class Judge {

  private final Map<String, Input> inputs = new HashMap<>();

  private record Input(String name, boolean knowsRepeats, Intake<?> intake) {}

  private Judge() {}

  /** Connects to nothing before it judges. */
  public static Judge of(JobConfig config) {
    Judge judge = new Judge();
    Deployment deployment = config.deployment();
    config
        .sales()
        .ifPresent(
            sales ->
                judge.add(
                    deployment,
                    EventKind.SALES,
                    sales.input(),
                    sales.deduplicate(),
                    Formats.INGESTED_SALE));
    config
        .temperatures()
        .map(TemperaturesConfig::input)
        .ifPresent(
            input ->
                judge.add(deployment, EventKind.READINGS, input, true, Formats.INGESTED_READING));
    config
        .activity()
        .map(ActivityConfig::input)
        .ifPresent(
            input ->
                judge.add(
                    deployment, EventKind.ACTIVITIES, input, false, Formats.INGESTED_ACTIVITY));
    return judge;
  }

  private <E> void add(
      Deployment deployment,
      EventKind<E> kind,
      InputConfig input,
      boolean knowsRepeats,
      TypeInformation<Ingested<E>> type) {
    SourceAdapter source = Adapters.source(input.source()).orElseThrow();
    source
        .intake(
            new SourceAdapter.Opening<>(
                kind, input, deployment, true, type, EventTimeBounds.standard()))
        .ifPresent(
            intake ->
                inputs.putIfAbsent(input.topic(), new Input(kind.label(), knowsRepeats, intake)));
  }

  /** The input that reads a topic of events, such as {@code sales}; empty if none does. */
  public Optional<String> input(String topic) {
    return Optional.ofNullable(inputs.get(topic)).map(Input::name);
  }

  /**
   * Whether the job counts an event of a topic once however often it comes, since it knows it again
   * by its id; false if no input reads the topic.
   */
  public boolean knowsRepeats(String topic) {
    return Optional.ofNullable(inputs.get(topic)).map(Input::knowsRepeats).orElse(false);
  }

  /**
   * What would become of a record.
   *
   * @return empty if no input reads its topic
   * @throws RuntimeException if it cannot be told now, as the registry does not answer
   */
  public Optional<Ingested<?>> judge(SourceRecord record) {
    return Optional.ofNullable(inputs.get(record.topic()))
        .map(input -> input.intake().admit(record, false));
  }
}

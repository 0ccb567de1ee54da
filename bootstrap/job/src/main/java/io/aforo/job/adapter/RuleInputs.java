package io.aforo.job.adapter;

import io.aforo.adapters.files.BadLines;
import io.aforo.adapters.files.CsvSensors;
import io.aforo.adapters.files.WrongHeader;
import io.aforo.adapters.flink.Preload;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.adapters.kafka.KafkaChanges;
import io.aforo.adapters.kafka.KafkaInput;
import io.aforo.adapters.kafka.KafkaRuleBook;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.application.intake.Ingested;
import io.aforo.application.rules.RuleBases;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.Source;

/**
 * Where rules and what is known of sensors come from, besides the configuration.
 *
 * @param rulesTopic a compacted topic of rules
 * @param sensorsTopic a compacted topic of sensors
 */
public record RuleInputs(Optional<String> rulesTopic, Optional<String> sensorsTopic) {

  /** Rules are few; whoever waits longer has another problem. */
  private static final Duration READ_WITHIN = Duration.ofMinutes(1);

  public RuleInputs {
    Objects.requireNonNull(rulesTopic, "rulesTopic");
    Objects.requireNonNull(sensorsTopic, "sensorsTopic");
  }

  /**
   * Reads a CSV file of sensors.
   *
   * @throws IllegalArgumentException naming the file and everything that is wrong in it
   * @throws IOException if it cannot be read
   */
  public static List<Sensor> sensors(Path file) throws IOException {
    try {
      return CsvSensors.read(file);
    } catch (BadLines | WrongHeader wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  /** The topics that are read. */
  public List<String> topics() {
    return Stream.of(rulesTopic, sensorsTopic).flatMap(Optional::stream).toList();
  }

  /**
   * The sources of changes, by the names that the topology has for them.
   *
   * @param bases what rules build on
   * @param isBounded whether to read only what is there at the start
   */
  public Map<String, Source<Ingested<RuleBookChange>, ?, ?>> sources(
      Deployment deployment, RuleBases bases, boolean isBounded) {
    Map<String, Source<Ingested<RuleBookChange>, ?, ?>> sources = new LinkedHashMap<>();
    rulesTopic.ifPresent(
        topic ->
            sources.put(
                Topology.RULES, source(deployment, topic, KafkaChanges.ofRules(bases), isBounded)));
    sensorsTopic.ifPresent(
        topic ->
            sources.put(
                Topology.SENSORS, source(deployment, topic, KafkaChanges.ofSensors(), isBounded)));
    return sources;
  }

  /** Reads all that there is before the first reading is judged. */
  public Preload<RuleBookChange> preload(Deployment deployment, RuleBases bases) {
    if (topics().isEmpty()) {
      return Preload.nothing();
    }
    Map<String, KafkaChanges> topics = new LinkedHashMap<>();
    rulesTopic.ifPresent(topic -> topics.put(topic, KafkaChanges.ofRules(bases)));
    sensorsTopic.ifPresent(topic -> topics.put(topic, KafkaChanges.ofSensors()));
    return new KafkaRuleBook(Kafka.settings(deployment), topics, READ_WITHIN)::read;
  }

  /** What does not fit the world as it is seen from here. */
  public List<Finding> check(Deployment deployment, Duration limit) {
    List<String> keys =
        Stream.of(
                rulesTopic.map(topic -> "temperatures.rulesTopic"),
                sensorsTopic.map(topic -> "temperatures.sensorsTopic"))
            .flatMap(Optional::stream)
            .toList();
    return Kafka.unfitCompactedTopics(
        String.join(", ", keys), Kafka.settings(deployment), topics(), limit);
  }

  private static Source<Ingested<RuleBookChange>, ?, ?> source(
      Deployment deployment, String topic, KafkaChanges changes, boolean isBounded) {
    KafkaSettings settings = Kafka.settings(deployment);
    return new KafkaSources(settings, EventTimeBounds.standard())
        .changes(
            isBounded ? KafkaInput.bounded(topic) : KafkaInput.continuous(topic),
            changes,
            Formats.INGESTED_RULE_BOOK_CHANGE);
  }
}

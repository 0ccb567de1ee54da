package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaInput;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.application.intake.Ingested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.kafka.common.KafkaException;

/** What the adapters of Kafka have in common. */
final class Kafka {

  /** The job that reads; part of the consumer group. */
  private static final String CONSUMER = "main";

  private Kafka() {}

  /**
   * @throws java.util.NoSuchElementException if the configuration has no Kafka
   */
  static KafkaSettings settings(Deployment deployment) {
    return deployment
        .section(Section.KAFKA)
        .orElseThrow()
        .settings(deployment.consumerGroup(CONSUMER));
  }

  static <E> Source<Ingested<E>, ?, ?> source(
      SourceAdapter.Opening<E> opening, KafkaValues values) {
    String topic = opening.input().topic();
    return new KafkaSources(settings(opening.deployment()), opening.bounds())
        .source(
            opening.kind(),
            opening.isBounded() ? KafkaInput.bounded(topic) : KafkaInput.continuous(topic),
            values,
            opening.type());
  }

  static List<Finding> missingTopics(String key, SourceAdapter.Opening<?> opening, Duration limit) {
    return missingTopics(
        key + ".topic", settings(opening.deployment()), List.of(opening.input().topic()), limit);
  }

  /**
   * @param key what names the topics
   */
  static List<Finding> missingTopics(
      String key, KafkaSettings settings, List<String> topics, Duration limit) {
    try {
      List<String> there = KafkaTopics.names(settings, limit);
      List<String> missing = topics.stream().filter(topic -> !there.contains(topic)).toList();
      if (missing.isEmpty()) {
        return List.of();
      }
      List<String> details = new ArrayList<>();
      if (missing.size() == 1) {
        details.add(
            Misfits.thereIs(
                missing.get(0), there.stream().filter(topic -> !topic.startsWith("_")).toList()));
      }
      details.add("create what is missing, for example with Kafka's own tool:");
      missing.forEach(
          topic ->
              details.add(
                  "  kafka-topics.sh --bootstrap-server %s --create --topic %s"
                      .formatted(settings.bootstrapServers(), topic)));
      return List.of(
          Finding.wrong(
              key,
              "Kafka at %s has no topic %s"
                  .formatted(settings.bootstrapServers(), String.join(", ", missing)),
              details.toArray(String[]::new)));
    } catch (KafkaException failure) {
      return List.of(Finding.unreachable("kafka.bootstrapServers", failure.getMessage()));
    }
  }
}

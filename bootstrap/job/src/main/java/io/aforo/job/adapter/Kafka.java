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
    return missingTopics(key, settings, topics, "", limit);
  }

  /**
   * Topics that are not there, and those that do not keep the last record of every key.
   *
   * @param key what names the topics
   */
  static List<Finding> unfitCompactedTopics(
      String key, KafkaSettings settings, List<String> topics, Duration limit) {
    List<Finding> findings =
        new ArrayList<>(
            missingTopics(key, settings, topics, " --config cleanup.policy=compact", limit));
    if (findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.UNREACHABLE)) {
      return findings;
    }
    try {
      KafkaTopics.cleanupPolicies(settings, topics, limit)
          .forEach(
              (topic, policy) -> {
                if (!policy.equals("compact")) {
                  findings.add(notCompacted(key, settings, topic, policy));
                }
              });
    } catch (KafkaException failure) {
      findings.add(Finding.unreachable("kafka.bootstrapServers", failure.getMessage()));
    }
    return findings;
  }

  private static Finding notCompacted(
      String key, KafkaSettings settings, String topic, String policy) {
    return Finding.doubtful(
        key,
        "topic %s has the cleanup.policy %s: what is older than its retention is lost"
            .formatted(topic, policy),
        "change it to compact, for example with Kafka's own tool:",
        "  kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s"
                .formatted(settings.bootstrapServers(), topic)
            + " --add-config cleanup.policy=compact");
  }

  private static List<Finding> missingTopics(
      String key, KafkaSettings settings, List<String> topics, String options, Duration limit) {
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
                  "  kafka-topics.sh --bootstrap-server %s --create --topic %s%s"
                      .formatted(settings.bootstrapServers(), topic, options)));
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

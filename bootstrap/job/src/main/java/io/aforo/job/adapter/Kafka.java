package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaInput;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaSources;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.source.Source;
import org.apache.kafka.common.KafkaException;

/** What the adapters of Kafka have in common. */
final class Kafka {

  /** The job that reads; part of the consumer group. */
  private static final String CONSUMER = "main";

  private static final Pattern USER_NAME =
      Pattern.compile("\\busername\\s*=\\s*[\"']?([^\"'\\s;${}]+)");

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

  static <E> Intake<E> intake(SourceAdapter.Opening<E> opening, KafkaValues values) {
    return new KafkaSources(settings(opening.deployment()), opening.bounds())
        .intake(opening.kind(), values);
  }

  /** What keeps a source from reading its topic. */
  static List<Finding> unreadableTopic(
      String key, SourceAdapter.Opening<?> opening, Duration limit) {
    return unusableTopics(
        key + ".topic",
        settings(opening.deployment()),
        List.of(opening.input().topic()),
        KafkaTopics.Use.READ,
        "",
        limit);
  }

  /**
   * Topics that are not there, and those that must not be written to.
   *
   * @param key what names the topics
   */
  static List<Finding> unwritableTopics(
      String key, KafkaSettings settings, List<String> topics, Duration limit) {
    return unusableTopics(key, settings, topics, KafkaTopics.Use.WRITE, "", limit);
  }

  /**
   * Topics that are not there or must not be read, and those that do not keep the last record of
   * every key.
   *
   * @param key what names the topics
   */
  static List<Finding> unfitCompactedTopics(
      String key, KafkaSettings settings, List<String> topics, Duration limit) {
    List<Finding> findings =
        new ArrayList<>(
            unusableTopics(
                key,
                settings,
                topics,
                KafkaTopics.Use.READ,
                " --config cleanup.policy=compact",
                limit));
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

  /**
   * What is wrong with the way to Kafka itself: it can be read on the way, or the consumer group
   * must not be used.
   *
   * @param reads whether a topic is read
   */
  static List<Finding> connection(Deployment deployment, boolean reads, Duration limit) {
    KafkaSettings settings = settings(deployment);
    List<Finding> findings = new ArrayList<>(OpenWays.toKafka(settings));
    if (!reads) {
      return findings;
    }
    try {
      if (!KafkaTopics.mayUseGroup(settings, limit)) {
        findings.add(
            Finding.wrong(
                "environment",
                "the right to use the consumer group %s is missing".formatted(settings.groupId()),
                "whoever administers Kafka can give it, for example with Kafka's own tool:",
                acls(settings, "Read", "--group " + settings.groupId())));
      }
    } catch (KafkaException failure) {
      findings.add(Finding.unreachable("kafka.bootstrapServers", failure.getMessage()));
    }
    return findings;
  }

  private static String acls(KafkaSettings settings, String operation, String resource) {
    return "  kafka-acls.sh --bootstrap-server %s --command-config admin.properties --add"
            .formatted(settings.bootstrapServers())
        + " --allow-principal User:%s --operation %s %s"
            .formatted(user(settings), operation, resource);
  }

  /** Who logs in, as far as the configuration says it. */
  private static String user(KafkaSettings settings) {
    Matcher user = USER_NAME.matcher(settings.properties().getOrDefault("sasl.jaas.config", ""));
    return user.find() ? user.group(1) : "NAME";
  }

  private static List<Finding> unusableTopics(
      String key,
      KafkaSettings settings,
      List<String> topics,
      KafkaTopics.Use use,
      String options,
      Duration limit) {
    try {
      Map<String, KafkaTopics.Access> access = KafkaTopics.access(settings, topics, use, limit);
      List<Finding> findings = new ArrayList<>();
      List<String> missing = with(KafkaTopics.Access.MISSING, access);
      if (!missing.isEmpty()) {
        findings.add(missing(key, settings, missing, options, limit));
      }
      List<String> denied = with(KafkaTopics.Access.DENIED, access);
      if (!denied.isEmpty()) {
        findings.add(denied(key, settings, denied, use));
      }
      return findings;
    } catch (KafkaException failure) {
      return List.of(Finding.unreachable("kafka.bootstrapServers", failure.getMessage()));
    }
  }

  private static List<String> with(
      KafkaTopics.Access kind, Map<String, KafkaTopics.Access> access) {
    return access.keySet().stream().filter(topic -> access.get(topic) == kind).toList();
  }

  private static Finding missing(
      String key, KafkaSettings settings, List<String> topics, String options, Duration limit) {
    List<String> details = new ArrayList<>();
    if (topics.size() == 1) {
      details.add(
          Misfits.thereIs(
              topics.get(0),
              KafkaTopics.names(settings, limit).stream()
                  .filter(topic -> !topic.startsWith("_"))
                  .toList()));
    }
    details.add("create what is missing, for example with Kafka's own tool:");
    topics.forEach(
        topic ->
            details.add(
                "  kafka-topics.sh --bootstrap-server %s --create --topic %s%s"
                    .formatted(settings.bootstrapServers(), topic, options)));
    return Finding.wrong(
        key,
        "Kafka at %s has no topic %s"
            .formatted(settings.bootstrapServers(), String.join(", ", topics)),
        details.toArray(String[]::new));
  }

  private static Finding denied(
      String key, KafkaSettings settings, List<String> topics, KafkaTopics.Use use) {
    boolean reads = use == KafkaTopics.Use.READ;
    List<String> details = new ArrayList<>();
    details.add("whoever administers Kafka can give it, for example with Kafka's own tool:");
    topics.forEach(
        topic -> details.add(acls(settings, reads ? "Read" : "Write", "--topic " + topic)));
    return Finding.wrong(
        key,
        "the right to %s is missing for the topic %s"
            .formatted(reads ? "read" : "write", String.join(", ", topics)),
        details.toArray(String[]::new));
  }
}

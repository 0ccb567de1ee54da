package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaDeadLetterArchive;
import io.aforo.adapters.kafka.KafkaDeadLetters;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaStores;
import io.aforo.application.port.out.DeadLetterArchive;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Results as Avro, upserts by key; refused records as they came. */
final class KafkaSink implements SinkAdapter {

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(Section.KAFKA);
  }

  @Override
  public List<String> neededKeys(String use) {
    return use.equals("deadLetters") ? List.of() : List.of("kafka.schemaRegistryUrl");
  }

  /** It goes to the topic that is named after its own. */
  @Override
  public boolean needsTopics() {
    return true;
  }

  @Override
  public Stores stores(Deployment deployment) {
    KafkaSettings settings = Kafka.settings(deployment);
    String prefix = prefix(deployment);
    int generation = deployment.generation();
    // Made where they are opened: for dead letters alone, no registry is needed.
    return new Stores(
        () -> new KafkaStores(settings, prefix, generation).salesReports(),
        () -> new KafkaStores(settings, prefix, generation).temperatureAlerts(),
        () -> new KafkaStores(settings, prefix, generation).alertHistory(),
        () -> new KafkaStores(settings, prefix, generation).activitySessions(),
        () -> new KafkaStores(settings, prefix, generation).lateEvents(),
        () -> KafkaDeadLetters.open(settings));
  }

  @Override
  public boolean hasDeadLetterArchive() {
    return true;
  }

  @Override
  public DeadLetterArchive deadLetterArchive(Deployment deployment, List<String> topics) {
    return KafkaDeadLetterArchive.open(Kafka.settings(deployment), topics);
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    KafkaSettings settings = Kafka.settings(deployment);
    List<String> topics =
        uses.tables().stream().flatMap(table -> topicsOf(table, deployment, uses)).toList();
    return Kafka.unwritableTopics(String.join(", ", uses.keys()), settings, topics, limit);
  }

  private static Stream<String> topicsOf(Table table, Deployment deployment, Uses uses) {
    return switch (table) {
      case DEAD_LETTERS -> uses.topics().stream().map(KafkaDeadLetters::topicFor);
      case SALES_REPORTS -> Stream.of(results(deployment).salesReportsTopic());
      case TEMPERATURE_ALERTS -> Stream.of(results(deployment).temperatureAlertsTopic());
      case ALERT_HISTORY -> Stream.of(results(deployment).alertHistoryTopic());
      case ACTIVITY_SESSIONS -> Stream.of(results(deployment).activitySessionsTopic());
      case LATE_EVENTS -> Stream.of(results(deployment).lateEventsTopic());
    };
  }

  private static KafkaStores results(Deployment deployment) {
    return new KafkaStores(Kafka.settings(deployment), prefix(deployment), deployment.generation());
  }

  private static String prefix(Deployment deployment) {
    return deployment.section(Section.KAFKA).orElseThrow().topicPrefix();
  }
}

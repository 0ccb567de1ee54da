package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaDeadLetters;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    String prefix = deployment.section(Section.KAFKA).orElseThrow().topicPrefix();
    int generation = deployment.generation();
    // Made where they are opened: for dead letters alone, no registry is needed.
    return new Stores(
        () -> new KafkaStores(settings, prefix, generation).salesReports(),
        () -> new KafkaStores(settings, prefix, generation).temperatureAlerts(),
        () -> new KafkaStores(settings, prefix, generation).activitySessions(),
        () -> new KafkaStores(settings, prefix, generation).lateEvents(),
        () -> KafkaDeadLetters.open(settings));
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    String prefix = deployment.section(Section.KAFKA).orElseThrow().topicPrefix();
    List<String> topics = new ArrayList<>();
    for (Table table : uses.tables()) {
      if (table == Table.DEAD_LETTERS) {
        uses.topics().stream().map(KafkaDeadLetters::topicFor).forEach(topics::add);
      } else {
        topics.add(prefix + topicOf(table));
      }
    }
    return Kafka.missingTopics(
        String.join(", ", uses.keys()), Kafka.settings(deployment), topics, limit);
  }

  private static String topicOf(Table table) {
    return table.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

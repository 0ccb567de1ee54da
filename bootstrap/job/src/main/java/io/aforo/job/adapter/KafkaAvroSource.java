package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.adapters.kafka.RegisteredSchema;
import io.aforo.adapters.kafka.SchemaRegistryException;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** Avro on Kafka: of our own schemas, or of any with a mapping. */
final class KafkaAvroSource implements SourceAdapter {

  @Override
  public String name() {
    return "kafka-avro";
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(Section.KAFKA);
  }

  @Override
  public List<String> neededKeys() {
    return List.of("kafka.schemaRegistryUrl");
  }

  @Override
  public boolean hasTopic() {
    return true;
  }

  @Override
  public boolean isPartitioned() {
    return true;
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  @Override
  public <E> Source<Ingested<E>, ?, ?> open(Opening<E> opening) {
    return Kafka.source(opening, values(opening));
  }

  @Override
  public <E> Optional<Intake<E>> intake(Opening<E> opening) {
    return Optional.of(Kafka.intake(opening, values(opening)));
  }

  private static KafkaValues values(Opening<?> opening) {
    return opening.input().mapping().isEmpty()
        ? KafkaValues.ownAvro()
        : KafkaValues.avro(opening.input().mapping());
  }

  @Override
  public List<Finding> check(String key, Opening<?> opening, Duration limit) {
    List<Finding> findings = new ArrayList<>(Kafka.unreadableTopic(key, opening, limit));
    KafkaSettings settings = Kafka.settings(opening.deployment());
    try {
      // A topic that is new has no schema yet: it is registered with the first record.
      RegisteredSchema.latest(settings, opening.input().topic(), limit)
          .ifPresent(schema -> findings.addAll(misfits(key, opening, schema)));
    } catch (SchemaRegistryException failure) {
      findings.add(Finding.unreachable("kafka.schemaRegistryUrl", failure.getMessage()));
    }
    return findings;
  }

  private static List<Finding> misfits(String key, Opening<?> opening, RegisteredSchema schema) {
    if (!opening.input().mapping().isEmpty()) {
      return Misfits.findings(
          key, opening.kind(), opening.input().mapping(), schema.shape(), schema.name());
    }
    return schema
        .unreadableAs(opening.kind())
        .map(
            fault ->
                Finding.wrong(
                    key + ".topic",
                    "records of " + schema.name() + " are not of Aforo's own schema: " + fault,
                    "a schema of your own needs " + key + ".mapping: docs/configuration.md"))
        .stream()
        .toList();
  }
}

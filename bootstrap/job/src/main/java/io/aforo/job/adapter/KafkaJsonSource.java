package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaValues;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** JSON on Kafka, by a mapping or by the names of our own schemas. */
final class KafkaJsonSource implements SourceAdapter {

  @Override
  public String name() {
    return "kafka-json";
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(Section.KAFKA);
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
    return KafkaValues.json(opening.input().mapping());
  }

  @Override
  public List<Finding> check(String key, Opening<?> opening, Duration limit) {
    return Kafka.unreadableTopic(key, opening, limit);
  }
}

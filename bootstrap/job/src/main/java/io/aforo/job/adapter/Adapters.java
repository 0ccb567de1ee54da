package io.aforo.job.adapter;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.postgres.PostgresSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All sources, sinks and notifiers by their names. To add one, add it to a list here. */
public final class Adapters {

  private static final List<SourceAdapter> SOURCES =
      List.of(
          new KafkaAvroSource(),
          new KafkaJsonSource(),
          new CsvSource(),
          new DatagenSource(),
          new JdbcSource());

  private static final List<SinkAdapter> SINKS =
      List.of(
          new PostgresSink(),
          new JdbcSink(),
          new KafkaSink(),
          new PrintSink(),
          new CsvSink(),
          new MemorySink());

  private static final List<NotifierAdapter> NOTIFIERS = List.of(new AlertmanagerNotifier());

  private Adapters() {}

  public static List<SourceAdapter> sources() {
    return SOURCES;
  }

  public static List<SinkAdapter> sinks() {
    return SINKS;
  }

  /** The ways of telling people that a configuration has the keys of. */
  public static List<NotifierAdapter> notifiers(Deployment deployment) {
    return NOTIFIERS.stream()
        .filter(notifier -> deployment.section(notifier.section()).isPresent())
        .toList();
  }

  /** The names of all ways of telling people. */
  public static List<String> notifiers() {
    return NOTIFIERS.stream().map(NotifierAdapter::name).toList();
  }

  /** The source of this name; empty if there is none. */
  public static Optional<SourceAdapter> source(String name) {
    return SOURCES.stream().filter(source -> source.name().equals(name)).findFirst();
  }

  /** The sink of this name; empty if there is none. */
  public static Optional<SinkAdapter> sink(String name) {
    return SINKS.stream().filter(sink -> sink.name().equals(name)).findFirst();
  }

  /**
   * Where Kafka and the registry are.
   *
   * @throws java.util.NoSuchElementException if the configuration has no Kafka
   */
  public static KafkaSettings kafkaSettings(Deployment deployment) {
    return Kafka.settings(deployment);
  }

  /**
   * What is wrong with the way to Kafka, whatever is read and written there.
   *
   * @param reads whether a topic is read
   * @throws java.util.NoSuchElementException if the configuration has no Kafka
   */
  public static List<Finding> checkKafka(Deployment deployment, boolean reads, Duration limit) {
    return Kafka.connection(deployment, reads, limit);
  }

  /**
   * Where the database of the sink postgres is.
   *
   * @throws java.util.NoSuchElementException if the configuration has no Postgres
   */
  public static PostgresSettings postgresSettings(Deployment deployment) {
    return deployment.section(Section.POSTGRES).orElseThrow().settings();
  }

  /** The groups at the top of the configuration that belong to adapters, each once. */
  public static List<Section<?>> sections() {
    Map<String, Section<?>> sections = new LinkedHashMap<>();
    Stream.concat(
            SOURCES.stream().map(SourceAdapter::sections),
            SINKS.stream().map(SinkAdapter::sections))
        .flatMap(List::stream)
        .forEach(section -> sections.putIfAbsent(section.name(), section));
    NOTIFIERS.forEach(
        notifier -> sections.putIfAbsent(notifier.section().name(), notifier.section()));
    return List.copyOf(sections.values());
  }
}

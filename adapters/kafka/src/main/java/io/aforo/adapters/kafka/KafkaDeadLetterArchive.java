package io.aforo.adapters.kafka;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * The topics {@code <topic>.dlq}, as {@link KafkaDeadLetters} writes them; a letter was refused at
 * its own record's time. Each call reads the topics from their beginning. What has none of the
 * headers is no letter of ours, and is left out. A letter of another topic than the one that it
 * lies in is in doubt: who may write here need not be allowed to write there.
 */
public final class KafkaDeadLetterArchive implements DeadLetterArchive {

  private static final byte[] NOTHING = {};

  private static final Comparator<Kept> NEWEST_FIRST =
      Comparator.comparing(Kept::refusedAt)
          .thenComparing(kept -> RecordPlace.of(kept.letter().record()))
          .reversed();

  private final TopicScan scan;
  private final List<String> topics;

  KafkaDeadLetterArchive(TopicScan scan, Collection<String> topics) {
    this.scan = scan;
    this.topics = topics.stream().map(KafkaDeadLetters::topicFor).distinct().toList();
  }

  /**
   * Connects.
   *
   * @param topics the topics of the original records; one without dead letters need not have a
   *     topic for them
   * @throws KafkaException if the settings are not those of a consumer
   */
  public static KafkaDeadLetterArchive open(KafkaSettings settings, Collection<String> topics) {
    return new KafkaDeadLetterArchive(TopicScan.open(settings), topics);
  }

  @Override
  public Overview overview(LetterFilter filter, int limit) {
    SortedMap<Heap, Long> counts = new TreeMap<>();
    PriorityQueue<Kept> newest = new PriorityQueue<>(NEWEST_FIRST.reversed());
    read(
        filter,
        kept -> {
          DeadLetter letter = kept.letter();
          counts.merge(new Heap(letter.reason(), letter.record().topic()), 1L, Long::sum);
          newest.add(kept);
          if (newest.size() > limit) {
            newest.remove();
          }
        });
    return new Overview(newest.stream().sorted(NEWEST_FIRST).toList(), counts);
  }

  @Override
  public void read(LetterFilter filter, Consumer<Kept> reader) {
    Set<RecordPlace> seen = new HashSet<>();
    // Apart, so that none of them can hide the letter that it pretends to be.
    Set<RecordPlace> seenInDoubt = new HashSet<>();
    List<TopicPartition> partitions = new ArrayList<>();
    topics.stream()
        .filter(
            name -> filter.topic().map(KafkaDeadLetters::topicFor).map(name::equals).orElse(true))
        .forEach(name -> partitions.addAll(scan.partitions(name)));
    scan.read(
        scan.beginnings(partitions),
        record ->
            kept(record)
                .filter(
                    kept ->
                        (kept.doubt().isEmpty() ? seen : seenInDoubt)
                            .add(RecordPlace.of(kept.letter().record())))
                .filter(kept -> filter.matches(kept.letter(), kept.refusedAt()))
                .ifPresent(reader));
  }

  @Override
  public void close() {
    scan.close();
  }

  private static Optional<Kept> kept(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.putIfAbsent(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    try {
      SourceRecord original =
          new SourceRecord(
              required(headers, "aforo.topic"),
              Integer.parseInt(required(headers, "aforo.partition")),
              Long.parseLong(required(headers, "aforo.offset")),
              Long.parseLong(required(headers, "aforo.timestamp")),
              record.key() == null ? NOTHING : record.key(),
              record.value() == null ? NOTHING : record.value());
      return Optional.of(
          new Kept(
              new DeadLetter(
                  RejectionReason.valueOf(required(headers, "aforo.reason")),
                  original,
                  headers.getOrDefault("aforo.error", ""),
                  headers.getOrDefault("aforo.detail", "")),
              Instant.ofEpochMilli(record.timestamp()),
              doubt(original.topic(), record.topic())));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<String> doubt(String topic, String liesIn) {
    return KafkaDeadLetters.topicFor(topic).equals(liesIn)
        ? Optional.empty()
        : Optional.of("it says it is of " + topic + ", but lies in " + liesIn);
  }

  private static String required(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no header " + name);
    }
    return value;
  }
}

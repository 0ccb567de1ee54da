package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.application.contract.DeadLetterArchiveContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaDeadLetterArchiveTest implements DeadLetterArchiveContract {

  private final TopicLog log = new TopicLog().with("sales.dlq", 2).with("readings.dlq", 1);

  @Override
  public DeadLetters deadLetters() {
    return new KafkaDeadLetters(log.writer());
  }

  @Override
  public DeadLetterArchive archive() {
    return new KafkaDeadLetterArchive(log.scan(), List.of("sales", "readings", "nobody"));
  }

  @Override
  public void refusedAt(RecordPlace place, Instant time) {
    String topic = KafkaDeadLetters.topicFor(place.topic());
    List<ConsumerRecord<byte[], byte[]>> records = log.records(topic, 0);
    for (int i = 0; i < records.size(); i++) {
      if (header(records.get(i), "aforo.partition").equals(String.valueOf(place.partition()))
          && header(records.get(i), "aforo.offset").equals(String.valueOf(place.offset()))) {
        log.changeTime(new TopicPartition(topic, 0), i, time.toEpochMilli());
      }
    }
  }

  @Test
  void whatIsNoLetterOfOursIsLeftOut() {
    ProducerRecord<byte[], byte[]> foreign =
        new ProducerRecord<>("sales.dlq", 1, null, null, new byte[] {1});
    log.append(foreign, 0);
    ProducerRecord<byte[], byte[]> halfOurs =
        new ProducerRecord<>("sales.dlq", 1, null, null, new byte[] {1});
    halfOurs.headers().add("aforo.reason", "LATER_REASON".getBytes(StandardCharsets.UTF_8));
    halfOurs.headers().add("aforo.topic", null);
    log.append(halfOurs, 0);
    DeadLetter letter =
        new DeadLetter(
            RejectionReason.BAD_AVRO,
            new SourceRecord("sales", 0, 1, -1, new byte[0], new byte[0]),
            "EOFException",
            "cut");
    deadLetters().write(List.of(letter));

    assertThat(archive().overview(LetterFilter.all(), 10).newest())
        .extracting(DeadLetterArchive.Kept::letter)
        .containsExactly(letter);
  }

  @Test
  void aLetterOfAnotherTopicThanTheOneItLiesInIsInDoubtAndHidesNoOther() {
    DeadLetter letter =
        new DeadLetter(
            RejectionReason.BAD_AVRO,
            new SourceRecord("sales", 0, 1, 1, new byte[0], new byte[] {7}),
            "EOFException",
            "cut");
    deadLetters().write(List.of(letter));
    // The same headers, in the topic of the readings' letters, where others may write.
    ProducerRecord<byte[], byte[]> forged =
        new ProducerRecord<>("readings.dlq", 0, null, null, new byte[] {8});
    log.records("sales.dlq", 0).get(0).headers().forEach(forged.headers()::add);
    log.append(forged, 1_000);
    DeadLetterArchive archive =
        new KafkaDeadLetterArchive(log.scan(), List.of("readings", "sales"));
    List<DeadLetterArchive.Kept> kept = new ArrayList<>();

    archive.read(LetterFilter.all(), kept::add);

    String doubt = "it says it is of sales, but lies in readings.dlq";
    assertThat(kept)
        .extracting(
            one -> one.letter().record().value()[0],
            DeadLetterArchive.Kept::doubt,
            DeadLetterArchive.Kept::detail)
        .containsExactlyInAnyOrder(
            tuple((byte) 7, Optional.empty(), "cut"),
            tuple((byte) 8, Optional.of(doubt), "in doubt: " + doubt + "; cut"));
    assertThat(archive().overview(LetterFilter.of(RecordPlace.of(letter.record())), 10).newest())
        .extracting(DeadLetterArchive.Kept::letter)
        .containsExactly(letter);
  }

  @Test
  void readingBeginsWhereRetentionHasLeftTheTopic() {
    for (int offset = 0; offset < 3; offset++) {
      deadLetters()
          .write(
              List.of(
                  new DeadLetter(
                      RejectionReason.BAD_AVRO,
                      new SourceRecord("sales", 0, offset, 1, new byte[0], new byte[0]),
                      "EOFException",
                      "cut")));
    }
    log.deleteBefore("sales.dlq", 0, 2);

    assertThat(archive().overview(LetterFilter.all(), 10).newest())
        .extracting(kept -> kept.letter().record().offset())
        .containsExactly(2L);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

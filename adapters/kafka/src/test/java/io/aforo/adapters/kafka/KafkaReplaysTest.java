package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaReplaysTest {

  private static final byte[] KEY = "madrid".getBytes(StandardCharsets.UTF_8);
  private static final byte[] VALUE = {0, -1, 7};

  private final TopicLog log = new TopicLog().with("sales", 3).with("readings", 1);

  @Test
  void aRecordIsSentAsItWasToWhereItWasAndSaysWhoseReplayItIs() {
    try (KafkaReplays replays = replays()) {
      replays.send(List.of(new SourceRecord("sales", 2, 42, 1_767_261_600_000L, KEY, VALUE)));
    }

    assertThat(log.records("sales", 2)).hasSize(1);
    ConsumerRecord<byte[], byte[]> sent = log.records("sales", 2).get(0);
    assertThat(sent.key()).isEqualTo(KEY);
    assertThat(sent.value()).isEqualTo(VALUE);
    assertThat(sent.timestamp()).isEqualTo(1_767_261_600_000L);
    assertThat(sent.headers().toArray()).hasSize(1);
    assertThat(
            new String(
                sent.headers().lastHeader("aforo.replay-of").value(), StandardCharsets.UTF_8))
        .isEqualTo("sales/2/42");
  }

  @Test
  void aRecordWithoutAKeyIsSentWithoutOneAndAnEmptyValueStaysEmpty() {
    try (KafkaReplays replays = replays()) {
      replays.send(List.of(new SourceRecord("sales", 0, 1, -1, new byte[0], new byte[0])));
    }

    ConsumerRecord<byte[], byte[]> sent = log.records("sales", 0).get(0);
    assertThat(sent.key()).isNull();
    assertThat(sent.value()).isEmpty();
  }

  @Test
  void oneThatIsTooLargeForItsTopicIsToldAndTheOthersAreSent() {
    log.refusing("large", new RecordTooLargeException("1,048,600 bytes"));
    try (KafkaReplays replays = replays()) {
      assertThat(replays.send(List.of(sale(1, "first"), sale(2, "large"), sale(3, "last"))))
          .containsExactly(new RecordPlace("sales", 0, 2));
    }

    assertThat(log.records("sales", 0))
        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
        .containsExactly("first", "last");
  }

  @Test
  void oneThatIsRefusedForAnotherReasonIsAFailure() {
    log.refusing("large", new RecordTooLargeException("1,048,600 bytes"));
    log.refusing("last", new TopicAuthorizationException("no"));
    try (KafkaReplays replays = replays()) {
      assertThatThrownBy(() -> replays.send(List.of(sale(2, "large"), sale(3, "last"))))
          .isInstanceOf(KafkaException.class)
          .hasMessage(
              "The record sales-0@3 was not written to sales: the right to write to this topic is"
                  + " missing; aforo check tells how to give it");
    }
  }

  private static SourceRecord sale(long offset, String value) {
    return new SourceRecord("sales", 0, offset, 1, KEY, value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatWasSentBeforeIsFoundBehindTheOriginals() {
    fill("sales", 0, 5);
    fill("sales", 1, 3);
    fill("readings", 0, 1);
    try (KafkaReplays replays = replays()) {
      replays.send(
          List.of(
              new SourceRecord("sales", 0, 2, 1, KEY, VALUE),
              new SourceRecord("sales", 1, 0, 1, KEY, VALUE)));
      List<Long> progress = new ArrayList<>();

      assertThat(
              replays.sentBefore(
                  List.of(
                      new RecordPlace("sales", 0, 2),
                      new RecordPlace("sales", 0, 3),
                      new RecordPlace("sales", 1, 1),
                      new RecordPlace("readings", 0, 0)),
                  progress::add))
          .containsExactly(new RecordPlace("sales", 0, 2));
      // Two records and the replay of one partition, one and the replay of the other.
      assertThat(progress).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
  }

  @Test
  void partitionsOfATopicThatIsNotThereAreNone() {
    try (KafkaReplays replays = replays()) {
      assertThat(replays.partitions("sales")).isEqualTo(3);
      assertThat(replays.partitions("ventas")).isZero();
      assertThat(replays.sentBefore(List.of(), read -> {})).isEmpty();
    }
  }

  private void fill(String topic, int partition, int records) {
    for (int i = 0; i < records; i++) {
      log.append(new ProducerRecord<>(topic, partition, null, KEY, VALUE), 0);
    }
  }

  private KafkaReplays replays() {
    return new KafkaReplays(log.scan(), log.writer());
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaSourcesTest {

  private static final TypeInformation<Ingested<Sale>> SALES =
      TypeInformation.of(new TypeHint<>() {});

  private static final TypeInformation<Ingested<Reading>> READINGS =
      TypeInformation.of(new TypeHint<>() {});

  private final KafkaSources sources =
      new KafkaSources(
          new KafkaSettings(
              "k:9092",
              "http://r:8081",
              "aforo",
              Map.of("isolation.level", "read_uncommitted", "fetch.max.bytes", "1000"),
              Map.of()),
          EventTimeBounds.standard());

  @Test
  void continuousSourceReadsOnForEver() {
    KafkaSource<Ingested<Sale>> source = sources.sales(KafkaInput.continuous("sales"), SALES);

    assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(source.getProducedType()).isEqualTo(SALES);
  }

  @Test
  void boundedSourceEnds() {
    KafkaSource<Ingested<Reading>> source =
        sources.readings(KafkaInput.bounded("readings"), READINGS);

    assertThat(source.getBoundedness()).isEqualTo(Boundedness.BOUNDED);
    assertThat(source.getProducedType()).isEqualTo(READINGS);
  }

  @Test
  void consumerReadsWhatIsCommittedAndFailsOnAnOffsetOutOfRange() {
    assertThat(sources.consumerProperties(KafkaInput.continuous("sales")))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("group.id", "aforo")
        .containsEntry("fetch.max.bytes", "1000")
        .containsEntry("partition.discovery.interval.ms", "30000");
    assertThat(sources.consumerProperties(KafkaInput.bounded("sales")))
        .containsEntry("partition.discovery.interval.ms", "-1");
    assertThat(new EarliestWithoutReset().getAutoOffsetResetStrategy())
        .isEqualTo(OffsetResetStrategy.NONE);
  }

  @Test
  void aPartitionStartsAtItsEarliestRecordWhateverTheGroupHasCommitted() {
    TopicPartition read = new TopicPartition("sales", 0);
    TopicPartition unread = new TopicPartition("sales", 1);

    Map<TopicPartition, Long> starts =
        new EarliestWithoutReset()
            .getPartitionOffsets(List.of(read, unread), new Committed(Map.of(read, 17L)));

    assertThat(starts)
        .isEqualTo(
            Map.of(
                read,
                KafkaPartitionSplit.EARLIEST_OFFSET,
                unread,
                KafkaPartitionSplit.EARLIEST_OFFSET));
  }

  @Test
  void sourcesTravelToTheWorkers() throws Exception {
    assertThat(InstantiationUtil.clone(sources.sales(KafkaInput.continuous("sales"), SALES)))
        .isNotNull();
    assertThat(InstantiationUtil.clone(sources.readings(KafkaInput.bounded("r"), READINGS)))
        .isNotNull();
  }

  @Test
  void inputWithoutTopicsIsRefused() {
    assertThatThrownBy(() -> new KafkaInput(List.of(), false, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topics must not be empty");
  }

  private record Committed(Map<TopicPartition, Long> offsets) implements PartitionOffsetsRetriever {

    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      return offsets;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> timestamps) {
      throw new UnsupportedOperationException();
    }
  }
}

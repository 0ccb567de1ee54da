package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all of the stores do about a broker or a registry that does not do as it is told. */
class KafkaStoresTest {

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Test
  void topicsAreNamedByThePrefix() {
    assertThat(topic.stores(1).topics())
        .containsExactly(
            "shop.sales-reports",
            "shop.temperature-alerts",
            "shop.alert-history",
            "shop.activity-sessions",
            "shop.late-events");
  }

  @Test
  void aRowThatIsNotAcknowledgedFailsTheBatch() {
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            completeNext();
            errorNext(new UnknownTopicOrPartitionException());
          }
        };
    try (LateEvents lateEvents = topic.stores(1).lateEvents(new AcknowledgedWriter(refusing))) {

      assertThatThrownBy(() -> lateEvents.write(List.of(late("e-1"), late("e-2"))))
          .isInstanceOf(KafkaException.class)
          .hasMessage(
              "The row [\"hourly\",\"s-1\",\"e-2\"] was not written to shop.late-events: there is"
                  + " no such topic; create it");
    }
    assertThat(refusing.closed()).isTrue();
  }

  @Test
  void aBatchThatFailedIsWrittenWholeTheNextTime() {
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          private boolean hasFailed;

          @Override
          public synchronized void flush() {
            if (!hasFailed) {
              hasFailed = true;
              errorNext(new TimeoutException("no broker"));
            }
            while (completeNext()) {}
          }
        };
    try (LateEvents lateEvents = topic.stores(1).lateEvents(new AcknowledgedWriter(failing))) {
      List<LateEvent> batch = List.of(late("e-1"), late("e-2"));
      assertThatThrownBy(() -> lateEvents.write(batch)).hasMessageEndingWith(": no broker");

      lateEvents.write(batch);

      assertThat(failing.history()).hasSize(4);
    }
  }

  @Test
  void aSchemaThatTheRegistryRefusesIsToldAndNothingIsSent() {
    topic.registry().answering(1, 409, "{\"error_code\":409,\"message\":\"incompatible\"}");

    try (LateEvents lateEvents = topic.stores(1).lateEvents(topic.writer())) {
      assertThatThrownBy(() -> lateEvents.write(List.of(late("e-1"))))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageContaining("shop.late-events-value")
          .hasMessageContaining(topic.registry().url());
    }
    assertThat(topic.log()).isEmpty();
  }

  @Test
  void storesTravelToWhereTheyAreUsed() throws Exception {
    KafkaStores stores = topic.stores(3);

    assertThat(InstantiationUtil.clone(stores)).isEqualTo(stores);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ñ", "a/b"})
  void aPrefixThatNoTopicCanHaveIsRefused(String prefix) {
    assertThatThrownBy(() -> new KafkaStores(topic.registry().settings(), prefix, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("was '" + prefix + "'");
  }

  @Test
  void withoutARegistryThereIsNoAvro() {
    assertThatThrownBy(() -> new KafkaStores(new KafkaSettings("k:9092", "", "g"), "", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema registry");
  }

  @Test
  void generationIsAtLeastOne() {
    assertThatThrownBy(() -> topic.stores(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("generation must be 1 or more, was 0");
  }

  private static LateEvent late(String eventId) {
    return new LateEvent("hourly", "s-1", eventId, 0, 1, List.of());
  }
}

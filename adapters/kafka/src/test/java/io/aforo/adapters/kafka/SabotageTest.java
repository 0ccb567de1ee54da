package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Sabotage;
import net.bytebuddy.asm.Advice;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.junit.jupiter.api.Test;

/** Without the safeguard of offsets, a test fails. */
class SabotageTest {

  @Test
  void withTheResetStrategyOfConsumersChangedToEarliestATestNotices() {
    try (Sabotage sabotage =
        Sabotage.of(
            EarliestWithoutReset.class, "getAutoOffsetResetStrategy", ResetToEarliest.class)) {
      assertThat(
              sabotage.failuresOf(
                  KafkaSourcesTest.class,
                  "consumerReadsWhatIsCommittedAndFailsOnAnOffsetOutOfRange"))
          .singleElement()
          .satisfies(failure -> assertThat(failure).hasMessageContaining("but was: \"earliest\""));
    }
  }

  /** What Flink's own initializer of that name does. */
  static final class ResetToEarliest {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) OffsetResetStrategy strategy) {
      strategy = OffsetResetStrategy.EARLIEST;
    }
  }
}

package io.aforo.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BothClocksTest {

  @Test
  void anInstantOfOneClockIsTheSameInstantOfTheOther() {
    BothClocks clocks = new BothClocks(1_700_000_000_000L, 5_000_000_123L);

    assertThat(clocks.nanosAt(1_700_000_000_250L)).isEqualTo(5_250_000_123L);
    assertThat(clocks.millisAt(5_250_999_123L)).isEqualTo(1_700_000_000_250L);
  }

  @Test
  void bothAreReadAtTheSameTime() {
    long before = System.nanoTime();
    BothClocks clocks = BothClocks.now();
    long after = System.nanoTime();

    assertThat(clocks.nanosAt(clocks.millis())).isBetween(before, after);
  }

  @Test
  void aClockThatWasSetIsNoticed() {
    BothClocks now = BothClocks.now();
    BothClocks behind = new BothClocks(now.millis() - 20, now.nanos());

    assertThatCode(now::checkStillTogether).doesNotThrowAnyException();
    assertThatThrownBy(behind::checkStillTogether)
        .hasMessageMatching("the clocks have moved apart by (19|20|21) ms");
  }
}

package io.aforo.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OpenLoopTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void eventsAreDueAtEvenIntervals() {
    OpenLoop plan = new OpenLoop(-5, 4);

    assertThat(plan.dueNanos(0)).isEqualTo(-5);
    assertThat(plan.dueNanos(1)).isEqualTo(SECOND / 4 - 5);
    assertThat(plan.dueNanos(9)).isEqualTo(2 * SECOND + SECOND / 4 - 5);
  }

  @Test
  void anEventIsDueFromItsInstantOn() {
    OpenLoop plan = new OpenLoop(100, 3);

    for (long index = 0; index < 20; index++) {
      assertThat(plan.due(plan.dueNanos(index) - 1)).isEqualTo(index);
      assertThat(plan.due(plan.dueNanos(index))).isEqualTo(index + 1);
    }
  }

  @Test
  void aStallLeavesEveryEventDueWhenItWasPlanned() {
    OpenLoop plan = new OpenLoop(0, 20_000);
    long afterTheStall = 3 * SECOND;

    long due = plan.due(afterTheStall);

    assertThat(due).isEqualTo(60_001);
    assertThat(plan.dueNanos(20_000)).isEqualTo(SECOND);
  }

  @Test
  void aRateThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new OpenLoop(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("perSecond must be positive, was 0");
  }
}

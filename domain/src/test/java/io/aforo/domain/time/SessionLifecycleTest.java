package io.aforo.domain.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Sessions with a gap of 30, which take late events for 100. */
class SessionLifecycleTest {

  private final SessionLifecycle sessions =
      new SessionLifecycle(new SessionWindows(30), new WindowLifecycle(100));

  @Test
  void aSessionIsCompleteAtItsEnd() {
    assertThat(sessions.completeAt(1_000)).isEqualTo(1_030);
    assertThat(sessions.isComplete(1_000, 1_029)).isFalse();
    assertThat(sessions.isComplete(1_000, 1_030)).isTrue();
  }

  @Test
  void aSessionIsClosedWhenTheLatenessIsOver() {
    assertThat(sessions.isClosed(1_000, 1_129)).isFalse();
    assertThat(sessions.isClosed(1_000, 1_130)).isTrue();
  }

  @Test
  void anEventIsOutOfReachAGapAfterItIsLate() {
    assertThat(sessions.isOutOfReach(1_000, 1_159)).isFalse();
    assertThat(sessions.isOutOfReach(1_000, 1_160)).isTrue();
  }

  @Test
  void aSessionIsForgottenTwoGapsAfterItIsClosed() {
    assertThat(sessions.forgottenAt(1_000)).isEqualTo(1_190);
  }

  @Test
  void timesSaturate() {
    assertThat(sessions.completeAt(EventTime.MAX - 1)).isEqualTo(EventTime.END);
    assertThat(sessions.isClosed(EventTime.MAX - 1, EventTime.END)).isFalse();
    assertThat(sessions.isClosed(EventTime.MAX - 1, EventTime.MAX)).isTrue();
    assertThat(sessions.forgottenAt(EventTime.MAX - 140)).isEqualTo(EventTime.MAX);
    assertThat(sessions.completeAt(EventTime.MIN)).isEqualTo(EventTime.MIN + 30);
  }

  @Test
  void whatWasClosedUnderAShorterLatenessIsClosedUnderALongerOne() {
    WindowLifecycle before = new WindowLifecycle(10);
    WindowLifecycle after = new WindowLifecycle(100);

    long closedThrough = before.closedThrough(1_000);

    assertThat(closedThrough).isEqualTo(990);
    assertThat(before.closingWatermark(closedThrough)).isEqualTo(1_000);
    assertThat(after.closingWatermark(closedThrough)).isEqualTo(1_090);
    assertThat(after.closingWatermark(EventTime.MAX)).isEqualTo(EventTime.MAX);
  }

  @Test
  void beforeTheFirstWatermarkNothingIsClosed() {
    WindowLifecycle lifecycle = new WindowLifecycle(10);

    long closedThrough = lifecycle.closedThrough(EventTime.MIN + 5);

    assertThat(closedThrough).isEqualTo(EventTime.MIN);
    assertThat(lifecycle.closingWatermark(closedThrough)).isEqualTo(EventTime.MIN);
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Sabotage;
import java.lang.reflect.Method;
import java.util.Arrays;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;

/** Without one of these safeguards, a test fails, and says what went wrong. */
class SabotageTest {

  @Test
  void withAFlushInCloseOldRowsAreWrittenAfterAFailureAndATestNotices() {
    Class<?> writer =
        Arrays.stream(StoreSink.class.getDeclaredClasses())
            .filter(type -> type.getSimpleName().equals("Writer"))
            .findAny()
            .orElseThrow();
    try (Sabotage sabotage = Sabotage.of(writer, "close", FlushFirst.class)) {
      assertThat(sabotage.failuresOf(StoreSinkTest.class, "nothingIsWrittenWhileClosing"))
          .singleElement()
          .satisfies(failure -> assertThat(failure).hasMessageContaining("Never wanted here"));
    }
  }

  @Test
  void withTheSavedWatermarkForgottenAClosedSessionOpensAgainAndATestNotices() {
    try (Sabotage sabotage = Sabotage.of(SavedWatermarks.class, "earliest", Forgotten.class)) {
      assertThat(
              sabotage.failuresOf(
                  ActivityStateTest.class,
                  "whatIsLateForAUserWhoWasForgottenBeforeARestartIsLateAfterIt"))
          .singleElement()
          .satisfies(
              failure ->
                  assertThat(failure).hasMessageStartingWith("[late events after the restart]"));
    }
  }

  @Test
  void withTheCacheBeforeRocksDbNotFlushedASnapshotLacksSalesAndATestNotices() {
    try (Sabotage sabotage = Sabotage.of(WriteBackCache.class, "flush", Skipped.class)) {
      assertThat(
              sabotage.failuresOf(
                  RocksDbRestoredScenarioTest.class, "hourlyRowsAreFinalThenCorrectedThenClosed"))
          .singleElement()
          .satisfies(
              failure -> assertThat(failure).hasMessageContaining("Expecting actual:\n  []"));
    }
  }

  /** Nothing is done at all. */
  static final class Skipped {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  /** What was not flushed is written although the task has failed. */
  static final class FlushFirst {
    @Advice.OnMethodEnter
    static void enter(@Advice.This Object writer) throws Exception {
      Method flush = writer.getClass().getDeclaredMethod("flush");
      flush.setAccessible(true);
      flush.invoke(writer);
    }
  }

  /** As if no watermark had been saved. */
  static final class Forgotten {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long watermark) {
      watermark = Long.MIN_VALUE;
    }
  }
}

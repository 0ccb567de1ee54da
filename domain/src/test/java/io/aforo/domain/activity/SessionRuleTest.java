package io.aforo.domain.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionRuleTest {

  @Test
  void theStandardIsAGapOfHalfAnHourAndADayForWhatComesLate() {
    assertThat(SessionRule.standard())
        .isEqualTo(
            new SessionRule(new SessionWindows(1_800_000), new WindowLifecycle(86_400_000), 0));
  }

  @Test
  void anActivityAloneIsASessionThatEndsAGapLater() {
    assertThat(SessionRule.standard().windowOf(1_000)).isEqualTo(new TimeWindow(1_000, 1_801_000));
  }

  @Test
  void rulesMeanTheSameIfTheirGapsAreTheSame() {
    SessionRule rule = SessionRule.of(Duration.ofMinutes(5), Duration.ZERO);

    assertThat(rule.id()).isEqualTo("session-300000");
    assertThat(SessionRule.of(Duration.ofMinutes(5), Duration.ofHours(1)).id())
        .isEqualTo(rule.id());
    assertThat(SessionRule.standard().id()).isNotEqualTo(rule.id());
  }

  @Test
  void earlyRowsAreAskedForByTheirRhythm() {
    SessionRule rule = SessionRule.of(Duration.ofMinutes(5), Duration.ZERO);

    assertThat(rule.withEarlyRows(Duration.ofSeconds(1)))
        .isEqualTo(new SessionRule(new SessionWindows(300_000), new WindowLifecycle(0), 1_000));
    assertThatThrownBy(() -> rule.withEarlyRows(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("early rows must come every 0 ms (never) or more, was -1 ms");
  }
}

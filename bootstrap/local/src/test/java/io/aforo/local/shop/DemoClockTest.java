package io.aforo.local.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoClockTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final WallClock wall = new WallClock(NOON);

  @Test
  void startsADayBack() {
    DemoClock clock = new DemoClock(wall, DAY, 120);

    assertThat(clock.start()).isEqualTo(NOON.minus(DAY));
    assertThat(clock.now()).isEqualTo(NOON.minus(DAY));
    assertThat(clock.isLive()).isFalse();
    assertThat(clock.speed()).isEqualTo(120);
  }

  @Test
  void anHourOfEventsTakesHalfAMinute() {
    DemoClock clock = new DemoClock(wall, DAY, 120);

    wall.advance(Duration.ofSeconds(30));

    assertThat(clock.now()).isEqualTo(NOON.minus(DAY).plus(Duration.ofHours(1)));
  }

  @Test
  void meetsTheWallClockWhenItSaysAndStaysWithIt() {
    DemoClock clock = new DemoClock(wall, DAY, 121);
    Instant meeting = NOON.plus(Duration.ofMinutes(12));

    assertThat(clock.meetsNowAt()).contains(meeting);
    wall.set(meeting.minusMillis(1));
    assertThat(clock.isLive()).isFalse();
    assertThat(clock.now()).isEqualTo(meeting.minusMillis(121));
    wall.set(meeting);
    assertThat(clock.isLive()).isTrue();
    assertThat(clock.now()).isEqualTo(meeting);
    assertThat(clock.speed()).isEqualTo(1);
    wall.advance(Duration.ofSeconds(10));
    assertThat(clock.now()).isEqualTo(meeting.plusSeconds(10));
  }

  @Test
  void atTheSpeedOfTheWallClockItNeverCatchesUp() {
    DemoClock clock = new DemoClock(wall, DAY, 1);

    wall.advance(Duration.ofDays(365));

    assertThat(clock.meetsNowAt()).isEmpty();
    assertThat(clock.now()).isEqualTo(wall.instant().minus(DAY));
    assertThat(clock.isLive()).isFalse();
  }

  @Test
  void withoutAHeadStartItIsLiveAtOnce() {
    DemoClock clock = new DemoClock(wall, Duration.ZERO, 120);

    assertThat(clock.isLive()).isTrue();
    assertThat(clock.meetsNowAt()).contains(NOON);
    assertThat(clock.now()).isEqualTo(NOON);
  }

  @Test
  void wallClockThatIsSetBackDoesNotTakeItBeforeItsStart() {
    DemoClock clock = new DemoClock(wall, Duration.ofMinutes(1), 120);

    wall.set(NOON.minus(DAY));

    assertThat(clock.now()).isEqualTo(clock.start());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0, -1, 1e7, Double.NaN})
  void speedOutsideItsRangeIsRefused(double speed) {
    assertThatThrownBy(() -> new DemoClock(wall, DAY, speed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("speed must be between 1 and 1000000, was " + speed);
  }

  private static final class WallClock extends Clock {
    private Instant now;

    WallClock(Instant now) {
      this.now = now;
    }

    void set(Instant instant) {
      now = instant;
    }

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

package io.aforo.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorTraceTest {

  private static final long FIVE_MINUTES = 300_000;

  @ParameterizedTest
  @CsvSource({"1,0", "2,10000", "100,0", "100,1", "100,10000", "100,60000"})
  void aGapIsFiveMinutesForASensorThatIsReadOften(int readings, long interval) {
    assertThat(trace(readings, interval).gapMillis()).isEqualTo(FIVE_MINUTES);
  }

  @ParameterizedTest
  @CsvSource({"3,300000", "100,900000", "100,3600000"})
  void aGapIsSeveralOfItsIntervalsForASensorThatIsReadRarely(int readings, long interval) {
    assertThat(trace(readings, interval).gapMillis()).isBetween(4 * interval, 8 * interval);
  }

  private static SensorTrace trace(int readings, long interval) {
    SensorTrace trace = new SensorTrace(0, "s");
    for (int i = 0; i < readings; i++) {
      trace.add(i * interval);
    }
    return trace;
  }
}

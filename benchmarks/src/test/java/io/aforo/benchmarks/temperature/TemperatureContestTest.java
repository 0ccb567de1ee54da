package io.aforo.benchmarks.temperature;

import static io.aforo.benchmarks.temperature.TemperatureContest.AFORO;
import static io.aforo.benchmarks.temperature.TemperatureContest.ARRAY_SCAN;
import static io.aforo.benchmarks.temperature.TemperatureContest.CEP;
import static io.aforo.benchmarks.temperature.TemperatureContest.NOTHING;
import static io.aforo.benchmarks.temperature.TemperatureContest.SCAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.benchmarks.temperature.TemperatureContest.Spike;
import io.aforo.domain.temperature.Reading;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TemperatureContestTest {

  @AfterAll
  static void endWhatIsShared() throws Exception {
    FlinkProcess.stop();
  }

  private final Reading[] readings = TemperatureContest.readings(2_000, 5, 250, 7);

  @Test
  void allContestantsFindTheSameJumps() throws Exception {
    Set<Spike> ends = endsOfJumps();

    Set<Spike> opened = TemperatureContest.opened(ends, readings);

    assertThat(opened).hasSizeBetween(4, ends.size() / 20);
    assertThat(spikes(SCAN)).isEqualTo(ends);
    assertThat(spikes(ARRAY_SCAN)).isEqualTo(ends);
    assertThat(spikes(CEP)).isEqualTo(ends);
    assertThat(spikes(AFORO)).isEqualTo(opened);
  }

  @Test
  void equalAnswersHaveEqualChecksums() throws Exception {
    String aforo = TemperatureContest.checksum(AFORO, spikes(AFORO), readings);
    String scan = TemperatureContest.checksum(SCAN, spikes(SCAN), readings);

    assertThat(aforo).isEqualTo(scan).isNotEqualTo("0");
  }

  @Test
  void theClockRunsFromTheFirstReadingToTheLastResult() throws Exception {
    Stopwatch stopwatch = new Stopwatch();

    TemperatureContest.spikes(AFORO, readings, stopwatch);

    assertThat(stopwatch.wallNanos()).isPositive();
    assertThat(stopwatch.figures(readings.length)).containsEntry("events", 2_000.0);
  }

  @Test
  void whoLooksAtNothingSaysNothing() throws Exception {
    assertThat(spikes(NOTHING)).isEmpty();
  }

  @Test
  void anUnknownContestantIsToldWhoThereIs() {
    assertThatThrownBy(() -> spikes("esper"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'esper'")
        .hasMessageContaining(TemperatureContest.contestants().toString());
  }

  private Set<Spike> spikes(String contestant) throws Exception {
    return TemperatureContest.spikes(contestant, readings, new Stopwatch());
  }

  private Set<Spike> endsOfJumps() {
    Set<Spike> ends = new HashSet<>();
    for (Reading second : readings) {
      for (Reading first : readings) {
        if (first.sensorId().equals(second.sensorId())
            && first.readAt() < second.readAt()
            && second.readAt() - first.readAt() <= 60_000
            && Math.abs(
                    first.temperature().ninthsOfMilliCelsius()
                        - second.temperature().ninthsOfMilliCelsius())
                >= 180_000) {
          ends.add(new Spike(second.sensorId(), second.readAt()));
        }
      }
    }
    return ends;
  }
}

package io.aforo.adapters.flink;

import static io.aforo.adapters.flink.TemperatureContest.AFORO;
import static io.aforo.adapters.flink.TemperatureContest.ARRAY_SCAN;
import static io.aforo.adapters.flink.TemperatureContest.CEP;
import static io.aforo.adapters.flink.TemperatureContest.SCAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.flink.TemperatureContest.Spike;
import io.aforo.domain.temperature.Reading;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemperatureContestTest {

  private final Reading[] readings = TemperatureContest.readings(2_000, 5, 250, 7);

  @Test
  void allContestantsFindTheSameJumps() throws Exception {
    Set<Spike> ends = endsOfJumps();

    Set<Spike> opened = TemperatureContest.opened(ends, readings);

    assertThat(opened).hasSizeBetween(4, ends.size() / 20);
    assertThat(TemperatureContest.spikes(SCAN, readings)).isEqualTo(ends);
    assertThat(TemperatureContest.spikes(ARRAY_SCAN, readings)).isEqualTo(ends);
    assertThat(TemperatureContest.spikes(CEP, readings)).isEqualTo(ends);
    assertThat(TemperatureContest.spikes(AFORO, readings)).isEqualTo(opened);
  }

  @Test
  void equalAnswersHaveEqualChecksums() throws Exception {
    TemperatureContest.Result aforo = TemperatureContest.run(AFORO, readings);
    TemperatureContest.Result scan = TemperatureContest.run(SCAN, readings);

    assertThat(aforo.events()).isEqualTo(readings.length);
    assertThat(aforo.checksum()).isEqualTo(scan.checksum()).isNotZero();
  }

  @Test
  void anUnknownContestantIsToldWhoThereIs() {
    assertThatThrownBy(() -> TemperatureContest.run("esper", readings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'esper'")
        .hasMessageContaining(TemperatureContest.contestants().toString());
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

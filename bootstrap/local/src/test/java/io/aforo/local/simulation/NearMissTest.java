package io.aforo.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.TemperatureDelta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearMissTest {

  private static final long WINDOW = 60_000;

  @TempDir private Path directory;

  @Test
  void theGreatestDifferenceIsThatOfAllPairsWhateverTheirOrder() throws IOException {
    Random random = new Random(5);
    for (int run = 0; run < 200; run++) {
      List<long[]> readings = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        // Often the same time, often exactly a window apart.
        readings.add(new long[] {15_000L * random.nextInt(40), 9_000L * random.nextInt(15)});
      }
      Collections.shuffle(readings, random);

      assertThat(nearest(readings).difference())
          .isEqualTo(new TemperatureDelta(greatestOfAllPairs(readings)));
    }
  }

  private NearMiss nearest(List<long[]> readings) throws IOException {
    SensorTrace sensor = new SensorTrace(0, "s");
    try (ReadingSpool spool = ReadingSpool.in(directory)) {
      for (long[] reading : readings) {
        sensor.add(reading[0]);
        spool.add(0, reading[0], reading[1]);
      }
      return NearMiss.nearest(List.of(sensor), spool, RuleBook.standard(), 5_000, 5).get(0);
    }
  }

  private static long greatestOfAllPairs(List<long[]> readings) {
    long greatest = 0;
    for (long[] one : readings) {
      for (long[] other : readings) {
        if (Math.abs(one[0] - other[0]) <= WINDOW) {
          greatest = Math.max(greatest, Math.abs(one[1] - other[1]));
        }
      }
    }
    return greatest;
  }
}

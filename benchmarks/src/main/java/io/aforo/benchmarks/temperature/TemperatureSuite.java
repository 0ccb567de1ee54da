package io.aforo.benchmarks.temperature;

import io.aforo.adapters.flink.TemperatureContest;
import io.aforo.benchmarks.Suite;
import io.aforo.domain.temperature.Reading;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Readings of sensors, in process: who finds the jumps of 20 C within a minute, and how fast. */
public final class TemperatureSuite implements Suite {

  private static final int HEAP_MEBIBYTES = 4_096;

  /** One reading a second from each, so that 60 are in a window. */
  private static final int SENSORS = 1_000;

  /** Readings that those who are slow can do in a minute. */
  private static final int FEW = 20_000;

  /** Of fewer sensors, so that windows fill all the same. */
  private static final int FEW_SENSORS = 100;

  private static final String ALL_OF_THEM = "60 readings in the window, 1,000 sensors";
  private static final String SOME = "60 readings in the window, 100 sensors, 20,000 readings";

  @Override
  public String name() {
    return "temperature";
  }

  @Override
  public Headline headline() {
    return Headline.EVENTS_PER_SECOND;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    int rounds = scale == Scale.QUICK ? 1 : 5;
    return List.of(
        new Trial(ALL_OF_THEM, TemperatureContest.AFORO, rounds, HEAP_MEBIBYTES),
        new Trial(ALL_OF_THEM, TemperatureContest.SCAN, rounds, HEAP_MEBIBYTES),
        new Trial(ALL_OF_THEM, TemperatureContest.ARRAY_SCAN, rounds, HEAP_MEBIBYTES),
        new Trial(SOME, TemperatureContest.AFORO, rounds, HEAP_MEBIBYTES),
        new Trial(SOME, TemperatureContest.CEP, rounds, HEAP_MEBIBYTES));
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    boolean isAll = trial.scenario().equals(ALL_OF_THEM);
    Reading[] readings =
        isAll
            ? TemperatureContest.readings(
                scale == Scale.QUICK ? 1_000_000 : 2_000_000, SENSORS, 20_000, 1)
            : TemperatureContest.readings(FEW, FEW_SENSORS, 1_000, 1);
    warmUp(trial.contestant(), readings, isAll ? 3 : 1);
    System.gc();
    TemperatureContest.Result result = TemperatureContest.run(trial.contestant(), readings);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("events", (double) result.events());
    figures.put("wallNanos", (double) result.nanos());
    figures.put("cpuNanos", (double) result.cpuNanos());
    return new Answer(Long.toHexString(result.checksum()), figures);
  }

  /** A part first, so that those who are slow do not take for ever. */
  private static void warmUp(String contestant, Reading[] readings, int times) throws Exception {
    TemperatureContest.run(contestant, Arrays.copyOf(readings, readings.length / 5));
    for (int time = 1; time < times; time++) {
      TemperatureContest.run(contestant, readings);
    }
  }
}

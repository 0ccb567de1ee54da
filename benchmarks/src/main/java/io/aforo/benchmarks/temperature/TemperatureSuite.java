package io.aforo.benchmarks.temperature;

import io.aforo.benchmarks.Passes;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.WarmUp;
import io.aforo.domain.temperature.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    List<Trial> trials = new ArrayList<>();
    trials.add(new Trial(ALL_OF_THEM, TemperatureContest.AFORO, rounds, HEAP_MEBIBYTES));
    trials.add(new Trial(ALL_OF_THEM, TemperatureContest.SCAN, rounds, HEAP_MEBIBYTES));
    trials.add(new Trial(ALL_OF_THEM, TemperatureContest.ARRAY_SCAN, rounds, HEAP_MEBIBYTES));
    if (scale == Scale.FULL) {
      trials.add(new Trial(ALL_OF_THEM, TemperatureContest.NOTHING, rounds, HEAP_MEBIBYTES));
    }
    trials.add(new Trial(SOME, TemperatureContest.AFORO, rounds, HEAP_MEBIBYTES));
    trials.add(new Trial(SOME, TemperatureContest.CEP, rounds, HEAP_MEBIBYTES));
    return trials;
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    boolean isAll = trial.scenario().equals(ALL_OF_THEM);
    Reading[] readings =
        isAll
            ? TemperatureContest.readings(
                scale == Scale.QUICK ? 1_000_000 : 2_000_000, SENSORS, 20_000, 1)
            : TemperatureContest.readings(FEW, FEW_SENSORS, 1_000, 1);
    WarmUp.of(
        warmUp(scale),
        readings.length,
        (events, stopwatch) ->
            TemperatureContest.spikes(
                trial.contestant(), Arrays.copyOf(readings, events), stopwatch));
    Map<String, Double> figures = new LinkedHashMap<>();
    String checksum =
        Passes.of(
            readings.length,
            figures,
            Function.identity(),
            stopwatch ->
                TemperatureContest.checksum(
                    trial.contestant(),
                    TemperatureContest.spikes(trial.contestant(), readings, stopwatch),
                    readings));
    return new Answer(checksum, figures);
  }

  /**
   * For how much CPU time a contestant works before it is measured. The domain's code is compiled
   * once and again until it has seen some millions of readings; jobs that do less have had enough
   * by then as well.
   */
  private static Duration warmUp(Scale scale) {
    return Duration.ofSeconds(scale == Scale.QUICK ? 10 : 20);
  }
}

package io.aforo.benchmarks.temperature;

import io.aforo.adapters.flink.TemperaturePipeline;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The same readings through different ways to find jumps of 20 C within 60 s, each a small job of
 * its own, as {@link FlinkProcess} sets it up, with state on heap.
 *
 * <p>The contestants do not say the same: {@link #AFORO} says when an episode of jumps begins, the
 * others name each reading that ends a jump. {@link #opened} makes the one of the other.
 */
final class TemperatureContest {

  /** This job's own operator. */
  static final String AFORO = Suite.OURS;

  /** A look at the window's readings, which are an entry each: {@link ScanOfTheWindow.OfAMap}. */
  static final String SCAN = "scan of a MapState";

  /** A look at the window's readings, which are one value: {@link ScanOfTheWindow.OfAValue}. */
  static final String ARRAY_SCAN = "scan of one value";

  /** {@link JumpsByCep}. */
  static final String CEP = "Flink CEP";

  /** What the readings and Flink alone cost: keyed, looked at by nobody. */
  static final String NOTHING = "keyed alone";

  static final TypeInformation<Spike> SPIKE = TypeInformation.of(Spike.class);

  private static final long START = 1_767_225_600_000L;

  static final long WINDOW_MILLIS = 60_000;
  static final long THRESHOLD = TemperatureDelta.ofCelsius(20).ninthsOfMilliCelsius();

  private static final Map<String, Function<DataStream<Reading>, DataStream<Spike>>> CONTESTANTS =
      new TreeMap<>(
          Map.of(
              AFORO, TemperatureContest::aforo,
              SCAN, readings -> ScanOfTheWindow.ofAMap(readings),
              ARRAY_SCAN, readings -> ScanOfTheWindow.ofAValue(readings),
              CEP, JumpsByCep::of,
              NOTHING, TemperatureContest::nothing));

  private TemperatureContest() {}

  /**
   * Where a jump ends, or an episode of jumps begins.
   *
   * @param sensorId which sensor
   * @param at the reading's time, epoch milliseconds
   */
  record Spike(String sensorId, long at) implements Comparable<Spike> {

    private static final Comparator<Spike> BY_TIME =
        Comparator.comparingLong(Spike::at).thenComparing(Spike::sensorId);

    @Override
    public int compareTo(Spike other) {
      return BY_TIME.compare(this, other);
    }
  }

  /** The names of the contestants. */
  static List<String> contestants() {
    return List.copyOf(CONTESTANTS.keySet());
  }

  /**
   * Sends readings through a contestant.
   *
   * @param readings in the order of their times; of a sensor, no two of one time
   * @param stopwatch started with the first reading, stopped behind the last result
   * @return all that it says, each once
   * @throws IllegalArgumentException if there is no such contestant
   */
  static Set<Spike> spikes(String contestant, Reading[] readings, Stopwatch stopwatch)
      throws Exception {
    var pipeline = CONTESTANTS.get(contestant);
    if (pipeline == null) {
      throw new IllegalArgumentException(
          "no contestant is called '" + contestant + "'; there are " + contestants());
    }
    StreamExecutionEnvironment environment = FlinkProcess.environment(false);
    DataStream<Reading> stream =
        FlinkProcess.stream(
            environment,
            readings,
            Formats.READING,
            (reading, none) -> reading.readAt(),
            Duration.ZERO,
            stopwatch);
    Set<Spike> spikes = new HashSet<>();
    Collected.into(pipeline.apply(stream), spikes, stopwatch, Set::add);
    FlinkProcess.run(environment);
    return spikes;
  }

  /**
   * A checksum of the episodes' openings by what a contestant said: the same for all. {@link
   * #NOTHING} says nothing, and has none.
   */
  static String checksum(String contestant, Set<Spike> spikes, Reading[] readings) {
    if (contestant.equals(NOTHING)) {
      return "";
    }
    long sum = 0;
    for (Spike spike :
        new TreeSet<>(contestant.equals(AFORO) ? spikes : opened(spikes, readings))) {
      sum = 31 * (31 * sum + spike.sensorId().hashCode()) + spike.at();
    }
    return Long.toHexString(sum);
  }

  /**
   * Readings in the order of their times, one a second from each sensor in turn: about 4 C, and now
   * and then, for a few seconds, about 34 C.
   *
   * @param jumpEvery a sensor becomes so warm once in this many of its readings, on average
   */
  static Reading[] readings(int count, int sensors, int jumpEvery, long seed) {
    Random random = new Random(seed);
    String[] ids = new String[sensors];
    Arrays.setAll(ids, i -> "store-%03d/sensor-%02d".formatted(i / 50, i % 50));
    double[] noise = new double[sensors];
    int[] warmFor = new int[sensors];
    Reading[] readings = new Reading[count];
    for (int i = 0; i < count; i++) {
      int sensor = i % sensors;
      noise[sensor] = 0.98 * noise[sensor] + 0.05 * random.nextGaussian();
      if (warmFor[sensor] > 0) {
        warmFor[sensor]--;
      } else if (random.nextInt(jumpEvery) == 0) {
        warmFor[sensor] = 1 + random.nextInt(5);
      }
      double celsius = (warmFor[sensor] > 0 ? 34 : 4) + noise[sensor];
      readings[i] =
          new Reading(
              "",
              ids[sensor],
              Temperature.of(Math.round(10 * celsius) / 10.0, TemperatureUnit.CELSIUS),
              START + 1_000L * (i / sensors) + 1_000L * sensor / sensors);
    }
    return readings;
  }

  /**
   * When the episodes begin that consist of the jumps with these ends: one goes on until 2 min have
   * passed since the last end, and two readings. That is what Aforo's standard rule says as long as
   * all readings are about as warm as one of two temperatures, so that who is not calm ends a jump.
   */
  static Set<Spike> opened(Set<Spike> ends, Reading[] readings) {
    long calm = 120_000;
    Set<Spike> opened = new HashSet<>();
    Map<String, long[]> lasts = new HashMap<>();
    for (Reading reading : readings) {
      // When the last jump ended, and how many readings came since; the episode is over at -1.
      long[] last = lasts.computeIfAbsent(reading.sensorId(), sensor -> new long[] {0, -1});
      Spike spike = new Spike(reading.sensorId(), reading.readAt());
      if (ends.contains(spike)) {
        if (last[1] < 0) {
          opened.add(spike);
        }
        last[0] = reading.readAt();
        last[1] = 0;
      } else if (last[1] >= 0) {
        last[1]++;
        if (last[1] >= 2 && reading.readAt() >= last[0] + calm) {
          last[1] = -1;
        }
      }
    }
    return opened;
  }

  private static DataStream<Spike> aforo(DataStream<Reading> readings) {
    return TemperaturePipeline.alertChanges(readings)
        .filter(change -> change.alert().kind() == AlertKind.JUMP)
        .map(change -> new Spike(change.alert().sensorId(), change.alert().openedAt()), SPIKE);
  }

  private static DataStream<Spike> nothing(DataStream<Reading> readings) {
    return readings
        .keyBy(Reading::sensorId, Types.STRING)
        .filter(reading -> reading.readAt() == Long.MIN_VALUE)
        .map(reading -> new Spike(reading.sensorId(), reading.readAt()), SPIKE);
  }
}

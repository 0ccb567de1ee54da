package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * The same readings through different ways to find jumps of 20 C within 60 s, each a small job of
 * its own: parallelism 1, object reuse on, state on heap, the readings in memory.
 *
 * <p>The contestants do not say the same: {@link #AFORO} says when an episode of jumps begins, the
 * others name each reading that ends a jump. {@link #opened} makes the one of the other.
 */
public final class TemperatureContest {

  /** This job's own operator. */
  public static final String AFORO = "Aforo";

  /** A look at the window's readings, which are an entry each: {@link ScanOfTheWindow.OfAMap}. */
  public static final String SCAN = "scan of a MapState";

  /** A look at the window's readings, which are one value: {@link ScanOfTheWindow.OfAValue}. */
  public static final String ARRAY_SCAN = "scan of one value";

  /** {@link JumpsByCep}. */
  public static final String CEP = "Flink CEP";

  /** What the readings and Flink alone cost: keyed, looked at by nobody. */
  public static final String NOTHING = "nothing";

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

  private static final Map<Integer, Run> RUNS = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private TemperatureContest() {}

  /**
   * Where a jump ends, or an episode of jumps begins.
   *
   * @param sensorId which sensor
   * @param at the reading's time, epoch milliseconds
   */
  public record Spike(String sensorId, long at) implements Comparable<Spike> {

    private static final Comparator<Spike> BY_TIME =
        Comparator.comparingLong(Spike::at).thenComparing(Spike::sensorId);

    @Override
    public int compareTo(Spike other) {
      return BY_TIME.compare(this, other);
    }
  }

  /**
   * What a run gave.
   *
   * @param events how many readings there were
   * @param nanos by the clock, from the first reading to the end of the last; starting the job is
   *     no part of it
   * @param cpuNanos of the processor, by the whole process, in the same time
   * @param checksum of the episodes' openings; the same for all contestants but {@link #NOTHING}
   */
  public record Result(long events, long nanos, long cpuNanos, long checksum) {}

  /** The names of the contestants. */
  public static List<String> contestants() {
    return List.copyOf(CONTESTANTS.keySet());
  }

  /**
   * Sends readings through a contestant.
   *
   * @param readings in the order of their times; of a sensor, no two of one time
   * @throws IllegalArgumentException if there is no such contestant
   */
  public static Result run(String contestant, Reading[] readings) throws Exception {
    Run run = new Run(readings);
    Set<Spike> spikes = run.through(contestant);
    Set<Spike> opened = contestant.equals(AFORO) ? spikes : opened(spikes, readings);
    return new Result(readings.length, run.nanos, run.cpuNanos, checksum(opened));
  }

  /**
   * Readings in the order of their times, one a second from each sensor in turn: about 4 C, and now
   * and then, for a few seconds, about 34 C.
   *
   * @param jumpEvery a sensor becomes so warm once in this many of its readings, on average
   */
  public static Reading[] readings(int count, int sensors, int jumpEvery, long seed) {
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

  /** All that a contestant says, each once. */
  static Set<Spike> spikes(String contestant, Reading[] readings) throws Exception {
    return new Run(readings).through(contestant);
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

  private static long checksum(Set<Spike> spikes) {
    long sum = 0;
    for (Spike spike : new TreeSet<>(spikes)) {
      sum = 31 * (31 * sum + spike.sensorId().hashCode()) + spike.at();
    }
    return sum;
  }

  private static DataStream<Spike> aforo(DataStream<Reading> readings) {
    WatchTemperatures watch = new WatchTemperatures(RuleBook.standard(), 5_000);
    byte[] none = {};
    return readings
        .map(
            reading ->
                new Ingested.Accepted<>(
                    new SourceRecord("temperatures", 0, 0, reading.readAt(), none, none), reading),
            Formats.ACCEPTED_READING)
        .keyBy(watch::keyOf, Types.STRING)
        .transform(
            AFORO,
            Formats.ALERT_CHANGE,
            new UseCaseOperator<>(
                watch, KeptState.monitors(), Topology.TEMPERATURES, Silence.IGNORED))
        .filter(change -> change.alert().kind() == AlertKind.JUMP)
        .map(change -> new Spike(change.alert().sensorId(), change.alert().openedAt()), SPIKE);
  }

  private static DataStream<Spike> nothing(DataStream<Reading> readings) {
    return readings
        .keyBy(Reading::sensorId, Types.STRING)
        .filter(reading -> reading.readAt() == Long.MIN_VALUE)
        .map(reading -> new Spike(reading.sensorId(), reading.readAt()), SPIKE);
  }

  /** One job, of which Flink sees the number only. */
  private static final class Run {

    private final Reading[] readings;
    private final Queue<Spike> said = new ConcurrentLinkedQueue<>();
    private volatile long start;
    private volatile long cpuStart;
    private volatile long nanos;
    private volatile long cpuNanos;

    Run(Reading[] readings) {
      this.readings = readings;
    }

    Set<Spike> through(String contestant) throws Exception {
      var pipeline = CONTESTANTS.get(contestant);
      if (pipeline == null) {
        throw new IllegalArgumentException(
            "no contestant is called '" + contestant + "'; there are " + contestants());
      }
      int number = NUMBERS.incrementAndGet();
      RUNS.put(number, this);
      try {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment env =
            StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        DataStream<Reading> stream =
            env.fromSequence(0, readings.length - 1L)
                .map(new ReadingOf(number), Formats.READING)
                .assignTimestampsAndWatermarks(
                    WatermarkStrategy.<Reading>forGenerator(context -> new EachSecond())
                        .withTimestampAssigner((reading, before) -> reading.readAt()));
        pipeline.apply(stream).process(new Said(number)).sinkTo(new DiscardingSink<>());
        env.execute(contestant);
      } finally {
        RUNS.remove(number);
      }
      return new HashSet<>(said);
    }

    private Reading reading(long index) {
      if (index == 0) {
        cpuStart = cpu();
        start = System.nanoTime();
      }
      return readings[(int) index];
    }

    private void end() {
      nanos = System.nanoTime() - start;
      cpuNanos = cpu() - cpuStart;
    }

    private static long cpu() {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  private static final class ReadingOf extends RichMapFunction<Long, Reading> {

    private static final long serialVersionUID = 1L;

    private final int number;
    private transient Run run;

    ReadingOf(int number) {
      this.number = number;
    }

    @Override
    public void open(OpenContext context) {
      run = RUNS.get(number);
    }

    @Override
    public Reading map(Long index) {
      return run.reading(index);
    }
  }

  /** Says how far time has come once for each second of it, however fast the readings come. */
  private static final class EachSecond implements WatermarkGenerator<Reading> {

    private long next = Long.MIN_VALUE;

    @Override
    public void onEvent(Reading reading, long at, WatermarkOutput output) {
      if (at >= next) {
        output.emitWatermark(new Watermark(at - 1));
        next = at - Math.floorMod(at, 1_000L) + 1_000;
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }

  /** Keeps what was said, and when all was. */
  private static final class Said extends ProcessFunction<Spike, Spike> {

    private static final long serialVersionUID = 1L;

    private final int number;
    private transient Run run;

    Said(int number) {
      this.number = number;
    }

    @Override
    public void open(OpenContext context) {
      run = RUNS.get(number);
    }

    @Override
    public void processElement(Spike spike, Context context, Collector<Spike> out) {
      run.said.add(spike);
    }

    @Override
    public void close() {
      run.end();
    }
  }
}

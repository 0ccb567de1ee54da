package io.aforo.domain.temperature;

import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.benchmarks.CpuTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a reading in order costs the whole use case: one a second from each sensor, in turn, none of
 * which gives an alert. {@code making} is the part of it that makes the event, which costs a job as
 * well, but not here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ReadingInOrderBenchmark {

  private static final int WALK = 1 << 12;
  private static final long START = 1_767_225_600_000L;

  @Param({"1", "20000"})
  public int sensors;

  /** By which rule: jumps alone, or all that a rule can ask for; or one of many, by sensor. */
  @Param({"jumps", "everything", "by-sensor"})
  public String rule;

  /** Whether readings have ids; without one, they are told apart by time and value. */
  @Param({"false", "true"})
  public boolean numbered;

  private final SourceRecord record =
      new SourceRecord("temperatures", 0, 0, START, new byte[0], new byte[0]);
  private final Temperature[] walk = new Temperature[WALK];
  private WatchTemperatures watch;
  private String[] ids;
  private SensorMonitor[] monitors;
  private Unheard outcome;
  private int sensor;
  private long second;

  @Setup
  public void fill() {
    Random random = new Random(1);
    double celsius = 4;
    for (int i = 0; i < WALK; i++) {
      celsius += 0.05 * random.nextGaussian() + 0.02 * (4 - celsius);
      walk[i] = Temperature.of(Math.round(celsius * 10) / 10.0, TemperatureUnit.CELSIUS);
    }
    ids = new String[sensors];
    Arrays.setAll(ids, i -> "store-%03d/sensor-%02d".formatted(i / 50, i % 50));
    watch = new WatchTemperatures(book(), 5_000);
    monitors = new SensorMonitor[sensors];
    Arrays.setAll(monitors, i -> watch.newState());
    outcome = new Unheard();
    // As far as the log reaches back, so that each reading lets another one go.
    for (int i = 0; i < 800 * sensors; i++) {
      take();
    }
  }

  private RuleBook book() {
    TemperatureRule plain = TemperatureRule.plain(JumpRule.standard());
    switch (rule) {
      case "jumps":
        return new RuleBook(plain);
      case "everything":
        return new RuleBook(everything(plain.jump(), RuleScope.everywhere()));
      case "by-sensor":
        RuleBook book = new RuleBook(plain);
        for (String id : ids) {
          book.apply(
              new RuleBookChange.PutRule(
                  everything(
                      new JumpRule(
                          "of-" + id,
                          1,
                          plain.jump().threshold(),
                          plain.jump().window(),
                          Optional.empty(),
                          plain.jump().clearBelow(),
                          plain.jump().clearAfter()),
                      RuleScope.ofSensor(id))));
        }
        return book;
      default:
        throw new IllegalArgumentException("no rule is called " + rule);
    }
  }

  private static TemperatureRule everything(JumpRule jump, RuleScope scope) {
    SeverityBands severity = TemperatureRule.defaultSeverity(jump.threshold());
    return new TemperatureRule(
        scope,
        Long.MIN_VALUE,
        jump,
        severity,
        new Plausibility(
            Temperature.of(-50, TemperatureUnit.CELSIUS),
            Temperature.of(120, TemperatureUnit.CELSIUS),
            Set.of(Temperature.of(85, TemperatureUnit.CELSIUS))),
        Optional.of(
            new Excursion(
                Temperature.of(8, TemperatureUnit.CELSIUS), Duration.ofMinutes(10), severity)),
        Optional.of(
            new Excursion(
                Temperature.of(-2, TemperatureUnit.CELSIUS), Duration.ofMinutes(10), severity)),
        Optional.of(Duration.ofMinutes(10)),
        Optional.of(new Flatline(TemperatureDelta.ofCelsius(1), Duration.ofHours(6))));
  }

  @Benchmark
  public long arrive(CpuTime time) {
    time.operations++;
    return take();
  }

  @Benchmark
  public Ingested.Accepted<Reading> making(CpuTime time) {
    time.operations++;
    return next();
  }

  private long take() {
    Ingested.Accepted<Reading> accepted = next();
    SensorMonitor monitor = monitors[sensor];
    watch.onEvent(monitor, accepted, accepted.event().readAt() - 5_001, outcome);
    return watch.wakeAt(monitor);
  }

  private Ingested.Accepted<Reading> next() {
    if (++sensor >= sensors) {
      sensor = 0;
      second++;
    }
    // Each sensor has a time and a place in the walk of its own.
    int step = (int) (second + 37L * sensor) & (WALK - 1);
    long at = START + 1_000 * second + sensor % 1_000;
    String id = numbered ? Long.toString(at) : "";
    return new Ingested.Accepted<>(record, new Reading(id, ids[sensor], walk[step], at));
  }

  /** Counts what is said; there is nothing to be said. */
  private static final class Unheard implements Outcome<AlertChange> {

    private long accepted;

    @Override
    public void result(AlertChange result) {
      throw new IllegalStateException("an alert: " + result);
    }

    @Override
    public void late(LateEvent event) {
      throw new IllegalStateException("late: " + event);
    }

    @Override
    public void reject(DeadLetter letter) {
      throw new IllegalStateException("rejected: " + letter);
    }

    @Override
    public void count(Tally tally) {
      if (tally != Tally.ACCEPTED) {
        throw new IllegalStateException("not accepted: " + tally);
      }
      accepted++;
    }
  }
}

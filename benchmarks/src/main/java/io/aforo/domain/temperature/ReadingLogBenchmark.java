package io.aforo.domain.temperature;

import io.aforo.benchmarks.CpuTime;
import java.time.Duration;
import java.util.Optional;
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
 * What a reading costs a sensor's log on its arrival, with duplicates, horizon and cap, as {@link
 * SensorMonitor} asks it. The log reaches back twelve windows: 2,000 readings a window are past the
 * cap.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class ReadingLogBenchmark {

  private static final long HORIZON_MILLIS = Arrivals.WINDOW_MILLIS + 605_000;

  @Param({"in-order", "shuffled"})
  public String order;

  @Param({"1", "60", "2000"})
  public int readings;

  @Param({"noise", "ramp"})
  public String values;

  private final JumpRule rule = JumpRule.standard();
  private Arrivals arrivals;
  private ReadingLog log;

  @Setup
  public void fill() {
    if (rule.window().compareTo(Duration.ofMillis(Arrivals.WINDOW_MILLIS)) != 0) {
      throw new IllegalStateException("the window is that of the standard rule");
    }
    arrivals = new Arrivals(readings, order, values);
    log = new ReadingLog();
    for (int i = 0; i < 13 * readings; i++) {
      arriveOne();
    }
  }

  @Benchmark
  public Optional<ReadingPair> arrive(CpuTime time) {
    time.operations++;
    return arriveOne();
  }

  private Optional<ReadingPair> arriveOne() {
    arrivals.next();
    long at = arrivals.at();
    Reading reading = new Reading(arrivals.id(), "s", new Temperature(arrivals.value()), at);
    if (log.holds(reading) || at < log.forgottenBefore()) {
      return Optional.empty();
    }
    boolean isNewest = at >= log.newestAt();
    boolean isHot =
        isNewest
            && log.differsBy(rule.clearBelow(), reading.temperature(), at, rule.windowMillis());
    Optional<ReadingPair> jump = Optional.empty();
    if (isHot) {
      jump = log.strongestJumpToNewest(reading.temperature(), at, rule);
    } else if (!isNewest) {
      jump = log.strongestJump(reading.temperature(), at, Long.MIN_VALUE, Long.MAX_VALUE, rule);
    }
    log.add(reading, rule.windowMillis());
    log.forgetBefore(log.newestAt() - HORIZON_MILLIS - rule.windowMillis());
    return jump;
  }
}

package io.aforo.domain.sales;

import io.aforo.benchmarks.CpuTime;
import io.aforo.benchmarks.sales.SalesStream;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a sale costs the domain on the hot path: the combiner, drained when it is full and once for
 * each 100,000 sales, as a watermark would have it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SalesCombinerBenchmark {

  private static final int AT_ONCE = 100_000;

  /** How many products; up to 1,000 are sold as by Zipf's law, more are sold all alike. */
  @Param({"1000", "1000000"})
  public int keys;

  /** The kind of windows. */
  @Param({"tumbling", "sliding", "session"})
  public String windows;

  private Sale[] sales;
  private SalesCombiner combiner;
  private int next;

  @Setup
  public void makeSales() {
    // Few of them, since a sale that was just decoded is in the inner caches.
    SalesStream stream =
        keys <= 1_000
            ? new SalesStream(keys, SalesStream.Popularity.ZIPF, 1 << 14, 60_000)
            : new SalesStream(keys, SalesStream.Popularity.UNIFORM, 1 << 21, 7_200_000);
    sales = stream.make();
    Duration hour = Duration.ofHours(1);
    Windowing windowing =
        switch (windows) {
          case "tumbling" -> Windowing.tumbling(hour);
          case "sliding" -> Windowing.sliding(hour, Duration.ofMinutes(5));
          default -> Windowing.session(Duration.ofMinutes(30));
        };
    combiner =
        new SalesCombiner(
            new SalesReport(
                "benchmark", windowing, Set.of(Dimension.PRODUCT), new WindowLifecycle(0)),
            128,
            1 << 16,
            false);
  }

  /** {@value #AT_ONCE} sales. */
  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public void combine(Blackhole hole, CpuTime cpu) {
    for (int sale = 0; sale < AT_ONCE; sale++) {
      if (combiner.add(sales[next], Long.MIN_VALUE)) {
        combiner.drain(hole::consume);
      }
      next = next + 1 == sales.length ? 0 : next + 1;
    }
    combiner.drain(hole::consume);
    cpu.operations += AT_ONCE;
  }
}

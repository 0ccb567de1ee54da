package io.aforo.domain.temperature;

import io.aforo.benchmarks.CpuTime;
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

/** What a reading costs on its arrival by the structure that keeps them; nothing is capped. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class ReadingWindowBenchmark {

  @Param({"in-order", "shuffled"})
  public String order;

  @Param({"1", "60", "2000"})
  public int readings;

  @Param("noise")
  public String values;

  @Param({
    "scan",
    "scan+deques",
    "treemap",
    "treap",
    "treap+deques",
    "grid",
    "grid+deques",
    "blocks",
    "blocks+deques"
  })
  public String structure;

  private Arrivals arrivals;
  private ReadingWindow window;

  @Setup
  public void fill() {
    arrivals = new Arrivals(readings, order, values);
    window = new ReadingWindow(WindowStructure.of(structure), Arrivals.WINDOW_MILLIS);
    for (int i = 0; i < 3 * readings; i++) {
      arriveOne();
    }
  }

  @Benchmark
  public long arrive(CpuTime time) {
    time.operations++;
    return arriveOne();
  }

  private long arriveOne() {
    arrivals.next();
    return window.arrive(arrivals.id(), arrivals.at(), arrivals.value());
  }
}

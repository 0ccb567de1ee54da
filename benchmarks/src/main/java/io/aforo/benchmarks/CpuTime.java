package io.aforo.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the measuring thread had of the processor, beside JMH's time by the clock: on a machine that
 * others use too, the clock goes on while the thread waits its turn.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {

  /** CPU time of an iteration, nanoseconds. */
  public long cpuNanos;

  /** How often the benchmark ran in it; the benchmark counts. */
  public long operations;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long start;

  @Setup(Level.Iteration)
  public void start() {
    operations = 0;
    start = threads.getCurrentThreadCpuTime();
  }

  @TearDown(Level.Iteration)
  public void stop() {
    cpuNanos = threads.getCurrentThreadCpuTime() - start;
  }
}

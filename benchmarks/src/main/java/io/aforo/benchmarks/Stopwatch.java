package io.aforo.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The clock and the CPU time of the whole process, from the first event to the last result; what
 * starts and stops it may be on different threads.
 */
public final class Stopwatch {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private volatile long startedAt = -1;
  private volatile long cpuAtStart;
  private volatile long wallNanos;
  private volatile long cpuNanos;

  /** Only the first call counts. */
  public synchronized void start() {
    if (startedAt == -1) {
      cpuAtStart = PROCESS.getProcessCpuTime();
      startedAt = System.nanoTime();
    }
  }

  /** Only the last call counts. */
  public synchronized void stop() {
    wallNanos = System.nanoTime() - startedAt;
    cpuNanos = PROCESS.getProcessCpuTime() - cpuAtStart;
  }

  /** By the clock, nanoseconds. */
  public long wallNanos() {
    return wallNanos;
  }

  /** Of the whole process, nanoseconds. */
  public long cpuNanos() {
    return cpuNanos;
  }

  /** {@code events}, {@code wallNanos} and {@code cpuNanos}. */
  public Map<String, Double> figures(long events) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("events", (double) events);
    figures.put("wallNanos", (double) wallNanos);
    figures.put("cpuNanos", (double) cpuNanos);
    return figures;
  }
}

package io.aforo.local.simulation;

import java.time.Duration;

/** What is remembered of all readings of one sensor: how many, from when to when, how often. */
public final class SensorTrace {

  private static final long SHORTEST_GAP = Duration.ofMinutes(5).toMillis();

  private final int number;
  private final String sensorId;
  private final int[] intervals = new int[Long.SIZE];
  private long readings;
  private long firstAt = Long.MAX_VALUE;
  private long lastAt = Long.MIN_VALUE;
  private long previousAt;

  SensorTrace(int number, String sensorId) {
    this.number = number;
    this.sensorId = sensorId;
  }

  void add(long at) {
    if (readings > 0) {
      intervals[Long.SIZE - Long.numberOfLeadingZeros(Math.abs(at - previousAt))]++;
    }
    previousAt = at;
    readings++;
    firstAt = Math.min(firstAt, at);
    lastAt = Math.max(lastAt, at);
  }

  int number() {
    return number;
  }

  public String sensorId() {
    return sensorId;
  }

  public long readings() {
    return readings;
  }

  /** The time of the oldest reading, epoch milliseconds. */
  public long firstAt() {
    return firstAt;
  }

  /** The time of the newest reading, epoch milliseconds. */
  public long lastAt() {
    return lastAt;
  }

  /**
   * After how long without a reading something is missing, milliseconds: five minutes, or, for a
   * sensor that is commonly read less often than that, four to eight times as long as is common.
   */
  long gapMillis() {
    long half = (readings - 1) / 2;
    int median = 0;
    for (long seen = intervals[0]; seen <= half && median < 40; seen += intervals[median]) {
      median++;
    }
    return Math.max(SHORTEST_GAP, readings < 3 ? 0 : 4L << median);
  }
}

package io.aforo.domain.temperature;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** A stream of readings without end, evenly spaced in time, in an order of arrival. */
final class Arrivals {

  static final long WINDOW_MILLIS = 60_000;

  private static final int CYCLE = 1 << 14;

  private final int[] order;
  private final long[] values = new long[CYCLE];
  private final String[] ids = new String[CYCLE];
  private final long step;
  private long count = -1;
  private int position;

  /**
   * @param readings how many there are in a window
   * @param order {@code in-order}; or {@code shuffled}: each is late by up to a window, at random
   * @param values {@code noise}: at random from 0 to 9 C; {@code ramp}: warmer all the time, by 9 C
   *     in two windows, then cold again, so that queues are as long as they get
   */
  Arrivals(int readings, String order, String values) {
    Random random = new Random(1);
    step = WINDOW_MILLIS / readings;
    this.order =
        switch (order) {
          case "in-order" -> IntStream.range(0, CYCLE).toArray();
          case "shuffled" -> shuffled(readings, random);
          default -> throw new IllegalArgumentException("no order is called " + order);
        };
    for (int i = 0; i < CYCLE; i++) {
      ids[i] = "reading-" + i;
      this.values[i] =
          switch (values) {
            case "noise" -> random.nextInt(81_000);
            case "ramp" -> 81_000L * (i % (2 * readings)) / (2 * readings);
            default -> throw new IllegalArgumentException("no values are called " + values);
          };
    }
  }

  private static int[] shuffled(int readings, Random random) {
    double[] arrival = new double[CYCLE];
    Arrays.setAll(arrival, i -> i + random.nextDouble() * readings);
    return IntStream.range(0, CYCLE)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> arrival[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  void next() {
    count++;
    position = order[(int) (count & (CYCLE - 1))];
  }

  long at() {
    return (count - (count & (CYCLE - 1)) + position) * step;
  }

  long value() {
    return values[position];
  }

  String id() {
    return ids[position];
  }
}

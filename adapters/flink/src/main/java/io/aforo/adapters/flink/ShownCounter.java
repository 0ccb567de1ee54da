package io.aforo.adapters.flink;

import java.util.Locale;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * A counter as a metric: named as Flink names its own, and what it is a counter of is a label, such
 * as {@code numRecordsInErrors} of {@code input="sales"} and {@code reason="BAD_AVRO"}. Others read
 * it only.
 */
record ShownCounter(LongCounter count) implements Counter {

  private static final String REJECTED = ".rejected.";

  /**
   * Shows a counter in an operator's group.
   *
   * @param name as {@link Counted} gives it
   */
  static void show(String name, LongCounter count, MetricGroup operator) {
    ShownCounter shown = new ShownCounter(count);
    int rejected = name.indexOf(REJECTED);
    if (rejected >= 0) {
      operator
          .addGroup("input", name.substring(0, rejected))
          .addGroup("reason", name.substring(rejected + REJECTED.length()))
          .counter("numRecordsInErrors", shown);
      return;
    }
    int dot = name.lastIndexOf('.');
    String of = name.substring(0, dot);
    String what = name.substring(dot + 1);
    switch (what) {
      case "in", "accepted" ->
          operator.addGroup("input", of).counter("numRecords" + camel(what), shown);
      case "late" -> operator.addGroup("report", of).counter("numLateRecordsDropped", shown);
      default -> {
        if (of.equals("notifications")) {
          operator.counter("numNotifications" + camel(what), shown);
        } else {
          operator.addGroup("input", of).counter("num" + camel(what), shown);
        }
      }
    }
  }

  private static String camel(String words) {
    StringBuilder camel = new StringBuilder();
    for (String word : words.split("_")) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return camel.toString();
  }

  @Override
  public long getCount() {
    return count.getLocalValuePrimitive();
  }

  @Override
  public void inc() {
    throw new UnsupportedOperationException("counted elsewhere");
  }

  @Override
  public void inc(long n) {
    throw new UnsupportedOperationException("counted elsewhere");
  }

  @Override
  public void dec() {
    throw new UnsupportedOperationException("counted elsewhere");
  }

  @Override
  public void dec(long n) {
    throw new UnsupportedOperationException("counted elsewhere");
  }
}

package io.aforo.domain.sales;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one report computes.
 *
 * @param name lower-case words joined by dashes; part of every row's key
 * @param windowing the windows
 * @param dimensions what it groups by; the currency always
 * @param lifecycle how long windows take late events
 * @param earlyMillis how often a row is written before its window is complete, in event time and
 *     only if it changed; 0 for never
 */
public record SalesReport(
    String name,
    Windowing windowing,
    Set<Dimension> dimensions,
    WindowLifecycle lifecycle,
    long earlyMillis)
    implements Serializable {

  /** How long windows take late events where a report does not say. */
  public static final Duration DEFAULT_LATENESS = Duration.ofHours(24);

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  public SalesReport {
    if (name.length() > 64 || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a report's name must be lower-case words joined by dashes, at most 64 characters, was '"
              + name
              + "'");
    }
    if (earlyMillis < 0) {
      throw new IllegalArgumentException(
          "early rows must come every 0 ms (never) or more, was " + earlyMillis + " ms");
    }
    if (earlyMillis > 0 && earlyMillis >= windowing.earlyLimitMillis()) {
      throw new IllegalArgumentException(
          windowing.earlyLimitMillis() == 0
              ? "early rows must not be asked for where windows are written at a rhythm of their"
                  + " own, was every "
                  + earlyMillis
                  + " ms"
              : "early rows must come more often than every "
                  + windowing.earlyLimitMillis()
                  + " ms, or a window's end would come first, was every "
                  + earlyMillis
                  + " ms");
    }
    dimensions = Set.copyOf(dimensions);
  }

  /** A report without early rows. */
  public SalesReport(
      String name, Windowing windowing, Set<Dimension> dimensions, WindowLifecycle lifecycle) {
    this(name, windowing, dimensions, lifecycle, 0);
  }

  /**
   * Whether rows depend on the order in which sales of a group come, beyond what is late: windows
   * of so many sales do, running rows by changes, and whether a session's row was corrected. Sums
   * of windows by the clock do not.
   */
  public boolean dependsOnOrder() {
    return !(windowing instanceof SlicedWindows);
  }

  /**
   * For how long after a sale's time, or its arrival if that is later, its id must be known to this
   * report, in milliseconds: the window, the lateness and a day.
   */
  public long rememberMillis() {
    return EventTime.plus(
        EventTime.plus(windowing.spanMillis(), lifecycle.latenessMillis()), DAY_MILLIS);
  }

  /** The group that a sale belongs to. */
  public GroupKey groupOf(Sale sale) {
    return new GroupKey(
        dimensions.contains(Dimension.STORE) ? sale.storeId() : "",
        dimensions.contains(Dimension.PRODUCT) ? sale.productId() : "",
        dimensions.contains(Dimension.CUSTOMER) ? sale.customerId() : "",
        sale.amount().currency());
  }
}

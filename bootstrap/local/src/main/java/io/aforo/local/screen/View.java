package io.aforo.local.screen;

import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What there is to see at one moment.
 *
 * @param places where to look further
 * @param wallTime now
 * @param eventTime the time of the newest events sent
 * @param speed how many times faster than the wall clock event time runs
 * @param live whether event time has met the wall clock
 * @param sales what became of the sales so far
 * @param readings what became of the temperature readings so far
 * @param newestSales rows of the reports, the newest first
 * @param newestAlerts the newest first
 */
public record View(
    Places places,
    Instant wallTime,
    Instant eventTime,
    double speed,
    boolean live,
    Counts sales,
    Counts readings,
    List<SalesLine> newestSales,
    List<AlertLine> newestAlerts) {

  public View {
    newestSales = List.copyOf(newestSales);
    newestAlerts = List.copyOf(newestAlerts);
  }

  /**
   * Where a person can look further.
   *
   * @param webUi URL of Flink's web UI
   * @param database a command that opens the database, such as {@code psql postgresql://...}
   * @param topics names
   */
  public record Places(String webUi, String database, List<String> topics) {
    public Places {
      topics = List.copyOf(topics);
    }
  }

  /** Records of one input, by what became of them. */
  public record Counts(long in, long accepted, long rejected, long late, long duplicates) {}

  /**
   * A row of a report.
   *
   * @param group what is counted together; empty for everything
   * @param window {@link TimeWindow#ALWAYS} where windows have no times
   * @param windowSeq the number of a count window; 0 for the others
   * @param revision rises with every change
   */
  public record SalesLine(
      String report,
      String group,
      TimeWindow window,
      long windowSeq,
      long sales,
      BigDecimal units,
      BigDecimal gross,
      BigDecimal net,
      String currency,
      RowStatus status,
      long revision) {}

  /**
   * An alert as it stands; degrees are Celsius.
   *
   * @param peak the greatest difference, not negative
   * @param first the earlier of the two values that are so far apart
   * @param second the later one
   */
  public record AlertLine(
      String alertId,
      String sensorId,
      AlertState state,
      Direction direction,
      Instant openedAt,
      BigDecimal peak,
      BigDecimal first,
      BigDecimal second) {}
}

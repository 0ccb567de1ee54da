package io.aforo.local.screen;

import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What there is to see at one moment.
 *
 * @param places where to look further
 * @param job how it goes, such as {@code restored from checkpoint 7}
 * @param wallTime now
 * @param eventTime the time of the newest events sent
 * @param speed how many times faster than the wall clock event time runs, or {@link #UNKNOWN_SPEED}
 * @param live whether event time has met the wall clock
 * @param sales present if the job reads sales; its rows are those of the reports
 * @param readings present if the job reads temperatures; its rows are alerts
 * @param activity present if the job reads activities; its rows are sessions
 */
public record View(
    Places places,
    String job,
    Instant wallTime,
    Instant eventTime,
    double speed,
    boolean live,
    Optional<Input<SalesLine>> sales,
    Optional<Input<AlertLine>> readings,
    Optional<Input<SessionLine>> activity) {

  /** Where nobody knows how event time runs, since others send what is read. */
  public static final double UNKNOWN_SPEED = 0;

  /** How it goes with a job that nothing has happened to. */
  public static final String RUNNING = "running";

  /**
   * Where a person can look further.
   *
   * @param webUi URL of Flink's web UI
   * @param database a command that opens the database, such as {@code psql postgresql://...}
   * @param deadLetters a command that lists the records that were refused, if there is one
   * @param topics names
   */
  public record Places(
      String webUi, String database, Optional<String> deadLetters, List<String> topics) {

    /** Places without a command for dead letters. */
    public Places(String webUi, String database, List<String> topics) {
      this(webUi, database, Optional.empty(), topics);
    }

    public Places {
      topics = List.copyOf(topics);
    }
  }

  /**
   * An input, and what came of it.
   *
   * @param counts what became of its records so far
   * @param newest rows, the newest first
   */
  public record Input<R>(Counts counts, List<R> newest) {
    public Input {
      newest = List.copyOf(newest);
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
   * @param direction of a jump; empty for every other kind
   * @param peak the greatest difference of a jump, or how far a limit was passed, not negative;
   *     zero where it means nothing
   * @param first the earlier of the two values that show it
   * @param second the later one
   */
  public record AlertLine(
      String alertId,
      AlertKind kind,
      String sensorId,
      AlertState state,
      Optional<Direction> direction,
      Instant openedAt,
      BigDecimal peak,
      BigDecimal first,
      BigDecimal second) {}

  /** A session of a user's activities as it stands. */
  public record SessionLine(
      String userId, Instant start, Instant lastActivity, long actions, RowStatus status) {}
}

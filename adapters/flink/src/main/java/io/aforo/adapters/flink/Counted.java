package io.aforo.adapters.flink;

import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.RejectionReason;
import java.util.Locale;

/**
 * The names of the counters that the job reports: {@code <input>.in}, {@code .accepted}, {@code
 * .tombstones}, {@code .duplicates} and {@code .rejected.<REASON>} for each input, {@code
 * <report>.late} for each report; {@code notifications.*} for what people are told.
 */
public final class Counted {

  /** Alerts that were taken by those who are told of them, each time it is sent. */
  public static final String NOTIFICATIONS_SENT = "notifications.sent";

  /** Requests that nobody took, and that were tried again. */
  public static final String NOTIFICATIONS_FAILED = "notifications.failed";

  /** Tellings of alerts that were given up because nobody would ever take them. */
  public static final String NOTIFICATIONS_REFUSED = "notifications.refused";

  /** Closed alerts that were let go untold, because too many waited. */
  public static final String NOTIFICATIONS_LET_GO = "notifications.let_go";

  private Counted() {}

  /** For example {@code sales.duplicates}. */
  public static String tally(String input, Tally tally) {
    return input + "." + tally.name().toLowerCase(Locale.ROOT);
  }

  /** For example {@code sales.rejected.BAD_AVRO}. */
  public static String rejected(String input, RejectionReason reason) {
    return input + ".rejected." + reason;
  }

  /** For example {@code hourly-sales.late}. */
  public static String late(String report) {
    return report + ".late";
  }
}

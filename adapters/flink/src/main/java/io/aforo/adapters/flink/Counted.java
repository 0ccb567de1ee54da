package io.aforo.adapters.flink;

import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.RejectionReason;
import java.util.Locale;

/**
 * The names of the counters that the job reports: {@code <input>.in}, {@code .accepted}, {@code
 * .tombstones}, {@code .duplicates} and {@code .rejected.<REASON>} for each input, {@code
 * <report>.late} for each report.
 */
public final class Counted {

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

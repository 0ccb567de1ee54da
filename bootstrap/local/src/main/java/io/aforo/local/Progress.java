package io.aforo.local;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Tells how far a long piece of work has come: one line that is written over on a terminal, a line
 * every few seconds elsewhere.
 */
final class Progress {

  private static final long ON_TERMINAL = 200_000_000L;
  private static final long ELSEWHERE = 5_000_000_000L;

  private final PrintWriter out;
  private final boolean isTerminal;
  private String what = "";
  private long started;
  private long shown;
  private boolean isLineOpen;

  Progress(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  void start(String what) {
    this.what = what;
    started = System.nanoTime();
    shown = started;
    isLineOpen = false;
  }

  /**
   * Tells it, if it is time to.
   *
   * @param records done so far
   * @param share of the whole, from 0 to 1; negative if that is not known
   */
  void show(long records, double share) {
    long now = System.nanoTime();
    if (now - shown < (isTerminal ? ON_TERMINAL : ELSEWHERE)) {
      return;
    }
    shown = now;
    String line = line(records, now) + (share < 0 ? "" : ", %.0f %%".formatted(100 * share));
    if (isTerminal) {
      out.print("\r" + line + "\u001b[K");
      out.flush();
      isLineOpen = true;
    } else {
      out.println(line);
    }
  }

  /** Makes room for another line. */
  void interrupt() {
    if (isLineOpen) {
      out.print("\r\u001b[K");
      isLineOpen = false;
    }
  }

  void end(long records) {
    interrupt();
    long now = System.nanoTime();
    out.printf(Locale.ROOT, "%s, in %.1f s%n", line(records, now), seconds(now));
  }

  private String line(long records, long now) {
    return String.format(
        Locale.ROOT,
        "%s: %,d records, %,.0f records/s",
        what,
        records,
        records / Math.max(0.001, seconds(now)));
  }

  private double seconds(long now) {
    return (now - started) / 1e9;
  }
}

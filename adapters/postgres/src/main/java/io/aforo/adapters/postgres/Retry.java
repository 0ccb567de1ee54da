package io.aforo.adapters.postgres;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tries again what failed for a reason that passes, waiting twice as long each time (from 0.1 s to
 * 5 s, shortened at random by up to a half, so that many writers do not come back at once), until a
 * time has passed since the first failure.
 */
final class Retry {

  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PostgresSettings settings;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;

  Retry(PostgresSettings settings, LongSupplier nanoTime, Sleeper sleeper) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  static Retry onTheWallClock(PostgresSettings settings) {
    return new Retry(settings, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Returns what the attempt returns.
   *
   * @param task what is tried, as the beginning of an error's message
   * @throws PostgresException if it failed for good, if the time is up, or if the thread is
   *     interrupted while waiting (it stays interrupted)
   */
  <R> R call(String task, Attempt<R> attempt) {
    long longestNanos = settings.retryFor().toNanos();
    long firstFailure = 0;
    long wait = FIRST_WAIT_NANOS;
    for (int attempts = 1; ; attempts++) {
      try {
        return attempt.run();
      } catch (SQLException failure) {
        if (SqlFailure.of(failure) != SqlFailure.TRANSIENT) {
          throw SqlFailure.explain(task, settings, failure);
        }
        long now = nanoTime.getAsLong();
        if (attempts == 1) {
          firstFailure = now;
        }
        long left = longestNanos - (now - firstFailure);
        if (left <= 0) {
          throw SqlFailure.explain(
              task + ", tried " + attempts + " times within " + settings.retryFor() + ",",
              settings,
              failure);
        }
        sleep(Math.min(left, wait - ThreadLocalRandom.current().nextLong(wait / 2)), task, failure);
        wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
      }
    }
  }

  private void sleep(long nanos, String task, SQLException failure) {
    try {
      sleeper.sleep(nanos);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      PostgresException stopped =
          new PostgresException(
              task + " was interrupted while waiting to try again on " + settings, interrupted);
      stopped.addSuppressed(failure);
      throw stopped;
    }
  }

  /** One attempt. */
  interface Attempt<R> {
    R run() throws SQLException;
  }

  /** Waits. */
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }
}

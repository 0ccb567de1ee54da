package io.aforo.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish to stop, by Ctrl-C or a signal. While one is open, the JVM does not end under the
 * command: the signal only asks, and the command closes what it opened.
 */
final class Stop implements AutoCloseable {

  /** The longest that closing may take before the JVM ends anyway. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::askAndWait, "aforo-stop");

  /** Begins to listen for signals. */
  Stop() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Waits.
   *
   * @return whether it is time to stop
   */
  boolean isAskedWithin(Duration atMost) throws InterruptedException {
    return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Says that everything is closed. */
  @Override
  public void close() {
    closed.countDown();
    if (!isAsked()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void askAndWait() {
    asked.countDown();
    try {
      closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.aforo.local.stack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finding and ending processes of the operating system. Only the JDK is used. */
final class Processes {

  static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  /**
   * How far two start instants of one process may be apart: the clock may have been corrected, and
   * Postgres takes its own a little after the system does.
   */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

  private Processes() {}

  /**
   * The live process of this pid that started at this instant: never a later one's recycled pid.
   */
  static Optional<ProcessHandle> running(long pid, Instant start) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(at -> Duration.between(start, at).abs().compareTo(START_TOLERANCE) <= 0)
                    .isPresent());
  }

  /** Sends SIGINT; false where that cannot be done. */
  static boolean interrupt(ProcessHandle process) {
    return signal(process, "INT");
  }

  /**
   * Sends a signal; false where that cannot be done.
   *
   * @param signal its name without SIG
   */
  static boolean signal(ProcessHandle process, String signal) {
    if (WINDOWS) {
      return false;
    }
    try {
      // The shell's own kill: a minimal container has no other.
      return new ProcessBuilder("sh", "-c", "kill -$1 \"$0\"", Long.toString(process.pid()), signal)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends a process: SIGTERM, and SIGKILL when it is still there after the grace. */
  static void end(ProcessHandle process, Duration grace) {
    process.destroy();
    if (!awaitEnd(process, grace)) {
      process.destroyForcibly();
      awaitEnd(process, Duration.ofSeconds(5));
    }
  }

  /** Whether the process ended within the timeout; an interrupt ends the wait and is kept. */
  static boolean awaitEnd(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e);
    }
  }
}

package io.aforo.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The main class of a child process that does not outlive its parent: it runs another main class,
 * and exits when standard input ends.
 *
 * <p>The parent holds the other end of standard input. However the parent dies, kill -9 included,
 * the operating system closes it. Only the JDK is used, because this class is on the class paths of
 * other programs.
 */
public final class ParentWatch {

  /** What shutdown hooks may take before the process is halted. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private ParentWatch() {}

  /**
   * Runs {@code args[0]}, a main class, with the rest of the arguments.
   *
   * @throws Throwable whatever that main class throws
   */
  public static void main(String[] args) throws Throwable {
    daemon(
        "parent-watch",
        () -> {
          awaitEndOfInput(System.in);
          daemon("parent-watch-deadline", ParentWatch::haltAfterGrace);
          System.exit(1);
        });
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Returns when the parent closed its end, or died. */
  static void awaitEndOfInput(InputStream input) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
  }

  private static void haltAfterGrace() {
    try {
      Thread.sleep(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}

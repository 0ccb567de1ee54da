package io.aforo.local.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A JVM of its own, with a log file and a pid file beside it.
 *
 * <p>It does not see the Ctrl-C of the terminal (its parent decides who ends when), and its
 * standard input is the line by which it notices its parent's death.
 */
final class ChildProcess {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int LOG_TAIL_LINES = 25;

  /**
   * What to run.
   *
   * @param name names the log and the pid file
   * @param directory where they are, and the working directory
   * @param classPath as for {@code java -cp}
   */
  record Launch(
      String name,
      Path directory,
      String classPath,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments) {

    /** The same, ended by {@link ParentWatch} when this process ends. */
    Launch watched() {
      List<String> all = new ArrayList<>();
      all.add(mainClass);
      all.addAll(arguments);
      return new Launch(
          name,
          directory,
          classPath + File.pathSeparator + AforoHome.codeLocation(),
          jvmOptions,
          ParentWatch.class.getName(),
          all);
    }

    List<String> command() {
      List<String> command = new ArrayList<>();
      if (!Processes.WINDOWS) {
        // Ignored signals stay ignored over exec, and the JVM leaves them so.
        command.addAll(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
      }
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmOptions);
      command.addAll(List.of("-cp", classPath, mainClass));
      command.addAll(arguments);
      return command;
    }

    private Path logFile() {
      return directory.resolve(name + ".log");
    }
  }

  private final Launch launch;
  private final Process process;

  private ChildProcess(Launch launch, Process process) {
    this.launch = launch;
    this.process = process;
  }

  static ChildProcess start(Launch launch) {
    try {
      Files.createDirectories(launch.directory());
      Process process =
          new ProcessBuilder(launch.command())
              .directory(launch.directory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.logFile().toFile()))
              .start();
      ChildProcess child = new ChildProcess(launch, process);
      child.writePidFile();
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the " + launch.name(), e);
    }
  }

  /** Ends what an earlier run left behind, if it is still there. */
  static void endLeftover(Path directory, String name) {
    try {
      String[] pidAndStart = Files.readString(pidFile(directory, name)).trim().split(" ");
      Processes.running(
              Long.parseLong(pidAndStart[0]), Instant.ofEpochMilli(Long.parseLong(pidAndStart[1])))
          .ifPresent(process -> Processes.end(process, Duration.ofSeconds(5)));
    } catch (NoSuchFileException e) {
      // Nothing was started here before, or it was ended properly.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writePidFile() throws IOException {
    // An instant unknown (the process is gone already) matches no process later.
    long start = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    Files.writeString(pidFile(launch.directory(), launch.name()), process.pid() + " " + start);
  }

  private static Path pidFile(Path directory, String name) {
    return directory.resolve(name + ".pid");
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Waits until the process is ready.
   *
   * @throws ComponentException if it ended first, or is not ready in time; it is ended then
   */
  void awaitReady(BooleanSupplier ready, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!ready.getAsBoolean() || !process.isAlive()) {
      if (waitForEnd(POLL)) {
        throw failure("ended with exit code " + process.exitValue() + " before it was ready");
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw failure("was not ready within " + timeout.toSeconds() + " s");
      }
    }
  }

  private boolean waitForEnd(Duration timeout) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw failure("was interrupted while it started");
    }
  }

  /** Ends the process and says what went wrong, with the end of its log. */
  ComponentException failure(String problem) {
    kill();
    return new ComponentException(launch.name(), problem, launch.logFile(), tail(launch.logFile()));
  }

  /** Ends the process: SIGTERM first, SIGKILL when it is still there after the grace. */
  void end(Duration grace) {
    Processes.end(handle(), grace);
    deletePidFile();
  }

  /** Ends the process as a crash would: SIGKILL. */
  void kill() {
    process.destroyForcibly();
    Processes.awaitEnd(handle(), Duration.ofSeconds(5));
    deletePidFile();
  }

  private void deletePidFile() {
    try {
      Files.deleteIfExists(pidFile(launch.directory(), launch.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of a log; empty if there is none. */
  static String tail(Path logFile) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8).lines().toList();
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.aforo.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command as a person starts it: a process of its own, watched through what it prints. */
final class AforoProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path output;

  private AforoProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param directory for what it prints and leaves behind
   */
  static AforoProcess start(Path directory, String... args) throws IOException {
    return start(directory, Map.of(), args);
  }

  /**
   * Starts a command with variables in its environment, besides those of this process.
   *
   * @param directory for what it prints and leaves behind
   */
  static AforoProcess start(Path directory, Map<String, String> environment, String... args)
      throws IOException {
    Path output = Files.createTempFile(directory, args[0], ".txt");
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    Arrays.stream(System.getProperty("aforo.test.opens").split(" ")).forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx768m",
            "-Daforo.dir=" + directory.resolve("work"),
            "-cp",
            Path.of("target/dist/lib").toAbsolutePath() + "/*",
            "io.aforo.local.Main"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new AforoProcess(builder.start(), output);
  }

  /** What it has printed so far. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /**
   * Returns if it still runs.
   *
   * @throws IllegalStateException with all that it printed, if it does not
   */
  void requireRunning() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the command ended early:\n" + output());
    }
  }

  /** The processes that it started. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** The command's own process and those that it started. */
  List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Asks it to stop, as Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /**
   * Waits for its end.
   *
   * @return the exit code
   * @throws IllegalStateException with all that it printed, if it does not end
   */
  int awaitExit() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the command does not end:\n" + output());
    }
    return process.exitValue();
  }

  /** Ends it and all that it started, by force. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}

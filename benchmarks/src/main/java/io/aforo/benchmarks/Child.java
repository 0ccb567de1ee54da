package io.aforo.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a trial in a process of its own, so that no contestant has the compiled code of another. */
final class Child {

  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.reflect",
          "java.net",
          "java.io",
          "java.nio",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "sun.nio.ch");

  private Child() {}

  /**
   * @param log where all that it prints goes, but for its answer
   * @throws IOException if it fails; says why, and where the log is
   */
  static Suite.Answer run(Suite suite, Suite.Trial trial, Suite.Scale scale, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add("-Xms" + trial.heapMebibytes() + "m");
    command.add("-Xmx" + trial.heapMebibytes() + "m");
    // All memory in large pages from the start: or else who comes to new pages in the measured part
    // pays for them, and random access waits for the tables of small ones.
    command.addAll(List.of("-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages"));
    String options = System.getenv("AFORO_BENCHMARK_JAVA_OPTS");
    if (options != null && !options.isBlank()) {
      command.addAll(List.of(options.trim().split(" +")));
    }
    command.add("-cp");
    command.add(classPath(trial.without()));
    command.add(Worker.class.getName());
    command.addAll(List.of(suite.name(), scale.name(), trial.scenario(), trial.contestant()));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      int answer = output.lastIndexOf(Worker.ANSWER);
      if (exit != 0 || answer < 0) {
        throw new IOException("exit code " + exit + ", see " + log);
      }
      return new ObjectMapper()
          .readValue(output.substring(answer + Worker.ANSWER.length()), Suite.Answer.class);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath(List<String> without) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            jar -> without.stream().noneMatch(Path.of(jar).getFileName().toString()::startsWith))
        .collect(Collectors.joining(File.pathSeparator));
  }
}

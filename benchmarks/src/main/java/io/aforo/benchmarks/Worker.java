package io.aforo.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process of one trial: prints its answer as the last line of its output. */
final class Worker {

  static final String ANSWER = "ANSWER ";

  private Worker() {}

  public static void main(String[] args) throws Exception {
    // What the contestants' libraries print must not get in the way.
    PrintStream out = System.out;
    System.setOut(System.err);
    Suite suite = Suites.named(args[0]);
    Suite.Scale scale = Suite.Scale.valueOf(args[1]);
    Suite.Trial trial =
        suite.trials(scale).stream()
            .filter(each -> each.scenario().equals(args[2]) && each.contestant().equals(args[3]))
            .findFirst()
            .orElseThrow();
    String answer = new ObjectMapper().writeValueAsString(suite.run(trial, scale));
    out.write((ANSWER + answer + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    // Some of them leave threads behind.
    System.exit(0);
  }
}

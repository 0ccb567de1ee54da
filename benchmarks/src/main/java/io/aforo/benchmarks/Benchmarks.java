package io.aforo.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the contestants of all suites by turns, each time in a new process, and reports. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures Aforo against what could be used instead.",
    footer = {
      "",
      "'benchmarks/run jmh ...' measures single functions, with JMH's own options.",
      "A trial takes up to 6 GiB of memory. AFORO_BENCHMARK_JAVA_OPTS is added to its options."
    })
public final class Benchmarks implements Callable<Integer> {

  @Option(names = "--quick", description = "Fewer events and rounds: less than 20 minutes.")
  private boolean isQuick;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Only what has this text in 'suite/scenario/contestant', as --list names it; repeated,"
              + " what has one of them.")
  private List<String> only = List.of();

  @Option(
      names = "--except",
      paramLabel = "TEXT",
      description = "Nothing that has this text there; can be repeated.")
  private List<String> except = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "So many rounds of everything, in place of each trial's own number.")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where results.json, results.md and the logs go, in place of those of the last run; default:"
              + " ${DEFAULT-VALUE}.")
  private Path out = Path.of("benchmarks", "target", "results");

  @Option(names = "--list", description = "Only lists what there is.")
  private boolean isListed;

  private final PrintStream screen = System.out;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Suite.Scale scale = isQuick ? Suite.Scale.QUICK : Suite.Scale.FULL;
    List<Suite> suites = Suites.all();
    if (suites.stream().allMatch(suite -> chosen(suite, scale).isEmpty())) {
      screen.printf(
          "Nothing is chosen by%s%s; benchmarks/run %s tells all names.%n",
          only.isEmpty() ? "" : " --only " + String.join(" --only ", only),
          except.isEmpty() ? "" : " --except " + String.join(" --except ", except),
          isQuick ? "--quick --list" : "--list");
      return CommandLine.ExitCode.USAGE;
    }
    if (isListed) {
      for (Suite suite : suites) {
        chosen(suite, scale).forEach(trial -> screen.println(nameOf(suite, trial)));
      }
      return 0;
    }
    Files.createDirectories(out);
    Report report = new Report(scale, Machine.described());
    int failures = 0;
    for (Suite suite : suites) {
      failures += measure(suite, chosen(suite, scale), scale, report);
    }
    screen.println();
    screen.println(report.markdown(suites));
    screen.println("Kept in " + out.resolve("results.json") + " and results.md.");
    List<String> disagreeing = report.disagreeing();
    disagreeing.forEach(scenario -> screen.println("The answers differ: " + scenario));
    return failures == 0 && disagreeing.isEmpty() ? 0 : 1;
  }

  private int measure(Suite suite, List<Suite.Trial> trials, Suite.Scale scale, Report report)
      throws IOException, InterruptedException {
    int failures = 0;
    // By turns within a scenario, so that what else the machine does falls on all alike.
    Set<String> scenarios = new LinkedHashSet<>();
    trials.forEach(trial -> scenarios.add(trial.scenario()));
    for (String scenario : scenarios) {
      List<Suite.Trial> contestants = new ArrayList<>(trials);
      contestants.removeIf(trial -> !trial.scenario().equals(scenario));
      int most = contestants.stream().mapToInt(this::rounds).max().orElse(0);
      for (int round = 1; round <= most; round++) {
        for (Suite.Trial trial : contestants) {
          if (round <= rounds(trial)) {
            failures += run(suite, trial, round, scale, report) ? 0 : 1;
          }
        }
      }
    }
    return failures;
  }

  private int rounds(Suite.Trial trial) {
    return rounds > 0 ? rounds : trial.rounds();
  }

  private boolean run(Suite suite, Suite.Trial trial, int round, Suite.Scale scale, Report report)
      throws IOException, InterruptedException {
    String name = nameOf(suite, trial);
    screen.printf("%-70s %d/%d ", name, round, rounds(trial));
    screen.flush();
    Instant start = Instant.now();
    Path log = out.resolve(name.replaceAll("[^a-zA-Z0-9.-]+", "_") + ".log");
    try {
      Suite.Answer answer = Child.run(suite, trial, scale, log);
      Measurement measurement =
          new Measurement(
              suite.name(),
              trial.scenario(),
              trial.contestant(),
              round,
              answer.checksum(),
              answer.figures());
      report.add(measurement);
      screen.printf(
          "%-60s %4d s%n",
          Report.shortly(suite.headline(), measurement),
          Duration.between(start, Instant.now()).toSeconds());
      return true;
    } catch (IOException failed) {
      report.fail(name + ": " + failed.getMessage());
      screen.println("failed: " + failed.getMessage());
      return false;
    } finally {
      // After each run, so that one that is broken off has told what it found.
      Files.writeString(out.resolve("results.json"), report.json(), StandardCharsets.UTF_8);
      Files.writeString(
          out.resolve("results.md"), report.markdown(Suites.all()), StandardCharsets.UTF_8);
    }
  }

  private List<Suite.Trial> chosen(Suite suite, Suite.Scale scale) {
    return suite.trials(scale).stream()
        .filter(
            trial ->
                only.isEmpty()
                    || only.stream().anyMatch(text -> nameOf(suite, trial).contains(text)))
        .filter(trial -> except.stream().noneMatch(text -> nameOf(suite, trial).contains(text)))
        .toList();
  }

  private static String nameOf(Suite suite, Suite.Trial trial) {
    return suite.name() + "/" + trial.scenario() + "/" + trial.contestant();
  }
}

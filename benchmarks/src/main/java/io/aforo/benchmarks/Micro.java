package io.aforo.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * JMH with its own options, and at the end a table of the processor's time: the median of all
 * iterations, and the quartiles around it.
 */
public final class Micro {

  private Micro() {}

  public static void main(String[] args) throws Exception {
    CommandLineOptions options = new CommandLineOptions(args);
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(args);
      return;
    }
    print(new Runner(new OptionsBuilder().parent(options).build()).run());
  }

  private static void print(Collection<RunResult> results) {
    System.out.println();
    System.out.println("| benchmark | CPU ns, median | quartiles |");
    System.out.println("|---|---|---|");
    for (RunResult result : results) {
      double[] nanos =
          result.getBenchmarkResults().stream()
              .map(BenchmarkResult::getIterationResults)
              .flatMap(Collection::stream)
              .mapToDouble(Micro::cpuNanos)
              .sorted()
              .toArray();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f to %.0f |%n",
          name(result),
          nanos[nanos.length / 2],
          nanos[nanos.length / 4],
          nanos[nanos.length - 1 - nanos.length / 4]);
    }
  }

  private static double cpuNanos(IterationResult iteration) {
    var counters = iteration.getSecondaryResults();
    return counters.get("cpuNanos").getScore() / counters.get("operations").getScore();
  }

  private static String name(RunResult result) {
    StringBuilder name = new StringBuilder();
    String[] parts = result.getParams().getBenchmark().split("\\.");
    name.append(String.join(".", Arrays.copyOfRange(parts, parts.length - 2, parts.length)));
    for (String parameter : result.getParams().getParamsKeys()) {
      name.append(' ').append(result.getParams().getParam(parameter));
    }
    return name.toString();
  }
}

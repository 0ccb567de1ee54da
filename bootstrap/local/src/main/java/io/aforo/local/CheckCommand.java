package io.aforo.local;

import io.aforo.job.Preflight;
import io.aforo.job.adapter.Finding;
import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Says whether a deployment would run, as far as that can be told without running it. */
@Command(
    name = "check",
    description = {
      "Checks a configuration, and that what it speaks of is there.",
      "That is Kafka, its topics and the schemas in the registry, databases and their tables,"
          + " folders and the headers of their files. Changes nothing.",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it failed",
      "2:something is not well, all of which is printed; or wrong usage"
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @CommandLine.Mixin private ConfigOption configuration;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description = "How long each of them may take to answer (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ConfigurationException> invalid = Optional.empty();
    Optional<JobConfig> config;
    try {
      config = Optional.of(configuration.load(overrides));
      out.println(configuration.file() + " is valid.");
    } catch (ConfigurationException wrong) {
      // What is right is looked at all the same, so that everything is told at once.
      invalid = Optional.of(wrong);
      config = wrong.sound();
      out.println(wrong.getMessage().stripTrailing());
    }
    out.println();
    out.flush();
    boolean isWell =
        config.map(sound -> tell(out, Preflight.of(sound, timeout))).orElse(false)
            && invalid.isEmpty();
    return isWell ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
  }

  private static boolean tell(PrintWriter out, List<Preflight.Look> looks) {
    boolean isWell = true;
    for (Preflight.Look look : looks) {
      out.printf("  %-12s %s%n", verdict(look.findings()), look.what());
      for (Finding finding : look.findings()) {
        isWell &= finding.kind() == Finding.Kind.DOUBTFUL;
        out.println(finding.toString().indent(6).stripTrailing());
      }
    }
    return isWell;
  }

  /** The worst of what was found. */
  private static String verdict(List<Finding> findings) {
    return findings.stream()
        .map(Finding::kind)
        .min(Comparator.naturalOrder())
        .map(
            worst ->
                switch (worst) {
                  case WRONG -> "wrong";
                  case UNREACHABLE -> "not reached";
                  case DOUBTFUL -> "doubtful";
                })
        .orElse("ok");
  }
}

package io.aforo.local;

import io.aforo.adapters.flink.Topology;
import io.aforo.job.AforoJob;
import io.aforo.job.Preflight;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Finding;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.local.screen.Screen;
import io.aforo.local.screen.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the main job in this process, against one's own services. */
@Command(
    name = "run",
    description = {
      "Runs the job on this machine, with the services that its configuration names.",
      "Ends by itself when all inputs do, or at Ctrl-C.",
      "Any key of the configuration can be overridden: --kafka.bootstrapServers host:9092"
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @CommandLine.Mixin private ConfigOption configuration;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks for each operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @CommandLine.Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after this time, such as 10m (default: at Ctrl-C).")
  private Duration duration;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Told now, in words, instead of by a job that restarts again and again. */
  private void requireReady(JobConfig config) {
    List<Finding> all =
        Preflight.of(config, TIMEOUT).stream().flatMap(look -> look.findings().stream()).toList();
    all.stream()
        .filter(finding -> finding.kind() == Finding.Kind.DOUBTFUL)
        .forEach(finding -> spec.commandLine().getErr().println("aforo: warning: " + finding));
    List<Finding> findings =
        all.stream().filter(finding -> finding.kind() != Finding.Kind.DOUBTFUL).toList();
    if (findings.isEmpty()) {
      return;
    }
    String told = findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    if (findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.WRONG)) {
      throw new UsageException(told);
    }
    throw new IllegalStateException(told);
  }

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1) {
      throw new UsageException("--parallelism must be at least 1, was " + parallelism);
    }
    JobConfig config = configuration.load(overrides);
    requireReady(config);
    List<String> topics = AforoJob.topics(config);
    try (Stop stop = new Stop();
        LocalFlink flink =
            LocalFlink.run(
                AforoJob.of(config), parallelism, Workplace.directory().resolve("run"))) {
      View.Places places = new View.Places(flink.webUi().toString(), LiveLoop.psql(config), topics);
      return isForTheScreen(config.sinks())
          ? show(flink, stop, config, places)
          : print(flink, stop, config, places);
    }
  }

  /** The screen shows what is in Postgres; lines that a sink prints would write over it. */
  private static boolean isForTheScreen(SinksConfig sinks) {
    return sinks.results().contains("postgres")
        && Stream.of(sinks.results(), sinks.deadLetters(), sinks.lateEvents())
            .noneMatch(names -> names.contains("print"));
  }

  private int show(LocalFlink flink, Stop stop, JobConfig config, View.Places places)
      throws Exception {
    try (Dashboard dashboard =
            new Dashboard(flink, config, Adapters.postgresSettings(config.deployment()), places);
        Screen screen = Screen.open(System.out, System.getenv())) {
      return LiveLoop.run(
          flink, stop, duration, () -> screen.show(dashboard.look(Instant.now(), 1, true)));
    }
  }

  private int print(LocalFlink flink, Stop stop, JobConfig config, View.Places places)
      throws Exception {
    System.out.println("web UI   " + places.webUi());
    if (config.postgres().isPresent()) {
      System.out.println("database " + places.database());
    }
    if (!places.topics().isEmpty()) {
      System.out.println("topics   " + String.join(", ", places.topics()));
    }
    AtomicReference<String> told = new AtomicReference<>("");
    int exit =
        LiveLoop.run(
            flink,
            stop,
            duration,
            () ->
                flink
                    .lastFailure()
                    .filter(failure -> !told.getAndSet(failure).equals(failure))
                    .ifPresent(
                        failure ->
                            System.err.println(
                                "aforo: the job failed and starts again: " + failure)));
    Map<String, Long> counters = flink.counters();
    for (String input : inputs(config)) {
      Counts counts = Counts.of(counters, input, List.of());
      System.out.printf(
          Locale.ROOT,
          "%-12s %,d in, %,d accepted, %,d rejected, %,d duplicates%n",
          input,
          counts.in(),
          counts.accepted(),
          counts.rejected(),
          counts.duplicates());
    }
    return exit;
  }

  private static List<String> inputs(JobConfig config) {
    return Stream.of(
            config.sales().map(any -> Topology.SALES),
            config.temperatures().map(any -> Topology.TEMPERATURES),
            config.activity().map(any -> Topology.ACTIVITY))
        .flatMap(Optional::stream)
        .toList();
  }
}

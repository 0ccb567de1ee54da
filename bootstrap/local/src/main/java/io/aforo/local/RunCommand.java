package io.aforo.local;

import io.aforo.adapters.flink.Topology;
import io.aforo.job.AforoJob;
import io.aforo.job.FreshStart;
import io.aforo.job.Preflight;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.Finding;
import io.aforo.job.adapter.KafkaConfig;
import io.aforo.job.adapter.Section;
import io.aforo.job.config.ActivityConfig;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SalesConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.job.config.TemperaturesConfig;
import io.aforo.local.screen.Screen;
import io.aforo.local.screen.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the main job in this process, against one's own services. */
@Command(
    name = "run",
    description = {
      "Runs the job on this machine, with your own servers.",
      "They are those that the configuration names. The job ends by itself when all inputs do, or"
          + " at Ctrl-C. The next run from the same inputs into the same tables goes on where this"
          + " one was stopped.",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all inputs have ended, or the time that --for gives is over",
      "1:it failed, or something was not reached",
      "2:wrong usage or configuration, or a start without state was refused",
      "130:stopped by Ctrl-C"
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** What else is said of these may change without being another place. */
  private static final Set<String> SERVERS =
      Set.of(Section.KAFKA.name(), Section.POSTGRES.name(), "alertmanager");

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

  @CommandLine.Option(
      names = FreshStart.ALLOW,
      description =
          "Start without the state of the last run, from the beginning of the inputs, even where"
              + " tables hold rows already. Once it has a checkpoint of its own, the next run goes"
              + " on there.")
  private boolean startsFresh;

  @CommandLine.Option(
      names = "--allow-non-restored-state",
      description =
          "Go on although the last run has state of something that is configured no more.")
  private boolean allowsNonRestoredState;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Told now, in words, instead of by a job that restarts again and again. */
  private void requireReady(JobConfig config) {
    List<Finding> all =
        Preflight.of(config, TIMEOUT).stream().flatMap(look -> look.findings().stream()).toList();
    all.stream()
        .filter(finding -> finding.kind() == Finding.Kind.DOUBTFUL)
        .forEach(
            finding ->
                spec.commandLine()
                    .getErr()
                    // What to do about it is what `aforo check` is for.
                    .println("aforo: warning: " + finding.key() + ": " + finding.problem()));
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
    try (Checkpoints checkpoints = Checkpoints.in(stateDirectory(config));
        Stop stop = new Stop();
        LocalFlink flink =
            LocalFlink.run(
                AforoJob.of(config),
                parallelism,
                checkpoints.directory(),
                stateToStartWith(config, checkpoints))) {
      View.Places places = new View.Places(flink.webUi().toString(), LiveLoop.psql(config), topics);
      int exit =
          isForTheScreen(config.sinks())
              ? show(flink, stop, config, places)
              : print(flink, stop, config, places);
      takeLastCheckpoint(flink);
      return exit;
    }
  }

  /**
   * A folder of its own for all that state must not be shared with: another generation, other
   * inputs, other places to write to.
   */
  private static Path stateDirectory(JobConfig config) {
    Deployment deployment = config.deployment();
    List<Object> parts = new ArrayList<>();
    parts.add(deployment.generation());
    Stream.of(
            config.sales().map(SalesConfig::input),
            config.temperatures().map(TemperaturesConfig::input),
            config.activity().map(ActivityConfig::input))
        .flatMap(Optional::stream)
        .forEach(input -> parts.addAll(List.of(input.source(), input.topic(), input.settings())));
    parts.add(config.kafka().map(KafkaConfig::bootstrapServers));
    config
        .postgres()
        .ifPresent(
            postgres ->
                parts.addAll(List.of(postgres.host(), postgres.port(), postgres.database())));
    deployment.sections().entrySet().stream()
        .filter(section -> !SERVERS.contains(section.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(section -> parts.add(section.getValue()));
    return Workplace.directory()
        .resolve("run")
        .resolve(
            "%s-%d-%s"
                .formatted(
                    deployment.environment(),
                    deployment.generation(),
                    shortHash(parts.toString())));
  }

  private static String shortHash(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
  }

  private SavepointRestoreSettings stateToStartWith(JobConfig config, Checkpoints checkpoints) {
    Optional<Checkpoints.Checkpoint> newest = startsFresh ? Optional.empty() : checkpoints.newest();
    if (newest.isEmpty() && !startsFresh) {
      FreshStart.requireNoRows(
          config,
          "not from here: no run from these inputs into these tables left a checkpoint in "
              + checkpoints.directory()
              + " (a run whose inputs have ended leaves none)");
    }
    if (!startsFresh) {
      checkpoints.deleteAllBut(newest);
    }
    if (newest.isEmpty()) {
      spec.commandLine()
          .getOut()
          .println("Starting without state, from the beginning of the inputs");
      spec.commandLine().getOut().flush();
      return SavepointRestoreSettings.none();
    }
    spec.commandLine()
        .getOut()
        .printf(
            "Going on from checkpoint %d of %s; to start anew: %s%n",
            newest.get().number(),
            newest.get().completedAt().truncatedTo(ChronoUnit.SECONDS),
            FreshStart.ALLOW);
    spec.commandLine().getOut().flush();
    return SavepointRestoreSettings.forPath(
        newest.get().path().toUri().toString(), allowsNonRestoredState, RecoveryClaimMode.CLAIM);
  }

  /** Without one, a run that was short would leave rows and no state. */
  private void takeLastCheckpoint(LocalFlink flink) throws Exception {
    if (flink.awaitEnd(Duration.ofMillis(1)).isPresent()) {
      return;
    }
    try {
      flink.takeCheckpoint(TIMEOUT);
      spec.commandLine().getOut().println("Stopped; the next run goes on from here.");
    } catch (ExecutionException | TimeoutException notTaken) {
      spec.commandLine()
          .getErr()
          .println("aforo: no last checkpoint was taken; the next run goes on from the one before");
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
          flink,
          stop,
          duration,
          () -> screen.show(dashboard.look(Instant.now(), View.UNKNOWN_SPEED, true)));
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
    int exit = LiveLoop.run(flink, stop, duration, () -> tellOnce(flink.progress(), told));
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

  private static void tellOnce(String progress, AtomicReference<String> told) {
    if (!told.getAndSet(progress).equals(progress)) {
      // What failed is for those who look for errors.
      (progress.contains("failed") ? System.err : System.out).println("job      " + progress);
    }
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

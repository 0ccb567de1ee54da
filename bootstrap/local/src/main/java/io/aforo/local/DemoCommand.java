package io.aforo.local;

import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.Screen;
import io.aforo.local.screen.View;
import io.aforo.local.shop.DemoClock;
import io.aforo.local.shop.ShopSimulation;
import io.aforo.local.stack.LocalStack;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the main job on embedded real components, fed by a simulated chain of shops. */
@Command(
    name = "demo",
    description = {
      "Shows the job at work on this machine, on simulated shops.",
      "Runs it on a real Kafka broker, schema registry and Postgres, fed by a simulated chain of"
          + " shops, their fridges and the users of their online store. Ctrl-C stops all of it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the time that --for gives is over",
      "1:it failed",
      "2:wrong usage, or another demo runs in this folder",
      "130:stopped by Ctrl-C"
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final int PARALLELISM = 2;

  /** So early in an hour of event time, its end comes within seconds. */
  private static final Duration BEFORE_THE_FIRST_HOUR_ENDS = Duration.ofMinutes(12);

  private static final Duration WALL_TIME_TO_FIRST_JUMP = Duration.ofSeconds(6);
  private static final Duration WALL_TIME_BETWEEN_JUMPS = Duration.ofSeconds(45);

  /** Of each kind one within half a minute; far too few for the circuit breaker. */
  private static final Duration WALL_TIME_BETWEEN_FAULTS = Duration.ofSeconds(10);

  @CommandLine.Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Sales a second, on the mean, while time runs fast (default: ${DEFAULT-VALUE}); a fifth"
              + " as many pages of the online store are looked at.")
  private double rate;

  @CommandLine.Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "120",
      description =
          "How many times faster than the wall clock event time runs (default: ${DEFAULT-VALUE})."
              + " It starts a day back; once it meets now, it goes on at 1.")
  private double speed;

  @CommandLine.Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after this time, such as 2m (default: at Ctrl-C).")
  private Duration duration;

  @CommandLine.Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same shops (default: ${DEFAULT-VALUE}).")
  private long seed;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    requireWithin("--rate", rate, 1, 100_000);
    requireWithin("--speed", speed, 1, 100_000);
    PrintWriter out = spec.commandLine().getOut();
    Path directory = Workplace.directory().resolve("demo");
    try (Stop stop = new Stop()) {
      out.println("Starting a Kafka broker, a schema registry and a Postgres on this machine ...");
      try (LocalStack stack =
          LocalStack.start(
              directory, LocalStack.Data.DISCARD, started -> out.println("  " + started))) {
        Path file = DemoConfiguration.write(directory, stack);
        JobConfig config =
            LocalJob.configFor(
                stack, Optional.of(file), Set.of("sales", "temperatures", "activity"), List.of());
        LocalJob.prepare(config, PARALLELISM);
        String deadLetters = DemoConfiguration.command("dead-letters list", file);
        out.println("Refused records: " + deadLetters);
        out.println("Starting Flink and the job ...");
        try (LocalFlink flink = LocalFlink.run(AforoJob.of(config), PARALLELISM, directory)) {
          return feedAndShow(stack, config, deadLetters, flink, stop);
        } finally {
          out.println("Stopping ...");
        }
      }
    }
  }

  private int feedAndShow(
      LocalStack stack, JobConfig config, String deadLetters, LocalFlink flink, Stop stop)
      throws Exception {
    Clock wall = Clock.systemUTC();
    DemoClock clock = new DemoClock(wall, headStart(wall.instant()), speed);
    ShopSimulation shops =
        new ShopSimulation(
            new ShopSimulation.Settings(
                seed,
                clock.start(),
                rate / speed,
                eventTime(WALL_TIME_TO_FIRST_JUMP),
                eventTime(WALL_TIME_BETWEEN_JUMPS),
                eventTime(WALL_TIME_BETWEEN_FAULTS)));
    View.Places places =
        new View.Places(
            flink.webUi().toString(),
            "psql postgresql://%s:%s@%s/%s"
                .formatted(
                    stack.database().user(),
                    stack.database().password(),
                    stack.database().address(),
                    stack.database().database()),
            Optional.of(deadLetters),
            AforoJob.topics(config));
    try (DemoFeed feed = DemoFeed.start(shops, clock, Adapters.kafkaSettings(config.deployment()));
        Dashboard dashboard =
            new Dashboard(flink, config, Adapters.postgresSettings(config.deployment()), places);
        Screen screen = Screen.open(System.out, System.getenv())) {
      return LiveLoop.run(
          flink,
          stop,
          duration,
          () -> {
            feed.requireNoFailure();
            screen.show(dashboard.look(clock.now(), clock.speed(), clock.isLive()));
          });
    }
  }

  /** About a day, and such that the first hour of event time ends soon. */
  private static Duration headStart(Instant now) {
    Instant hourEnds = now.minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
    return Duration.between(hourEnds.minus(BEFORE_THE_FIRST_HOUR_ENDS), now);
  }

  private Duration eventTime(Duration wallTime) {
    return Duration.ofMillis((long) (wallTime.toMillis() * speed));
  }

  private void requireWithin(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new UsageException(
          "%s must be between %.0f and %.0f, was %s".formatted(option, least, most, value));
    }
  }
}

package io.aforo.job;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.SalesReport;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.Finding;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.Section;
import io.aforo.job.adapter.SinkAdapter;
import io.aforo.job.adapter.SourceAdapter;
import io.aforo.job.config.JobConfig;
import io.aforo.job.config.SinksConfig;
import io.aforo.job.config.TemperaturesConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Looks at what a configuration speaks of before a job does: are the topics, tables and folders
 * there, do the fields of a mapping exist. Everything is looked at at once, each with a time limit.
 */
public final class Preflight {

  /**
   * What was looked at, and what was found.
   *
   * @param what such as {@code sales from kafka-avro}
   * @param key the key that names it
   * @param findings empty if all is well
   */
  public record Look(String what, String key, List<Finding> findings) {}

  private final Duration limit;
  private final List<Running> running = new ArrayList<>();

  private Preflight(Duration limit) {
    this.limit = limit;
  }

  /** Looks at the inputs alone: for a start where the results are other people's concern. */
  public static List<Look> ofInputs(JobConfig config, Duration limit) {
    Preflight preflight = new Preflight(limit);
    preflight.startKafka(config, List.of());
    preflight.startInputs(config);
    return preflight.finish();
  }

  /**
   * Looks at inputs, sinks and who tells people, in the order of the configuration.
   *
   * @param limit for each of them; they are looked at side by side
   */
  public static List<Look> of(JobConfig config, Duration limit) {
    Preflight preflight = new Preflight(limit);
    preflight.startKafka(config, sinks(config.sinks()));
    preflight.startInputs(config);
    preflight.startSinks(config, (sink, uses) -> sink.check(config.deployment(), uses, limit));
    preflight.startNotifiers(config.deployment());
    return preflight.finish();
  }

  /**
   * Looks for what speaks against a start without state.
   *
   * @param limit for each of the sinks; they are looked at side by side
   */
  public static List<Look> ofFreshStart(JobConfig config, Duration limit) {
    Preflight preflight = new Preflight(limit);
    preflight.startSinks(
        config, (sink, uses) -> sink.checkFreshStart(config.deployment(), uses, limit));
    return preflight.finish();
  }

  private static List<String> sinks(SinksConfig sinks) {
    return Stream.of(sinks.results(), sinks.deadLetters(), sinks.lateEvents())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private void startKafka(JobConfig config, List<String> sinks) {
    boolean reads = !AforoJob.topics(config).isEmpty();
    boolean writes =
        sinks.stream()
            .anyMatch(name -> Adapters.sink(name).orElseThrow().sections().contains(Section.KAFKA));
    if (reads || writes) {
      start(
          "kafka",
          "kafka",
          config.deployment(),
          List.of(Section.KAFKA),
          () -> Adapters.checkKafka(config.deployment(), reads, limit));
    }
  }

  private void startInputs(JobConfig config) {
    Deployment deployment = config.deployment();
    config
        .sales()
        .ifPresent(
            sales -> start(deployment, EventKind.SALES, sales.input(), Formats.INGESTED_SALE));
    config
        .temperatures()
        .ifPresent(
            temperatures ->
                start(
                    deployment,
                    EventKind.READINGS,
                    temperatures.input(),
                    Formats.INGESTED_READING));
    config
        .temperatures()
        .map(TemperaturesConfig::ruleInputs)
        .filter(inputs -> !inputs.topics().isEmpty())
        .ifPresent(
            inputs ->
                start(
                    "rules and sensors",
                    "temperatures",
                    deployment,
                    List.of(Section.KAFKA),
                    () -> inputs.check(deployment, limit)));
    config
        .activity()
        .ifPresent(
            activity ->
                start(
                    deployment, EventKind.ACTIVITIES, activity.input(), Formats.INGESTED_ACTIVITY));
  }

  private <E> void start(
      Deployment deployment,
      EventKind<E> kind,
      InputConfig input,
      TypeInformation<Ingested<E>> type) {
    SourceAdapter source = Adapters.source(input.source()).orElseThrow();
    SourceAdapter.Opening<E> opening =
        new SourceAdapter.Opening<>(
            kind, input, deployment, false, type, EventTimeBounds.standard());
    start(
        kind.label() + " from " + source.name(),
        kind.label() + ".source",
        deployment,
        source.sections(),
        () -> source.check(kind.label(), opening, limit));
  }

  private void startSinks(
      JobConfig config, BiFunction<SinkAdapter, SinkAdapter.Uses, List<Finding>> check) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    Map<String, Set<SinkAdapter.Table>> tables = new LinkedHashMap<>();
    Set<SinkAdapter.Table> results = EnumSet.noneOf(SinkAdapter.Table.class);
    config.sales().ifPresent(any -> results.add(SinkAdapter.Table.SALES_REPORTS));
    config
        .temperatures()
        .ifPresent(
            any ->
                results.addAll(
                    Set.of(SinkAdapter.Table.TEMPERATURE_ALERTS, SinkAdapter.Table.ALERT_HISTORY)));
    config.activity().ifPresent(any -> results.add(SinkAdapter.Table.ACTIVITY_SESSIONS));
    name(config.sinks().results(), "sinks.results", results, keys, tables);
    name(
        config.sinks().deadLetters(),
        "sinks.deadLetters",
        Set.of(SinkAdapter.Table.DEAD_LETTERS),
        keys,
        tables);
    name(
        config.sinks().lateEvents(),
        "sinks.lateEvents",
        Set.of(SinkAdapter.Table.LATE_EVENTS),
        keys,
        tables);
    Set<String> reports =
        config.reports().stream().map(SalesReport::name).collect(Collectors.toSet());
    keys.forEach(
        (name, named) -> {
          SinkAdapter sink = Adapters.sink(name).orElseThrow();
          SinkAdapter.Uses uses =
              new SinkAdapter.Uses(named, tables.get(name), AforoJob.topics(config), reports);
          start(
              "sink " + name,
              named.get(0),
              config.deployment(),
              sink.sections(),
              () -> check.apply(sink, uses));
        });
  }

  private void startNotifiers(Deployment deployment) {
    Adapters.notifiers(deployment)
        .forEach(
            notifier ->
                start(
                    notifier.name(),
                    notifier.name(),
                    deployment,
                    List.of(notifier.section()),
                    () -> notifier.check(deployment, limit)));
  }

  private static void name(
      List<String> sinks,
      String key,
      Set<SinkAdapter.Table> kept,
      Map<String, List<String>> keys,
      Map<String, Set<SinkAdapter.Table>> tables) {
    for (String sink : sinks) {
      keys.computeIfAbsent(sink, absent -> new ArrayList<>()).add(key);
      tables.computeIfAbsent(sink, absent -> EnumSet.noneOf(SinkAdapter.Table.class)).addAll(kept);
    }
  }

  /** A part whose groups of keys are wrong is told by the configuration, and not looked at. */
  private void start(
      String what,
      String key,
      Deployment deployment,
      List<Section<?>> sections,
      Callable<List<Finding>> check) {
    if (sections.stream().anyMatch(section -> deployment.section(section).isEmpty())) {
      return;
    }
    FutureTask<List<Finding>> task = new FutureTask<>(check);
    Thread thread = new Thread(task, "check " + what);
    thread.setDaemon(true);
    thread.setContextClassLoader(Preflight.class.getClassLoader());
    thread.start();
    running.add(new Running(what, key, task));
  }

  private List<Look> finish() {
    // A client may need its limit twice, for the connection and for the answer.
    long deadline = System.nanoTime() + 3 * limit.toNanos();
    return running.stream().map(each -> each.finish(deadline)).toList();
  }

  private record Running(String what, String key, FutureTask<List<Finding>> task) {

    Look finish(long deadline) {
      try {
        return new Look(
            what, key, task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
      } catch (TimeoutException silent) {
        return failed("has not answered in time");
      } catch (ExecutionException failure) {
        return failed("cannot be looked at: " + failure.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return failed("was not looked at: interrupted");
      }
    }

    private Look failed(String problem) {
      return new Look(
          what,
          key,
          List.of(new Finding(Finding.Kind.UNREACHABLE, key, what + " " + problem, List.of())));
    }
  }
}

package io.aforo.local;

import io.aforo.adapters.files.CsvEvents;
import io.aforo.adapters.files.CsvExport;
import io.aforo.adapters.files.CsvReading;
import io.aforo.adapters.files.CsvReadings;
import io.aforo.adapters.files.CsvStores;
import io.aforo.adapters.files.WrongHeader;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.local.picture.IndexPage;
import io.aforo.local.picture.Story;
import io.aforo.local.screen.AlertTable;
import io.aforo.local.screen.Texts;
import io.aforo.local.simulation.NearMiss;
import io.aforo.local.simulation.SensorTrace;
import io.aforo.local.simulation.Simulation;
import io.aforo.local.simulation.Tallies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs rules over a recording of readings, without a server, and shows what they raise. */
@Command(
    name = "simulate",
    description = {
      "Tries out temperature rules on a recording, without servers.",
      "Shows the alerts that they raise: on the screen, as tables in CSV and as pictures. The"
          + " alerts are those of a replay, but there are no servers to start, and a million"
          + " readings take seconds."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, with or without alerts",
      "1:it failed",
      "2:wrong usage or rules",
      "130:stopped by Ctrl-C"
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Temperatures:  reading_id,sensor_id,value,unit,read_at",
      "Instants are ISO-8601 (2026-01-01T10:00:00Z).",
      "A bad line is told and costs only itself.",
      "DIR/index.html shows all pictures."
    })
final class SimulateCommand implements Callable<Integer> {

  /** Of more bad lines than this, only the number is told; all are in dead_letters.csv. */
  private static final int BAD_LINES_TOLD = 10;

  /** Of more alerts than this, only the number is told; all are in temperature_alerts.csv. */
  private static final int ALERTS_SHOWN = 50;

  private static final int MISSES_SHOWN = 5;

  private static final int LOOK_EVERY = 1_000;

  private static final String STOPPED = "stopped by Ctrl-C before the end";

  private static final String PICTURES = "pictures";

  private static final String PAGE = "index.html";

  @CommandLine.Option(
      names = "--temperatures",
      paramLabel = "FILE",
      required = true,
      description = "Temperature readings, in CSV.")
  private Path temperaturesFile;

  @CommandLine.Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "The rules, in YAML (default: the packaged rule, 20 C within 60 s).")
  private Path rulesFile;

  @CommandLine.Option(
      names = "--sensors",
      paramLabel = "FILE",
      description = "Types and stores of the sensors, in CSV, for rules that are for some of them.")
  private Path sensorsFile;

  @CommandLine.Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where tables and pictures go; created if it is not there.")
  private Path outDirectory;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private PrintWriter out;
  private Progress progress;
  private boolean isTerminal;
  private long badLines;

  @Override
  public Integer call() throws Exception {
    long started = System.nanoTime();
    out = spec.commandLine().getOut();
    isTerminal = System.console() != null;
    progress = new Progress(out, isTerminal);
    Rules rules = requireUsable();
    CsvStores stores = new CsvStores(outDirectory.toString(), 1);
    try (Stop stop = new Stop();
        CsvExport<Alert> alerts =
            stores.exportTemperatureAlerts(StoredTable.TEMPERATURE_ALERTS.columns());
        CsvExport<AlertChange> history =
            stores.exportAlertHistory(StoredTable.ALERT_HISTORY.columns());
        CsvExport<LateEvent> late = stores.exportLateEvents(StoredTable.LATE_EVENTS.columns());
        CsvExport<DeadLetter> letters =
            stores.exportDeadLetters(StoredTable.DEAD_LETTERS.columns());
        Simulation simulation =
            new Simulation(
                rules.book(),
                new Simulation.Sinks(
                    history::write,
                    late::write,
                    letter -> {
                      tellBadLine(letter);
                      letters.write(letter);
                    }),
                outDirectory,
                System.currentTimeMillis())) {
      simulate(simulation, stop);
      List<Story> stories = simulation.stories();
      stories.forEach(story -> alerts.write(story.alert()));
      alerts.finish();
      history.finish();
      late.finish();
      letters.finish();
      List<IndexPage.Section> sections = draw(simulation, stop);
      Tallies tallies = simulation.tallies();
      tell(stories);
      if (stories.isEmpty()) {
        tellNearestMisses(simulation);
      }
      summarize(tallies, stories);
      tellUnused(rules, simulation);
      writePage(tallies, stories, sections);
      out.println();
      for (CsvExport<?> export : List.of(alerts, history, late, letters)) {
        out.printf(Locale.ROOT, "%,12d rows      %s%n", export.rows(), export.file());
      }
      out.printf(
          Locale.ROOT,
          "%,12d pictures  %s%n",
          sections.stream().mapToLong(section -> section.pictures().size()).sum(),
          outDirectory.resolve(PAGE));
      double seconds = (System.nanoTime() - started) / 1e9;
      out.printf(
          Locale.ROOT,
          "%nDone in %.1f s, %,.0f readings/s.%n",
          seconds,
          tallies.in() / Math.max(0.001, seconds));
      return CommandLine.ExitCode.OK;
    }
  }

  /** Everything that can be told before anything is written. */
  private Rules requireUsable() {
    List<String> wrong = new ArrayList<>();
    Rules rules = null;
    try {
      open().close();
    } catch (UsageException unusable) {
      wrong.add(unusable.getMessage());
    } catch (IOException unreadable) {
      wrong.add(cannotBeRead(unreadable));
    }
    try {
      rules = Rules.load(Optional.ofNullable(rulesFile), Optional.ofNullable(sensorsFile));
    } catch (UsageException unusable) {
      wrong.add(unusable.getMessage());
    }
    if (!wrong.isEmpty()) {
      throw new UsageException(String.join("\n", wrong));
    }
    try {
      Files.createDirectories(outDirectory.resolve(PICTURES));
      Files.delete(Files.createTempFile(outDirectory, ".aforo", ""));
    } catch (FileAlreadyExistsException notADirectory) {
      throw new UsageException(
          "--out: " + notADirectory.getFile() + " is there, and is no directory");
    } catch (IOException notWritable) {
      throw new UsageException(
          "--out: nothing can be written to " + outDirectory + ": " + notWritable);
    }
    return rules;
  }

  private CsvEvents<CsvReading> open() {
    try {
      return CsvReadings.open(temperaturesFile);
    } catch (NoSuchFileException missing) {
      throw new UsageException("--temperatures: there is no file " + temperaturesFile);
    } catch (WrongHeader wrong) {
      throw new UsageException("--temperatures: " + wrong.getMessage());
    } catch (IOException unreadable) {
      throw new UsageException(cannotBeRead(unreadable));
    }
  }

  private String cannotBeRead(IOException fault) {
    return "--temperatures: " + temperaturesFile + " cannot be read: " + fault.getMessage();
  }

  private void simulate(Simulation simulation, Stop stop) throws IOException, InterruptedException {
    progress.start("Simulating " + temperaturesFile.getFileName());
    long records = 0;
    try (CsvEvents<CsvReading> events = open()) {
      while (events.hasNext()) {
        simulation.take(events.next());
        records++;
        if (records % LOOK_EVERY == 0) {
          requireNotStopped(stop);
          progress.show(
              records, events.size() == 0 ? 1 : (double) events.bytesRead() / events.size());
        }
      }
    }
    simulation.end();
    progress.end(records);
  }

  private List<IndexPage.Section> draw(Simulation simulation, Stop stop)
      throws IOException, InterruptedException {
    requireNotStopped(stop);
    return simulation
        .pictures()
        .draw(
            outDirectory.resolve(PICTURES),
            drawn -> {
              if (stop.isAsked()) {
                throw new IllegalStateException(STOPPED);
              }
            });
  }

  private void requireNotStopped(Stop stop) throws InterruptedException {
    if (stop.isAsked()) {
      progress.interrupt();
      out.flush();
      throw new InterruptedException(STOPPED);
    }
  }

  private void tellBadLine(DeadLetter letter) {
    badLines++;
    if (badLines <= BAD_LINES_TOLD) {
      progress.interrupt();
      out.println(
          "  "
              + letter.record().topic()
              + ", line "
              + letter.record().offset()
              + ": "
              + letter.reason()
              + ": "
              + Texts.printable(letter.detail()));
    } else if (badLines == BAD_LINES_TOLD + 1) {
      progress.interrupt();
      out.println("  more bad lines are in dead_letters.csv");
    }
  }

  private void tell(List<Story> stories) {
    out.println();
    List<Alert> shown = stories.stream().map(Story::alert).limit(ALERTS_SHOWN).toList();
    if (!shown.isEmpty()) {
      AlertTable.lines(shown, isTerminal).forEach(out::println);
    }
    if (stories.size() > ALERTS_SHOWN) {
      out.printf(
          Locale.ROOT,
          "%,d more alerts are in temperature_alerts.csv%n",
          stories.size() - ALERTS_SHOWN);
    }
  }

  private void tellNearestMisses(Simulation simulation) throws IOException {
    out.println("No alert.");
    List<NearMiss> misses = simulation.nearestMisses(MISSES_SHOWN);
    if (!misses.isEmpty()) {
      out.println("The nearest to a jump were");
    }
    for (NearMiss miss : misses) {
      out.println(
          "  "
              + Texts.printable(miss.sensorId())
              + ": "
              + miss.difference()
              + " of "
              + miss.rule().threshold()
              + " within "
              + DurationConverter.text(miss.rule().window())
              + ", "
              + Instant.ofEpochMilli(miss.firstAt())
              + " to "
              + Instant.ofEpochMilli(miss.secondAt()));
    }
  }

  private void summarize(Tallies tallies, List<Story> stories) {
    out.println();
    Counts.printHead(out);
    new Counts(
            tallies.in(),
            tallies.accepted(),
            tallies.duplicates(),
            0,
            tallies.refusedBy(),
            tallies.late())
        .print(out, "temperatures");
    if (tallies.late() > 0) {
      out.println("Late readings are among the accepted.");
    }
    if (!stories.isEmpty()) {
      out.println();
      byKind(stories).forEach(out::println);
    }
  }

  private void tellUnused(Rules rules, Simulation simulation) {
    List<String> unused =
        rules.unused(simulation.sensors().stream().map(SensorTrace::sensorId).toList());
    if (!unused.isEmpty()) {
      out.println();
      unused.forEach(line -> out.println(Texts.printable(line)));
    }
  }

  /** How many alerts there are of each kind and state. */
  private static List<String> byKind(List<Story> stories) {
    TreeMap<AlertKind, Map<AlertState, Long>> byKind =
        stories.stream()
            .map(Story::alert)
            .collect(
                Collectors.groupingBy(
                    Alert::kind,
                    TreeMap::new,
                    Collectors.groupingBy(Alert::state, TreeMap::new, Collectors.counting())));
    List<String> lines = new ArrayList<>();
    byKind.forEach(
        (kind, states) ->
            lines.add(
                Texts.name(kind)
                    + ": "
                    + states.entrySet().stream()
                        .map(
                            state ->
                                Texts.count(state.getValue()) + " " + Texts.name(state.getKey()))
                        .collect(Collectors.joining(", "))));
    return lines;
  }

  private void writePage(Tallies tallies, List<Story> stories, List<IndexPage.Section> sections)
      throws IOException {
    List<String> notes = new ArrayList<>();
    notes.add(
        Texts.count(tallies.in())
            + " readings, "
            + Texts.count(stories.size())
            + (stories.size() == 1 ? " alert" : " alerts"));
    notes.addAll(byKind(stories));
    Files.writeString(
        outDirectory.resolve(PAGE),
        IndexPage.html("What " + temperaturesFile.getFileName() + " raised", notes, sections));
  }
}

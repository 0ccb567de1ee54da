package io.aforo.local;

import io.aforo.adapters.files.CsvActivities;
import io.aforo.adapters.files.CsvEvents;
import io.aforo.adapters.files.CsvReading;
import io.aforo.adapters.files.CsvReadings;
import io.aforo.adapters.files.CsvSales;
import io.aforo.adapters.files.CsvTable;
import io.aforo.adapters.files.WrongHeader;
import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.TrackActivity;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.SalesReport;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.runtime.jobmaster.JobResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the main job over recordings, to their end, and exports every table. */
@Command(
    name = "replay",
    description = {
      "Runs the job over your own recordings, CSV in and CSV out.",
      "From their first line to their last, on a Kafka broker, schema registry and Postgres that"
          + " are started for it; then exports every table."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; bad lines are counted",
      "1:it failed",
      "2:wrong usage, files or configuration; nothing was started",
      "130:stopped by Ctrl-C"
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The headers of the files:",
      "  sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at",
      "  reading_id,sensor_id,value,unit,read_at",
      "  user_id,action,occurred_at",
      "Instants are ISO-8601 (2026-01-01T10:00:00Z).",
      "A bad line is told and costs only itself."
    })
final class ReplayCommand implements Callable<Integer> {

  /**
   * One partition and one subtask: the order of the lines is the order of the events, so that the
   * same file always gives the same tables. A second subtask, with nothing to read, would hold time
   * back until it has ended.
   */
  private static final int PARALLELISM = 1;

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Of more bad lines than this, only the number is told; all are in dead_letters.csv. */
  private static final int BAD_LINES_TOLD = 10;

  private static final int BATCH = 1_000;

  @CommandLine.Option(names = "--sales", paramLabel = "FILE", description = "Sales, in CSV.")
  private Path salesFile;

  @CommandLine.Option(
      names = "--temperatures",
      paramLabel = "FILE",
      description = "Temperature readings, in CSV.")
  private Path temperaturesFile;

  @CommandLine.Option(
      names = "--activity",
      paramLabel = "FILE",
      description = "Activities of users, in CSV.")
  private Path activityFile;

  @CommandLine.Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the tables go; created if it is not there.")
  private Path outDirectory;

  @CommandLine.Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "What to compute: reports, rules, lateness (default: the three hourly reports and the"
              + " packaged rule). Its addresses, topics and sinks are not used.")
  private Path configFile;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private PrintWriter out;
  private Progress progress;
  private final List<Recording<?>> recordings = new ArrayList<>();
  private long badLines;

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    progress = new Progress(out, System.console() != null);
    requireUsable();
    try (Stop stop = new Stop()) {
      out.println("Starting a Kafka broker, a schema registry and a Postgres for this replay ...");
      try (LocalStack stack = LocalStack.startTemporary(started -> out.println("  " + started))) {
        JobConfig config =
            LocalJob.configFor(
                stack,
                Optional.ofNullable(configFile),
                inputs(),
                List.of("--flush.every", "250ms", "--checkpoint.interval", "1s"));
        LocalJob.prepare(config, PARALLELISM);
        publish(config, stop);
        return replay(config, stack, stop);
      }
    }
  }

  /** Everything that can be told before anything is started. */
  private void requireUsable() throws IOException {
    add(
        EventKind.SALES,
        salesFile,
        CsvSales::open,
        LocalJob.SALES_TOPIC,
        (publisher, topic, sale) -> publisher.publish(topic, sale, recordTime(sale.soldAt())));
    add(
        EventKind.READINGS,
        temperaturesFile,
        CsvReadings::open,
        LocalJob.READINGS_TOPIC,
        (publisher, topic, reading) ->
            publisher.publish(topic, published(reading), recordTime(reading.reading().readAt())));
    add(
        EventKind.ACTIVITIES,
        activityFile,
        CsvActivities::open,
        LocalJob.ACTIVITY_TOPIC,
        (publisher, topic, activity) ->
            publisher.publish(topic, activity, recordTime(activity.occurredAt())));
    if (recordings.isEmpty()) {
      throw new UsageException(
          "nothing to replay: give --sales FILE, --temperatures FILE or --activity FILE, or several"
              + " of them");
    }
    List<String> wrong = new ArrayList<>();
    for (Recording<?> recording : recordings) {
      try {
        recording.open().close();
      } catch (UsageException unusable) {
        wrong.add(unusable.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      throw new UsageException(String.join("\n", wrong));
    }
    LocalJob.requireValid(Optional.ofNullable(configFile), inputs());
    try {
      Files.createDirectories(outDirectory);
      Files.delete(Files.createTempFile(outDirectory, ".aforo", ""));
    } catch (FileAlreadyExistsException notADirectory) {
      throw new UsageException("--out: " + outDirectory + " is there, and is no directory");
    } catch (IOException notWritable) {
      throw new UsageException(
          "--out: nothing can be written to " + outDirectory + ": " + notWritable);
    }
  }

  private Set<String> inputs() {
    return recordings.stream().map(Recording::input).collect(Collectors.toSet());
  }

  private <E> void add(
      EventKind<?> kind, Path file, Opening<E> opening, String topic, Publishing<E> publishing) {
    if (file != null) {
      recordings.add(
          new Recording<>(
              kind.label(),
              file,
              opening,
              topic,
              publishing,
              new EnumMap<>(RejectionReason.class)));
    }
  }

  private interface Opening<E> {
    CsvEvents<E> open(Path file) throws IOException;
  }

  private interface Publishing<E> {
    void publish(EventPublisher publisher, String topic, E event);
  }

  /**
   * A file to replay.
   *
   * @param input the name of the input that it is read by, and of its option
   * @param refused how many of its lines were refused, by the reason
   */
  private record Recording<E>(
      String input,
      Path file,
      Opening<E> opening,
      String topic,
      Publishing<E> publishing,
      Map<RejectionReason, Long> refused) {

    CsvEvents<E> open() {
      String option = "--" + input;
      try {
        return opening.open(file);
      } catch (NoSuchFileException missing) {
        throw new UsageException(option + ": there is no file " + file);
      } catch (WrongHeader wrong) {
        throw new UsageException(option + ": " + wrong.getMessage());
      } catch (Exception unreadable) {
        throw new UsageException(
            option + ": " + file + " cannot be read: " + unreadable.getMessage());
      }
    }
  }

  private void publish(JobConfig config, Stop stop) throws Exception {
    PostgresStores stores =
        new PostgresStores(
            Adapters.postgresSettings(config.deployment()), config.deployment().generation());
    try (EventPublisher publisher =
            new EventPublisher(Adapters.kafkaSettings(config.deployment()));
        DeadLetters letters = stores.deadLetters()) {
      for (Recording<?> recording : recordings) {
        publish(recording, publisher, letters, stop);
      }
    }
  }

  private <E> void publish(
      Recording<E> recording, EventPublisher publisher, DeadLetters letters, Stop stop)
      throws IOException, InterruptedException {
    List<DeadLetter> refused = new ArrayList<>();
    long records = 0;
    badLines = 0;
    progress.start("Publishing " + recording.file().getFileName());
    try (CsvEvents<E> events = recording.open()) {
      while (events.hasNext()) {
        Ingested<E> next = events.next();
        records++;
        if (next instanceof Ingested.Accepted<E> accepted) {
          recording.publishing().publish(publisher, recording.topic(), accepted.event());
        } else if (next instanceof Ingested.Rejected<E> rejected) {
          DeadLetter letter = named(recording.file(), rejected.letter());
          refused.add(letter);
          recording.refused().merge(letter.reason(), 1L, Long::sum);
          tellBadLine(letter);
          if (refused.size() == BATCH) {
            letters.write(refused);
            refused = new ArrayList<>();
          }
        }
        if (records % 1_000 == 0) {
          requireNotStopped(stop);
          progress.show(
              records, events.size() == 0 ? 1 : (double) events.bytesRead() / events.size());
        }
      }
    }
    if (!refused.isEmpty()) {
      letters.write(refused);
    }
    progress.end(records);
  }

  /** Two files of one name would share the keys of their dead letters; whole paths do not. */
  private DeadLetter named(Path file, DeadLetter letter) {
    boolean isAlone =
        recordings.stream()
                .filter(other -> other.file().getFileName().equals(file.getFileName()))
                .count()
            == 1;
    if (isAlone) {
      return letter;
    }
    SourceRecord record = letter.record();
    return new DeadLetter(
        letter.reason(),
        new SourceRecord(
            file.toString(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value()),
        letter.errorClass(),
        letter.detail());
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
              + letter.detail());
    } else if (badLines == BAD_LINES_TOLD + 1) {
      progress.interrupt();
      out.println("  more bad lines are in dead_letters.csv");
    }
  }

  private int replay(JobConfig config, LocalStack stack, Stop stop) throws Exception {
    try (LocalFlink flink =
        LocalFlink.run(AforoJob.bounded(config), PARALLELISM, stack.directory().resolve("flink"))) {
      progress.start("Running the job");
      Optional<JobResult> result = Optional.empty();
      while (result.isEmpty()) {
        requireNotStopped(stop);
        result = flink.awaitEnd(LOOK);
        if (result.isEmpty()) {
          Map<String, Long> counters = flink.counters();
          progress.show(read(counters), -1);
        }
      }
      if (!result.get().isSuccess()) {
        throw new IllegalStateException(
            "the job failed",
            result
                .get()
                .getSerializedThrowable()
                .map(failure -> failure.deserializeError(getClass().getClassLoader()))
                .orElse(null));
      }
      Map<String, Long> counters = flink.counters();
      progress.end(read(counters));
      Map<StoredTable, Long> exported = export(Adapters.postgresSettings(config.deployment()));
      summarize(config, counters, exported);
      return 0;
    }
  }

  private long read(Map<String, Long> counters) {
    return recordings.stream()
        .mapToLong(recording -> Counts.of(counters, recording.input(), List.of()).in())
        .sum();
  }

  private Map<StoredTable, Long> export(PostgresSettings database) throws IOException {
    Map<StoredTable, Long> rows = new EnumMap<>(StoredTable.class);
    try (PostgresTables tables = new PostgresTables(database)) {
      for (StoredTable table : StoredTable.values()) {
        rows.put(
            table,
            CsvTable.write(fileOf(table), table.columns(), each -> tables.read(table, each)));
      }
    }
    return rows;
  }

  private Path fileOf(StoredTable table) {
    return outDirectory.resolve(table.tableName() + ".csv");
  }

  private void summarize(
      JobConfig config, Map<String, Long> counters, Map<StoredTable, Long> exported) {
    out.println();
    Counts.printHead(out);
    Map<String, List<String>> lateFor = new HashMap<>();
    lateFor.put(Topology.SALES, config.reports().stream().map(SalesReport::name).toList());
    lateFor.put(
        Topology.TEMPERATURES,
        config.temperatures().stream().flatMap(input -> input.ruleIds().stream()).toList());
    lateFor.put(Topology.ACTIVITY, List.of(TrackActivity.REPORT));
    for (Recording<?> recording : recordings) {
      Counts.of(counters, recording.input(), lateFor.get(recording.input()))
          .withRejected(recording.refused())
          .print(out, recording.input());
    }
    if (exported.get(StoredTable.LATE_EVENTS) > 0) {
      out.println(
          "Late events are among the accepted; late counts one for each report that misses it.");
    }
    out.println();
    exported.forEach(
        (table, rows) -> out.printf("%,12d %-20s %s%n", rows, label(table), fileOf(table)));
  }

  private static String label(StoredTable table) {
    return switch (table) {
      case SALES_REPORTS -> "rows of reports";
      case ACTIVITY_SESSIONS -> "activity sessions";
      case TEMPERATURE_ALERTS -> "alerts";
      case ALERT_HISTORY -> "history of alerts";
      case DEAD_LETTERS -> "dead letters";
      case LATE_EVENTS -> "late events";
    };
  }

  private static PublishedReading published(CsvReading read) {
    return new PublishedReading(
        read.reading().readingId(),
        read.reading().sensorId(),
        read.value(),
        read.unit(),
        read.reading().readAt());
  }

  /** As if each event had been sent when it happened, but never later than now. */
  private static long recordTime(long eventTime) {
    return Math.max(0, Math.min(eventTime, System.currentTimeMillis()));
  }

  private void requireNotStopped(Stop stop) throws InterruptedException {
    if (stop.isAsked()) {
      progress.interrupt();
      out.flush();
      throw new InterruptedException("stopped by Ctrl-C before the end");
    }
  }
}

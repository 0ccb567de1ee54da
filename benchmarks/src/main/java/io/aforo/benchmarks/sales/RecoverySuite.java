package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.domain.sales.Sale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What it costs to keep and to take up again the state of very many keys: a sale of each product,
 * in windows of 1 h every 5 min, on RocksDB; then a checkpoint, a new job from it, and some more
 * sales. Nothing is late, and no window is complete.
 */
public final class RecoverySuite implements Suite {

  private static final int HEAP_MEBIBYTES = 4_096;

  /** A part of so many of the keys comes first. */
  private static final int WARM_UP = 10;

  private static final List<FlinkContestant> CONTESTANTS =
      List.of(new AforoOperators(), new FlinkWindows());

  /** Less than five minutes: all of them are in one slice, and in twelve windows. */
  private static final Duration SPAN = Duration.ofMinutes(4);

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public Headline headline() {
    return Headline.FIGURES;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    List<Trial> trials = new ArrayList<>();
    for (FlinkContestant contestant : CONTESTANTS) {
      trials.add(
          new Trial(
              String.format(
                  Locale.ROOT, "sliding 1 h / 5 min, %,d live keys, RocksDB", keys(scale)),
              contestant.name(),
              scale == Scale.QUICK ? 1 : 5,
              HEAP_MEBIBYTES));
    }
    return trials;
  }

  private static int keys(Scale scale) {
    return scale == Scale.QUICK ? 200_000 : 1_000_000;
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    FlinkContestant contestant =
        CONTESTANTS.stream()
            .filter(each -> each.name().equals(trial.contestant()))
            .findFirst()
            .orElseThrow();
    // Once before, so that not everything is done for the first time.
    measure(contestant, trial.scenario(), keys(scale) / WARM_UP);
    return new Answer("", measure(contestant, trial.scenario(), keys(scale)));
  }

  private static Map<String, Double> measure(FlinkContestant contestant, String scenario, int keys)
      throws Exception {
    SalesQuestion question =
        new SalesQuestion(
            scenario,
            SalesQuestion.Windows.SLIDING,
            new SalesStream(keys, SalesStream.Popularity.IN_TURN, keys + keys / 5, SPAN.toMillis()),
            true);
    Path directory = Files.createTempDirectory("aforo-recovery-");
    try {
      return measure(contestant, question, question.stream().make(), keys, directory);
    } finally {
      delete(directory);
    }
  }

  private static Map<String, Double> measure(
      FlinkContestant contestant, SalesQuestion question, Sale[] sales, int keys, Path directory)
      throws Exception {
    Map<String, Double> figures = new LinkedHashMap<>();
    Stopwatch loading = new Stopwatch();
    StreamExecutionEnvironment environment = environment(directory);
    contestant.define(environment, question, sales, loading, new Rows());
    FlinkProcess.HaltedJob job = FlinkProcess.start(environment, keys, behind(sales, keys));
    job.awaitHalt();
    loading.stop();
    long start = System.nanoTime();
    Path checkpoint = job.checkpoint();
    double checkpointNanos = System.nanoTime() - start;
    job.cancel();

    environment = environment(directory);
    Configuration restored = new Configuration();
    restored.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
    environment.configure(restored);
    contestant.define(environment, question, sales, new Stopwatch(), new Rows());
    job = FlinkProcess.start(environment, sales.length, behind(sales, sales.length));
    start = job.submittedAt();
    long running = job.awaitRunning();
    long caughtUp = job.awaitHalt();
    job.cancel();

    figures.put("load, M events/s", 1e3 * keys / loading.wallNanos());
    figures.put("checkpoint, MB", size(checkpoint) / 1e6);
    figures.put("checkpoint, s", checkpointNanos / 1e9);
    figures.put("restore, s", (running - start) / 1e9);
    figures.put("catch-up, M events/s", 1e3 * (sales.length - keys) / (caughtUp - running));
    return figures;
  }

  /** A time by which the first sales are there, and no window is complete. */
  private static long behind(Sale[] sales, int count) {
    return sales[count - 1].soldAt() - SalesStream.DISORDER;
  }

  private static StreamExecutionEnvironment environment(Path directory) {
    StreamExecutionEnvironment environment = FlinkProcess.environment(true);
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, false);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    environment.configure(configuration);
    // Only when it is asked for.
    environment.enableCheckpointing(Duration.ofHours(1).toMillis());
    return environment;
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

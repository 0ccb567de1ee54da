package io.aforo.local;

import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.runtime.jobmaster.JobResult;

/** Watches a job, once a second, until someone or something ends it. */
final class LiveLoop {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private LiveLoop() {}

  /** What is done once a second. */
  interface Look {
    void look() throws Exception;
  }

  /**
   * Blocks while the job runs: one whose inputs all have an end stops by itself.
   *
   * @param duration how long at most; null for as long as nobody asks to stop
   * @param look is done each time
   * @return 0
   * @throws IllegalStateException if the job failed for good
   */
  static int run(LocalFlink flink, Stop stop, Duration duration, Look look) throws Exception {
    long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end && !stop.isAskedWithin(PAUSE)) {
      Optional<JobResult> ended = flink.awaitEnd(Duration.ofMillis(1));
      if (ended.isPresent() && ended.get().isSuccess()) {
        look.look();
        return 0;
      }
      if (ended.isPresent()) {
        throw new IllegalStateException(
            "the job failed",
            ended
                .get()
                .getSerializedThrowable()
                .map(failure -> failure.deserializeError(LiveLoop.class.getClassLoader()))
                .orElse(null));
      }
      look.look();
    }
    return 0;
  }

  /** How a person looks into the database. */
  static String psql(JobConfig config) {
    return config
        .postgres()
        .map(
            postgres ->
                "psql -h %s -p %d -U %s %s"
                    .formatted(
                        postgres.host(), postgres.port(), postgres.user(), postgres.database()))
        .orElse("none");
  }
}

package io.aforo.local;

import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.Screen;
import io.aforo.local.screen.View;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.jobmaster.JobResult;

/** Shows a job, once a second, until someone or something ends it. */
final class LiveLoop {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private LiveLoop() {}

  /**
   * Blocks while the job runs.
   *
   * @param duration how long at most; null for as long as nobody asks to stop
   * @param views how things stand
   * @return 0
   * @throws IllegalStateException if the job failed for good
   */
  static int show(LocalFlink flink, Stop stop, Duration duration, Callable<View> views)
      throws Exception {
    long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    try (Screen screen = Screen.open(System.out, System.getenv())) {
      while (System.nanoTime() < end && !stop.isAskedWithin(PAUSE)) {
        Optional<JobResult> ended = flink.awaitEnd(Duration.ofMillis(1));
        if (ended.isPresent()) {
          throw new IllegalStateException(
              "the job ended by itself",
              ended
                  .get()
                  .getSerializedThrowable()
                  .map(failure -> failure.deserializeError(LiveLoop.class.getClassLoader()))
                  .orElse(null));
        }
        screen.show(views.call());
      }
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

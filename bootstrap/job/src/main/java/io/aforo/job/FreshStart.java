package io.aforo.job;

import io.aforo.job.adapter.Finding;
import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a job from starting without its state over tables that hold its rows. It would read its
 * topics from their beginning, and what they do not hold any more would be missing from every sum
 * that is not final yet, without a word: the guard would keep the old rows, and never correct them.
 *
 * <p>It is judged when the job is submitted, so a job that fails before its first checkpoint still
 * starts again by itself.
 */
public final class FreshStart {

  /** The argument that allows it. */
  public static final String ALLOW = "--allow-fresh-start";

  /** What to do instead, where Flink's own command line submits the job. */
  static final String ON_A_CLUSTER = "flink run -s PATH ...";

  private static final Logger LOG = LoggerFactory.getLogger(FreshStart.class);

  /** Rows of a generation that is not there are looked for to the end of the tables. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private FreshStart() {}

  /** Whether a job that is submitted with these settings of Flink starts without state. */
  static boolean isToBeJudged(ReadableConfig flink) {
    if (flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()) {
      return false;
    }
    boolean isRunByTheJobManager =
        flink.getOptional(DeploymentOptions.TARGET).filter("embedded"::equals).isPresent();
    if (isRunByTheJobManager
        && !flink.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("none")) {
      // A JobManager that takes over calls this again, and has the job's state all the same.
      LOG.warn(
          "Whether this job starts without its state cannot be told in application mode with high"
              + " availability: see to it that it does not, where tables hold rows of its"
              + " generation");
      return false;
    }
    return true;
  }

  /**
   * @param resume how to start with state instead
   * @throws ConfigurationException if a table holds rows of the configuration's generation or a
   *     later one, or it cannot be told; it says what can be done
   */
  public static void requireNoRows(JobConfig config, String resume) {
    List<Finding> findings =
        Preflight.ofFreshStart(config, LIMIT).stream()
            .flatMap(look -> look.findings().stream())
            .toList();
    if (findings.isEmpty()) {
      return;
    }
    boolean isSure = findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.WRONG);
    throw new ConfigurationException(
        """
        The job would start without its state, %s:
        %s
        What to do:
          to go on where it was    %s
          to compute all anew      raise `generation` (now %d); the old rows are replaced as the new ones come
          to start all the same    %s: right if the inputs still hold all that the rows were made of
        If the rows are another job's, give this one tables of its own (another database): two jobs must not write to the same rows."""
            .formatted(
                isSure
                    ? "and tables hold rows of its generation already"
                    : "and it cannot be told whether tables hold rows of its generation already",
                findings.stream().map(Finding::toString).collect(Collectors.joining("\n")),
                resume,
                config.deployment().generation(),
                ALLOW));
  }
}

package io.aforo.adapters.flink;

import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.intake.CircuitBreaker;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Ends the job for good: an attempt that started again would read the same records and end here
 * again. It says where to look, and holds nothing of what the records hold.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class CircuitBreakerOpen extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param input the input's name
   * @param subtask which of the input's subtasks judged, such as {@code 1/2}
   * @param last the record that was refused last
   */
  CircuitBreakerOpen(
      String input,
      String subtask,
      CircuitBreaker.Rule rule,
      CircuitBreaker.Opening opening,
      SourceRecord last) {
    super(
        String.format(
            Locale.ROOT,
            "the circuit breaker of the input %s is open: of %,d records within %s, as subtask %s"
                + " saw them, %,d were refused, more than %s (%s); the last of them is %s"
                + " (topic-partition@offset). The job has ended for good, or it would go on until"
                + " all of the topic lies in dead letters. Those that were written say why:"
                + " `aforo dead-letters list`. Then mend what sends the records, or the"
                + " configuration's mapping, and resume from the last checkpoint, if one was"
                + " completed. The job then reads again what came behind it, by itself: a replay of"
                + " those dead letters is not needed, and would count events without ids twice."
                + " Records that are to be refused pass with breaker.rejects higher, or off",
            input,
            opening.seen(),
            inWords(rule.within().toMillis()),
            subtask,
            opening.refused(),
            rule.share(),
            opening.byReason().entrySet().stream()
                .map(
                    reason ->
                        String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue()))
                .collect(Collectors.joining(", ")),
            last));
  }

  private static String inWords(long millis) {
    return millis % 60_000 == 0
        ? millis / 60_000 + " min"
        : millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}

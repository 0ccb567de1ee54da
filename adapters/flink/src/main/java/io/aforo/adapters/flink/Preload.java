package io.aforo.adapters.flink;

import io.aforo.application.intake.Ingested;
import java.io.Serializable;
import java.util.List;

/**
 * Reads the rules ahead of the readings, where the job runs, each time that it starts.
 *
 * <p>What it reads comes again as records of the rules' inputs, where it is counted; it is not
 * applied a second time then, or rules would go back to what they were and forth again.
 *
 * @param <C> the changes of rules
 */
@FunctionalInterface
public interface Preload<C> extends Serializable {

  /**
   * All that the inputs hold now, the records of a partition in their order. May take its time:
   * nothing is judged before it is there.
   *
   * @throws RuntimeException if it cannot be read; the job fails then, and starts again
   */
  List<Ingested.Accepted<C>> read();

  /** Nothing is read ahead: rules hold from when their records come. */
  static <C> Preload<C> nothing() {
    return List::of;
  }
}

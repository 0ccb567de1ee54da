package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import java.util.List;
import java.util.Optional;

/** Someone who reads a topic of sales to its end. */
interface Contestant {

  /** As in the tables. */
  String name();

  /** JARs that it cannot have beside its own, by the beginning of their names. */
  default List<String> without() {
    return List.of("rocksdbjni");
  }

  /** Makes what has to be there before the first poll. */
  default void prepare(Servers servers) throws Exception {}

  /**
   * Reads the topic from its beginning to the end that it has now. The clock is started by {@link
   * FirstPoll}, and is to be stopped behind the last sale by who writes no rows. Of others a {@link
   * CommitClock} knows.
   *
   * @param sales how many there are
   */
  void read(Servers servers, String topic, long sales, Stopwatch stopwatch) throws Exception;

  /** Where it writes rows; empty if it writes none. */
  default Optional<WindowTable> table() {
    return Optional.empty();
  }
}

package io.aforo.job.adapter;

import io.aforo.application.port.out.DeadLetterArchive;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A kind of sink that a configuration can name: what it is called, which keys it has. */
public interface SinkAdapter {

  /** As in {@code sinks.results: [NAME]}. */
  String name();

  /** The groups at the top of the configuration that it needs. */
  default List<Section<?>> sections() {
    return List.of();
  }

  /**
   * Single keys in those groups that it needs, though others who share a group may not.
   *
   * @param use the key beneath {@code sinks} that names it, such as {@code results}
   */
  default List<String> neededKeys(String use) {
    return List.of();
  }

  /** Whether a dead letter has to come from a topic, so that it has somewhere to go. */
  default boolean needsTopics() {
    return false;
  }

  /** Its stores. Nothing is connected to before they are opened. */
  Stores stores(Deployment deployment);

  /** Whether the dead letters that it keeps can be read again, by {@link #deadLetterArchive}. */
  default boolean hasDeadLetterArchive() {
    return false;
  }

  /**
   * A reader of the dead letters that it keeps.
   *
   * @param topics the topics that are read, whose refused records it keeps
   * @throws UnsupportedOperationException if it {@link #hasDeadLetterArchive has none}
   */
  default DeadLetterArchive deadLetterArchive(Deployment deployment, List<String> topics) {
    throw new UnsupportedOperationException(name());
  }

  /**
   * What does not fit the world as it is seen from here. Connects, and comes back in about the time
   * limit whatever happens.
   *
   * @param uses what the sink is named for
   */
  default List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    return List.of();
  }

  /**
   * What speaks against a start without state: rows that an earlier start of this deployment has
   * written, and that the job would now have to reach again from nothing. Connects.
   *
   * @param uses what the sink is named for
   */
  default List<Finding> checkFreshStart(Deployment deployment, Uses uses, Duration limit) {
    return List.of();
  }

  /**
   * What a sink is named for.
   *
   * @param keys the keys that name it, such as {@code sinks.results}
   * @param tables what it is to keep
   * @param topics the topics that are read, whose refused records it would keep
   * @param reports the names of the reports: of a table of reports, other rows may be another
   *     deployment's
   */
  record Uses(List<String> keys, Set<Table> tables, List<String> topics, Set<String> reports) {}

  /** What a sink can keep, one for each port. */
  enum Table {
    SALES_REPORTS,
    TEMPERATURE_ALERTS,
    ALERT_HISTORY,
    ACTIVITY_SESSIONS,
    LATE_EVENTS,
    DEAD_LETTERS;

    /** Those that are rebuilt from state, so that their rows have a generation. */
    static final Set<Table> WITH_GENERATION =
        Set.of(SALES_REPORTS, TEMPERATURE_ALERTS, ACTIVITY_SESSIONS);

    /** As databases call it. */
    String tableName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

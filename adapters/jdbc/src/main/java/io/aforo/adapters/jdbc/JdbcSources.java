package io.aforo.adapters.jdbc;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldRule;
import io.aforo.domain.intake.EventTimeBounds;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;

/**
 * Bounded Flink sources of the rows of a relational table, in the order of their event times. Each
 * row becomes exactly one {@link Ingested}; bad data is an answer, never an exception.
 *
 * <p>In the {@link io.aforo.application.intake.SourceRecord} the topic is the table's name, the
 * partition 0, the offset the number of the row in this order (from 1), and the value the columns
 * that were read, as a JSON object in UTF-8. A row has no time of its own, so it is taken as sent
 * when it happened, but never later than now: an event time ahead of the clock is refused.
 *
 * <p>Columns are read by their names, spelled as the database spells them. A NUMERIC is exact, a
 * REAL is taken by its shortest decimal form, a TIMESTAMP without a zone and a DATE (its first
 * instant) are local to the rule's zone.
 *
 * <p>All of the table is read by one subtask, through one cursor, so it need not fit in memory; the
 * source's parallelism is of no use. After a restore the query is run again, and the rows that the
 * checkpoint knows are passed over: each counts once, as long as the table does not change while it
 * is read. At most 2,147,483,647 rows.
 *
 * <p>The password is read where rows are read, and is not part of the job.
 */
public final class JdbcSources {

  private JdbcSources() {}

  /**
   * A table's events.
   *
   * @param kind what the rows are
   * @param settings the database
   * @param table where the rows are
   * @param rules from columns to the parts of an event; without one, a part is in the column that
   *     is named as in Aforo's own schema
   * @param type how Flink carries the records on
   * @param bounds the event times that are believed
   * @throws IllegalArgumentException if the rules are not rules for this kind
   */
  public static <E> Source<Ingested<E>, ?, ?> source(
      EventKind<E> kind,
      JdbcConnectionSettings settings,
      JdbcTable table,
      Map<String, FieldRule> rules,
      TypeInformation<Ingested<E>> type,
      EventTimeBounds bounds) {
    RowQuery query = RowQuery.of(table, kind.mapping(rules), rules);
    return new TableSource<>(kind, settings, query, rules, type, bounds);
  }
}

package io.aforo.adapters.flink;

import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.time.RowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * What a database holds of rows that come and come again: of each key the highest one, and what
 * lies within a session as MERGED. It outlives every attempt of a job.
 *
 * @param <R> the rows
 */
final class SimulatedTable<R> implements Store<Object> {

  private final boolean isGuarded;
  private final Function<R, String> keyOf;
  private final ToLongFunction<R> revisionOf;
  private final ToIntFunction<R> rankOf;
  private final BiPredicate<R, R> absorbs;
  private final BiPredicate<R, R> isCoveredBy;
  private final UnaryOperator<R> merged;
  private final Map<String, R> rows = new TreeMap<>();

  private SimulatedTable(
      boolean isGuarded,
      Function<R, String> keyOf,
      ToLongFunction<R> revisionOf,
      ToIntFunction<R> rankOf,
      BiPredicate<R, R> absorbs,
      BiPredicate<R, R> isCoveredBy,
      UnaryOperator<R> merged) {
    this.isGuarded = isGuarded;
    this.keyOf = keyOf;
    this.revisionOf = revisionOf;
    this.rankOf = rankOf;
    this.absorbs = absorbs;
    this.isCoveredBy = isCoveredBy;
    this.merged = merged;
  }

  static SimulatedTable<SalesRow> ofSales(boolean isGuarded) {
    return new SimulatedTable<>(
        isGuarded,
        row -> row.key().toString(),
        SalesRow::revision,
        row -> row.status().rank(),
        SalesRow::absorbs,
        SalesRow::isCoveredBy,
        SalesRow::merged);
  }

  static SimulatedTable<ActivitySession> ofSessions(boolean isGuarded) {
    return new SimulatedTable<>(
        isGuarded,
        row -> row.key().toString(),
        ActivitySession::revision,
        row -> row.status().rank(),
        ActivitySession::absorbs,
        ActivitySession::isCoveredBy,
        ActivitySession::merged);
  }

  @Override
  @SuppressWarnings("unchecked")
  public void write(List<Object> batch) {
    batch.forEach(row -> write((R) row));
  }

  private void write(R said) {
    R row =
        rows.values().stream().anyMatch(kept -> isCoveredBy.test(said, kept))
            ? merged.apply(said)
            : said;
    rows.merge(
        keyOf.apply(row), row, (kept, next) -> !isGuarded || isAsHigh(next, kept) ? next : kept);
    rows.replaceAll((key, kept) -> absorbs.test(said, kept) ? merged.apply(kept) : kept);
  }

  private boolean isAsHigh(R next, R kept) {
    int byRevision = Long.compare(revisionOf.applyAsLong(next), revisionOf.applyAsLong(kept));
    return byRevision > 0
        || (byRevision == 0 && rankOf.applyAsInt(next) >= rankOf.applyAsInt(kept));
  }

  List<R> rows() {
    return new ArrayList<>(rows.values());
  }

  @Override
  public void close() {}

  /** Alerts: a row for each, and what was told of them, of which the first telling stays. */
  static final class OfAlerts implements Store<Object> {

    final SimulatedTable<Alert> rows;
    final Map<String, AlertChange> history = new TreeMap<>();

    OfAlerts(boolean isGuarded) {
      rows =
          new SimulatedTable<>(
              isGuarded,
              Alert::alertId,
              Alert::revision,
              alert -> alert.state().rank(),
              (one, other) -> false,
              (one, other) -> false,
              UnaryOperator.identity());
    }

    @Override
    public void write(List<Object> batch) {
      for (Object next : batch) {
        AlertChange change = (AlertChange) next;
        rows.write(change.alert());
        if (change.isTold()) {
          history.putIfAbsent(change.alert().alertId() + "/" + change.seq(), change);
        }
      }
    }

    @Override
    public void close() {}
  }

  static boolean isShown(RowStatus status) {
    return status != RowStatus.MERGED;
  }
}

package io.aforo.adapters.postgres;

import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rows that become MERGED because a batch holds absorbing ones: rows of the batch itself, and
 * stored rows, which are looked for by the primary key; and absorbing rows of the batch that a
 * stored row covers. Without an absorbing row the database is not asked.
 *
 * <p>Nothing is locked here. Of two writers of the same group whose transactions overlap, neither
 * need see what the other writes; then a row and one that lies within it are both shown until one
 * of them is written again.
 */
final class Absorption implements PostgresWriter.Consequences<SalesRow> {

  private static final int RANGES_IN_A_STATEMENT = 1_000;

  private static final String RANGES =
      "unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])";

  private static final String WITHIN =
      "SELECT t.* FROM "
          + RANGES
          + " AS s (report, store_id, product_id, customer_id, currency, after, until)"
          + " JOIN sales_reports AS t USING (report, store_id, product_id, customer_id, currency)"
          + " WHERE t.window_start > s.after::timestamptz"
          // Said for the index: what ends within also starts within.
          + " AND t.window_start < s.until::timestamptz"
          + " AND t.window_end <= s.until::timestamptz"
          // What a lower generation merged is taken over too, or that one could bring it back.
          + " AND (t.generation < ? OR t.generation = ? AND t.status_rank < ?)";

  /**
   * One stored row a range is enough: no row that is shown lies within another, so of those that
   * start before, the last ends last.
   */
  private static final String AROUND =
      "SELECT t.*, s.n FROM "
          + RANGES
          + " WITH ORDINALITY"
          + " AS s (report, store_id, product_id, customer_id, currency, start, until, n)"
          + " CROSS JOIN LATERAL (SELECT * FROM sales_reports AS earlier"
          + " WHERE earlier.report = s.report AND earlier.store_id = s.store_id"
          + " AND earlier.product_id = s.product_id AND earlier.customer_id = s.customer_id"
          + " AND earlier.currency = s.currency AND earlier.window_start < s.start::timestamptz"
          + " AND earlier.generation >= ? AND earlier.status_rank < ?"
          // The order of the primary key, which no other index gives.
          + " ORDER BY earlier.window_start DESC, earlier.window_seq DESC LIMIT 1) AS t"
          + " WHERE t.window_end >= s.until::timestamptz";

  private final Comparator<SalesRow> precedence;

  /**
   * @param precedence of two rows with one key and one generation, the greater counts
   */
  Absorption(Comparator<SalesRow> precedence) {
    this.precedence = precedence;
  }

  @Override
  public List<SalesRow> of(Connection open, List<SalesRow> batch, int generation)
      throws SQLException {
    Map<Group, NavigableMap<Long, Long>> ranges = ranges(batch);
    if (ranges.isEmpty()) {
      return List.of();
    }
    Map<SalesRow.Key, SalesRow> absorbed = new HashMap<>();
    for (SalesRow row : batch) {
      if (isWithin(ranges, row)) {
        absorbed.put(row.key(), row);
      }
    }
    for (SalesRow row : covered(open, batch, absorbed.keySet(), generation)) {
      absorbed.put(row.key(), row);
    }
    for (Stored stored : storedWithin(open, ranges, generation)) {
      absorbed.merge(
          stored.row.key(),
          stored.row,
          (own, kept) ->
              stored.generation == generation && precedence.compare(kept, own) > 0 ? kept : own);
    }
    return absorbed.values().stream().map(SalesRow::merged).toList();
  }

  /** What is absorbed: by group, from (exclusive) and to; none lies within another. */
  private static Map<Group, NavigableMap<Long, Long>> ranges(List<SalesRow> batch) {
    Map<Group, NavigableMap<Long, Long>> ranges = new HashMap<>();
    batch.stream()
        .filter(row -> row.isAbsorbing() && row.status() != RowStatus.MERGED)
        .sorted(Comparator.comparingLong(row -> row.window().start()))
        .forEach(
            row -> {
              NavigableMap<Long, Long> ofGroup =
                  ranges.computeIfAbsent(Group.of(row), group -> new TreeMap<>());
              Map.Entry<Long, Long> last = ofGroup.lastEntry();
              if (last == null || row.window().end() > last.getValue()) {
                ofGroup.put(row.window().start(), row.window().end());
              }
            });
    return ranges;
  }

  private static boolean isWithin(Map<Group, NavigableMap<Long, Long>> ranges, SalesRow row) {
    NavigableMap<Long, Long> ofGroup = ranges.get(Group.of(row));
    // Of all that start before, this one ends last.
    Map.Entry<Long, Long> before =
        ofGroup == null ? null : ofGroup.lowerEntry(row.window().start());
    return before != null && row.window().end() <= before.getValue();
  }

  private static List<Stored> storedWithin(
      Connection open, Map<Group, NavigableMap<Long, Long>> ranges, int generation)
      throws SQLException {
    List<Range> all = new ArrayList<>();
    ranges.forEach(
        (group, ofGroup) ->
            ofGroup.forEach((after, until) -> all.add(new Range(group, after, until))));
    List<Stored> stored = new ArrayList<>();
    try (PreparedStatement statement = open.prepareStatement(WITHIN)) {
      for (int from = 0; from < all.size(); from += RANGES_IN_A_STATEMENT) {
        setRanges(statement, all.subList(from, Math.min(all.size(), from + RANGES_IN_A_STATEMENT)));
        statement.setInt(8, generation);
        statement.setInt(9, generation);
        statement.setInt(10, RowStatus.MERGED.rank());
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            stored.add(new Stored(row(result), result.getInt("generation")));
          }
        }
      }
    }
    return stored;
  }

  /** The absorbing rows that a stored row covers, but for those that the batch absorbs anyway. */
  private List<SalesRow> covered(
      Connection open, List<SalesRow> batch, Set<SalesRow.Key> absorbed, int generation)
      throws SQLException {
    Map<SalesRow.Key, SalesRow> written = new HashMap<>();
    batch.forEach(row -> written.put(row.key(), row));
    List<SalesRow> all =
        batch.stream()
            .filter(row -> row.isAbsorbing() && row.status() != RowStatus.MERGED)
            .filter(row -> !absorbed.contains(row.key()))
            .toList();
    List<SalesRow> covered = new ArrayList<>();
    try (PreparedStatement statement = open.prepareStatement(AROUND)) {
      for (int from = 0; from < all.size(); from += RANGES_IN_A_STATEMENT) {
        List<SalesRow> some = all.subList(from, Math.min(all.size(), from + RANGES_IN_A_STATEMENT));
        setRanges(statement, some.stream().map(Range::of).toList());
        statement.setInt(8, generation);
        statement.setInt(9, RowStatus.MERGED.rank());
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            Stored around = new Stored(row(result), result.getInt("generation"));
            SalesRow next = written.get(around.row.key());
            boolean stays =
                next == null
                    || around.generation > generation
                    || precedence.compare(around.row, next) > 0;
            // What the batch puts in its place has had its say.
            if (stays) {
              covered.add(some.get(result.getInt("n") - 1));
            }
          }
        }
      }
    }
    return covered;
  }

  private static void setRanges(PreparedStatement statement, List<Range> ranges)
      throws SQLException {
    setTexts(statement, 1, ranges, range -> range.group.report);
    setTexts(statement, 2, ranges, range -> range.group.key.storeId());
    setTexts(statement, 3, ranges, range -> range.group.key.productId());
    setTexts(statement, 4, ranges, range -> range.group.key.customerId());
    setTexts(statement, 5, ranges, range -> range.group.key.currency());
    setTexts(statement, 6, ranges, range -> Column.timestamp(range.after));
    setTexts(statement, 7, ranges, range -> Column.timestamp(range.until));
  }

  private static void setTexts(
      PreparedStatement statement, int parameter, List<Range> ranges, Function<Range, String> text)
      throws SQLException {
    statement.setArray(
        parameter,
        statement.getConnection().createArrayOf("text", ranges.stream().map(text).toArray()));
  }

  private static SalesRow row(ResultSet row) throws SQLException {
    return new SalesRow(
        row.getString("report"),
        new GroupKey(
            row.getString("store_id"),
            row.getString("product_id"),
            row.getString("customer_id"),
            row.getString("currency")),
        new TimeWindow(millis(row, "window_start"), millis(row, "window_end")),
        row.getLong("window_seq"),
        new SalesTotals(
            row.getLong("sales"),
            row.getLong("returns"),
            // The columns have the scales of the sums' units.
            ExactSum.of(row.getBigDecimal("units")),
            ExactSum.of(row.getBigDecimal("gross")),
            ExactSum.of(row.getBigDecimal("returned"))),
        RowStatus.valueOf(row.getString("status")));
  }

  private static long millis(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    // How the driver gives infinite times.
    if (time.equals(OffsetDateTime.MIN)) {
      return EventTime.MIN;
    }
    return time.equals(OffsetDateTime.MAX) ? EventTime.MAX : time.toInstant().toEpochMilli();
  }

  private record Group(String report, GroupKey key) {
    static Group of(SalesRow row) {
      return new Group(row.report(), row.group());
    }
  }

  private record Range(Group group, long after, long until) {
    static Range of(SalesRow row) {
      return new Range(Group.of(row), row.window().start(), row.window().end());
    }
  }

  private record Stored(SalesRow row, int generation) {}
}

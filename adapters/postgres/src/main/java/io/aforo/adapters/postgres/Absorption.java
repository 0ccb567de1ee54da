package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * <p>Nothing is locked here. Of two writers of the same owner whose transactions overlap, neither
 * need see what the other writes; then a row and one that lies within it are both shown until one
 * of them is written again.
 *
 * @param <R> the rows
 */
final class Absorption<R> implements PostgresWriter.Consequences<R> {

  private static final int RANGES_IN_A_STATEMENT = 1_000;

  private final Sessions<R> sessions;
  private final Comparator<R> precedence;
  private final List<Column<R>> owner;
  private final String within;
  private final String around;

  /**
   * @param table its primary key begins with columns of text, which say whose a session is; the
   *     next one is the session's start
   * @param endColumn the end of the session, exclusive
   */
  Absorption(GuardedUpsert<R> table, String endColumn, Sessions<R> sessions) {
    this.sessions = sessions;
    this.precedence = table.precedence();
    List<Column<R>> key = table.key();
    this.owner = key.stream().takeWhile(column -> column.type().equals("text")).toList();
    List<String> place =
        key.stream().skip(owner.size()).map(column -> Identifier.quoted(column.name())).toList();
    String name = Identifier.quoted(table.table());
    String end = Identifier.quoted(endColumn);
    this.within = within(name, place.get(0), end);
    this.around = around(name, place, end);
  }

  private String within(String table, String start, String end) {
    return "SELECT t.* FROM "
        + ranges()
        + " AS s ("
        + owners("")
        + ", after, until) JOIN "
        + table
        + " AS t USING ("
        + owners("")
        + ") WHERE t."
        + start
        + " > s.after::timestamptz"
        // Said for the index: what ends within also starts within.
        + " AND t."
        + start
        + " < s.until::timestamptz AND t."
        + end
        + " <= s.until::timestamptz"
        // What a lower generation merged is taken over too, or that one could bring it back.
        + " AND (t.generation < ? OR t.generation = ? AND t.status_rank < ?)";
  }

  /**
   * One stored row a range is enough: no row that is shown lies within another, so of those that
   * start before, the last ends last.
   */
  private String around(String table, List<String> place, String end) {
    return "SELECT t.*, s.n FROM "
        + ranges()
        + " WITH ORDINALITY AS s ("
        + owners("")
        + ", start, until, n) CROSS JOIN LATERAL (SELECT * FROM "
        + table
        + " AS earlier WHERE ("
        + owners("earlier.")
        + ") = ("
        + owners("s.")
        + ") AND earlier."
        + place.get(0)
        + " < s.start::timestamptz"
        + " AND earlier.generation >= ? AND earlier.status_rank < ?"
        // The order of the primary key, which no other index gives.
        + " ORDER BY "
        + place.stream().map(column -> "earlier." + column + " DESC").collect(joining(", "))
        + " LIMIT 1) AS t WHERE t."
        + end
        + " >= s.until::timestamptz";
  }

  private String ranges() {
    return "unnest(" + "?::text[], ".repeat(owner.size()) + "?::text[], ?::text[])";
  }

  private String owners(String prefix) {
    return owner.stream()
        .map(column -> prefix + Identifier.quoted(column.name()))
        .collect(joining(", "));
  }

  @Override
  public List<R> of(Connection open, List<R> batch, int generation) throws SQLException {
    Map<List<String>, NavigableMap<Long, Long>> ranges = ranges(batch);
    if (ranges.isEmpty()) {
      return List.of();
    }
    Map<Object, R> absorbed = new HashMap<>();
    for (R row : batch) {
      if (isWithin(ranges, row)) {
        absorbed.put(sessions.key(row), row);
      }
    }
    for (R row : covered(open, batch, absorbed.keySet(), generation)) {
      absorbed.put(sessions.key(row), row);
    }
    for (Stored<R> stored : storedWithin(open, ranges, generation)) {
      absorbed.merge(
          sessions.key(stored.row),
          stored.row,
          (own, kept) ->
              stored.generation == generation && precedence.compare(kept, own) > 0 ? kept : own);
    }
    return absorbed.values().stream().map(sessions::merged).toList();
  }

  /** What is absorbed: by owner, from (exclusive) and to; none lies within another. */
  private Map<List<String>, NavigableMap<Long, Long>> ranges(List<R> batch) {
    Map<List<String>, NavigableMap<Long, Long>> ranges = new HashMap<>();
    batch.stream()
        .filter(sessions::isAbsorbing)
        .map(this::range)
        .sorted(Comparator.comparingLong(Range::after))
        .forEach(
            range -> {
              NavigableMap<Long, Long> ofOwner =
                  ranges.computeIfAbsent(range.owner, owner -> new TreeMap<>());
              Map.Entry<Long, Long> last = ofOwner.lastEntry();
              if (last == null || range.until > last.getValue()) {
                ofOwner.put(range.after, range.until);
              }
            });
    return ranges;
  }

  private boolean isWithin(Map<List<String>, NavigableMap<Long, Long>> ranges, R row) {
    Range own = range(row);
    NavigableMap<Long, Long> ofOwner = ranges.get(own.owner);
    // Of all that start before, this one ends last.
    Map.Entry<Long, Long> before = ofOwner == null ? null : ofOwner.lowerEntry(own.after);
    return before != null && own.until <= before.getValue();
  }

  private List<Stored<R>> storedWithin(
      Connection open, Map<List<String>, NavigableMap<Long, Long>> ranges, int generation)
      throws SQLException {
    List<Range> all = new ArrayList<>();
    ranges.forEach(
        (owner, ofOwner) ->
            ofOwner.forEach((after, until) -> all.add(new Range(owner, after, until))));
    List<Stored<R>> stored = new ArrayList<>();
    try (PreparedStatement statement = open.prepareStatement(within)) {
      for (int from = 0; from < all.size(); from += RANGES_IN_A_STATEMENT) {
        int next =
            setRanges(
                statement, all.subList(from, Math.min(all.size(), from + RANGES_IN_A_STATEMENT)));
        statement.setInt(next++, generation);
        statement.setInt(next++, generation);
        statement.setInt(next, RowStatus.MERGED.rank());
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            stored.add(stored(result));
          }
        }
      }
    }
    return stored;
  }

  /** The absorbing rows that a stored row covers, but for those that the batch absorbs anyway. */
  private List<R> covered(Connection open, List<R> batch, Set<Object> absorbed, int generation)
      throws SQLException {
    Map<Object, R> written = new HashMap<>();
    batch.forEach(row -> written.put(sessions.key(row), row));
    List<R> all =
        batch.stream()
            .filter(sessions::isAbsorbing)
            .filter(row -> !absorbed.contains(sessions.key(row)))
            .toList();
    List<R> covered = new ArrayList<>();
    try (PreparedStatement statement = open.prepareStatement(around)) {
      for (int from = 0; from < all.size(); from += RANGES_IN_A_STATEMENT) {
        List<R> some = all.subList(from, Math.min(all.size(), from + RANGES_IN_A_STATEMENT));
        int next = setRanges(statement, some.stream().map(this::range).toList());
        statement.setInt(next++, generation);
        statement.setInt(next, RowStatus.MERGED.rank());
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            Stored<R> around = stored(result);
            R instead = written.get(sessions.key(around.row));
            boolean stays =
                instead == null
                    || around.generation > generation
                    || precedence.compare(around.row, instead) > 0;
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

  /** Returns the number of the next parameter. */
  private int setRanges(PreparedStatement statement, List<Range> ranges) throws SQLException {
    int parameter = 1;
    for (int i = 0; i < owner.size(); i++) {
      int column = i;
      setTexts(statement, parameter++, ranges, range -> range.owner.get(column));
    }
    setTexts(statement, parameter++, ranges, range -> Column.timestamp(range.after));
    setTexts(statement, parameter++, ranges, range -> Column.timestamp(range.until));
    return parameter;
  }

  private static void setTexts(
      PreparedStatement statement, int parameter, List<Range> ranges, Function<Range, String> text)
      throws SQLException {
    statement.setArray(
        parameter,
        statement.getConnection().createArrayOf("text", ranges.stream().map(text).toArray()));
  }

  private Range range(R row) {
    TimeWindow window = sessions.window(row);
    return new Range(
        owner.stream().map(column -> column.text().apply(row)).toList(),
        window.start(),
        window.end());
  }

  private Stored<R> stored(ResultSet row) throws SQLException {
    return new Stored<>(sessions.read(row), row.getInt("generation"));
  }

  /**
   * What the rows of a table are as sessions.
   *
   * @param <R> the rows
   */
  interface Sessions<R> {

    /** Equal for rows that have the same primary key. */
    Object key(R row);

    TimeWindow window(R row);

    /** Whether it absorbs what lies within it; a MERGED row does not. */
    boolean isAbsorbing(R row);

    R merged(R row);

    /** The row of the table at which the result stands. */
    R read(ResultSet row) throws SQLException;
  }

  private record Range(List<String> owner, long after, long until) {}

  private record Stored<R>(R row, int generation) {}
}

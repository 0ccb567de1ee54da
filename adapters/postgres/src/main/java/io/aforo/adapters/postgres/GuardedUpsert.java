package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import io.aforo.adapters.postgres.Column.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The statement that writes many rows of one table at once, and replaces a stored row only where
 * (generation, guard columns) does not go down and something differs. A table without guard columns
 * is append-only: the row that is there stays.
 *
 * <p>{@code updated_at} is the time of the last change of the content; a higher generation that
 * finds it unchanged takes the row over and leaves that time alone.
 *
 * @param <T> the records
 */
final class GuardedUpsert<T> {

  private final String table;
  private final Comparator<T> precedence;
  private final List<Column<T>> columns;
  private final int keys;
  private final boolean guarded;
  private final Comparator<Line<T>> order;
  private final String sql;

  /**
   * @param precedence of two records with one key in a batch, the greater counts, and of equal ones
   *     the last (in an append-only table: the first); agrees with the guard columns
   * @param columns the key's first
   */
  @SafeVarargs
  GuardedUpsert(String table, Comparator<T> precedence, Column<T>... columns) {
    this.table = table;
    this.precedence = precedence;
    this.columns = List.of(columns);
    this.keys = (int) this.columns.stream().filter(column -> column.role() == Role.KEY).count();
    this.guarded = this.columns.stream().anyMatch(column -> column.role() == Role.GUARD);
    Comparator<Line<T>> byKey = (a, b) -> Arrays.compare(a.cells, 0, keys, b.cells, 0, keys);
    this.order = byKey.thenComparing(Line::row, precedence);
    this.sql = composed();
  }

  String table() {
    return table;
  }

  /** Of two records with one key and one generation, the greater counts. */
  Comparator<T> precedence() {
    return precedence;
  }

  List<Column<T>> columns() {
    return columns;
  }

  /** The columns of the primary key. */
  List<Column<T>> key() {
    return columns.subList(0, keys);
  }

  /** Whether rows are replaced, and carry their generation; in other tables they are only added. */
  boolean isGuarded() {
    return guarded;
  }

  /**
   * Brings a batch into the form in which it can be written: one row for each key, since a
   * statement cannot change a row twice, and in the one order of keys, since two writers that lock
   * rows in different orders can wait for each other.
   */
  List<Line<T>> lines(List<T> batch) {
    List<Line<T>> sorted = new ArrayList<>(batch.size());
    for (T row : batch) {
      String[] cells = new String[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = columns.get(i).text().apply(row);
      }
      sorted.add(new Line<>(row, cells));
    }
    sorted.sort(order);
    List<Line<T>> reduced = new ArrayList<>(sorted.size());
    for (Line<T> line : sorted) {
      int last = reduced.size() - 1;
      if (last < 0 || !sameKey(reduced.get(last), line)) {
        reduced.add(line);
      } else if (guarded) {
        reduced.set(last, line);
      }
    }
    return reduced;
  }

  /** The statement, with an array of texts for each column. */
  String sql() {
    return sql;
  }

  /** Writes lines that {@link #lines} made, or a run of them, in the current transaction. */
  void execute(Connection connection, List<Line<T>> lines, int generation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      int parameter = 1;
      if (guarded) {
        statement.setInt(parameter++, generation);
      }
      for (int i = 0; i < columns.size(); i++) {
        String[] cells = new String[lines.size()];
        for (int row = 0; row < cells.length; row++) {
          cells[row] = lines.get(row).cells[i];
        }
        statement.setArray(parameter++, connection.createArrayOf("text", cells));
      }
      statement.executeUpdate();
    }
  }

  /** The key of a line as text, for people. */
  String keyText(Line<T> line) {
    return text(line, keys);
  }

  /** A whole line as text, one {@code column: value} a line, for people. */
  String rowText(Line<T> line) {
    return text(line, columns.size());
  }

  /** A hash of the table and the line's key, not negative, the same in every process. */
  long keyHash(Line<T> line) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(table.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < keys; i++) {
        // The length keeps ("a", "bc") and ("ab", "c") apart.
        byte[] cell = line.cells[i].getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, cell.length));
        digest.update(cell);
      }
      return ByteBuffer.wrap(digest.digest()).getLong() & Long.MAX_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private boolean sameKey(Line<T> a, Line<T> b) {
    return Arrays.equals(a.cells, 0, keys, b.cells, 0, keys);
  }

  private String text(Line<T> line, int cells) {
    return IntStream.range(0, cells)
        .mapToObj(i -> columns.get(i).name() + ": " + line.cells[i])
        .collect(joining("\n"));
  }

  private String composed() {
    String names = columns.stream().map(GuardedUpsert::quoted).collect(joining(", "));
    String insert =
        "INSERT INTO "
            + Identifier.quoted(table)
            + " AS t ("
            + names
            + (guarded ? ", generation, updated_at" : "")
            + ") SELECT "
            + columns.stream()
                .map(column -> "s." + quoted(column) + "::" + column.type())
                .collect(joining(", "))
            + (guarded ? ", ?::integer, now()" : "")
            + " FROM unnest("
            + columns.stream().map(column -> "?::text[]").collect(joining(", "))
            + ") AS s ("
            + names
            + ") ON CONFLICT ("
            + columns.stream()
                .filter(column -> column.role() == Role.KEY)
                .map(GuardedUpsert::quoted)
                .collect(joining(", "))
            + ") ";
    if (!guarded) {
      return insert + "DO NOTHING";
    }
    List<String> guards =
        Stream.concat(
                Stream.of("generation"),
                columns.stream()
                    .filter(column -> column.role() == Role.GUARD)
                    .map(GuardedUpsert::quoted))
            .toList();
    List<String> content =
        columns.stream()
            .filter(column -> column.role() != Role.KEY)
            .map(GuardedUpsert::quoted)
            .toList();
    String differs = row("t", content) + " IS DISTINCT FROM " + row("excluded", content);
    return insert
        + "DO UPDATE SET "
        + content.stream().map(name -> name + " = excluded." + name).collect(joining(", "))
        + ", generation = excluded.generation, updated_at = CASE WHEN "
        + differs
        + " THEN excluded.updated_at ELSE t.updated_at END WHERE "
        + row("t", guards)
        + " <= "
        + row("excluded", guards)
        + " AND (t.generation <> excluded.generation OR "
        + differs
        + ")";
  }

  private static String row(String of, List<String> names) {
    return names.stream().map(name -> of + "." + name).collect(joining(", ", "(", ")"));
  }

  private static String quoted(Column<?> column) {
    return Identifier.quoted(column.name());
  }

  /**
   * A record with its columns' values.
   *
   * @param cells never changed
   */
  record Line<T>(T row, String[] cells) {

    /** How long its cells are together. */
    long characters() {
      long characters = 0;
      for (String cell : cells) {
        characters += cell == null ? 0 : cell.length();
      }
      return characters;
    }
  }
}

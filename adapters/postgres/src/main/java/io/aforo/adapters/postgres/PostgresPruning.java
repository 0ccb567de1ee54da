package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Removes the rows that lower generations wrote and no higher one has taken over, from the tables
 * whose rows have a generation: reports, alerts and activity sessions.
 *
 * <p>The history of alerts, late events and dead letters say what happened, whoever was told of it.
 * They have no generation, and are left alone: an entry of theirs that a higher generation would
 * have written too, it found there.
 *
 * <p>Safe beside a job that runs: a row is locked only if nobody else has locked it, so this never
 * waits for a writer that waits for it, and what a writer has in hand is looked at again later.
 * Each batch is a transaction of its own; what is removed when this fails stays removed.
 */
public final class PostgresPruning {

  private static final int ROWS_IN_A_BATCH = 1_000;

  private static final int PASSES = 4;

  private static final long MILLIS_BETWEEN_PASSES = 500;

  /** To find the last few rows of a large table takes its time. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final PostgresSettings settings;
  private final int generation;
  private final List<StoredTable> tables;
  private final Set<String> reports;
  private final boolean isOfAllReports;

  /**
   * @param generation rows of lower ones are to be removed
   * @param tables those to look at; of these, the ones whose rows have no generation are left alone
   * @param reports of reports, only the rows of these names are to be removed: others may be
   *     another deployment's
   */
  public PostgresPruning(
      PostgresSettings settings, int generation, Set<StoredTable> tables, Set<String> reports) {
    this(
        settings.withTimeouts(settings.connectTimeout(), PATIENCE, Duration.ZERO),
        generation,
        tables.stream().filter(table -> table.upsert().isGuarded()).sorted().toList(),
        Set.copyOf(reports),
        false);
  }

  private PostgresPruning(
      PostgresSettings settings,
      int generation,
      List<StoredTable> tables,
      Set<String> reports,
      boolean isOfAllReports) {
    this.settings = settings;
    this.generation = generation;
    this.tables = tables;
    this.reports = reports;
    this.isOfAllReports = isOfAllReports;
  }

  /** The same for the rows of every report, whoever wrote them. */
  public PostgresPruning ofAllReports() {
    return new PostgresPruning(settings, generation, tables, reports, true);
  }

  /** Rows of a table that one generation wrote. */
  public record Outdated(StoredTable table, int generation, long rows) {}

  /**
   * What stands in a table.
   *
   * @param report whose rows they are; the empty text in tables that are not of reports
   * @param isConfigured whether they are of the configuration; false for rows of other reports
   * @param generation that wrote them
   */
  public record Standing(
      StoredTable table, String report, boolean isConfigured, int generation, long rows) {}

  /** Is told how far it has come, after each batch. */
  @FunctionalInterface
  public interface Progress {
    void removed(StoredTable table, long rowsSoFar);
  }

  /**
   * Counts all rows of the tables, those of other reports and of higher generations too; changes
   * nothing. Sorted by table, report and generation.
   *
   * @throws PostgresException if the database cannot be reached or refuses
   */
  public List<Standing> count() {
    try (PostgresConnection connection = PostgresConnection.forReading(settings)) {
      Connection open = connection.get();
      List<Standing> standing = new ArrayList<>();
      for (StoredTable table : tables) {
        boolean isOfReports = isOfReports(table);
        String report = isOfReports ? "report" : "''";
        try (PreparedStatement statement =
                open.prepareStatement(
                    "SELECT %s AS whose, generation, count(*) FROM %s GROUP BY 1, 2 ORDER BY 1, 2"
                        .formatted(report, Identifier.quoted(table.tableName())));
            ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            String whose = result.getString(1);
            standing.add(
                new Standing(
                    table,
                    whose,
                    !isOfReports || reports.contains(whose),
                    result.getInt(2),
                    result.getLong(3)));
          }
        }
      }
      return List.copyOf(standing);
    } catch (SQLException e) {
      throw SqlFailure.explain("Counting rows by generation", settings, e);
    }
  }

  /** Whether {@link #remove} removes these rows. */
  public boolean removes(Standing rows) {
    return rows.generation() < generation && (rows.isConfigured() || isOfAllReports);
  }

  /**
   * Removes them.
   *
   * @return what was removed, by table and generation
   * @throws PostgresException if the role may not (then the message says what to grant), if the
   *     database cannot be reached or refuses, or if others hold on to rows for seconds
   */
  public List<Outdated> remove(Progress progress) {
    try (PostgresConnection connection = PostgresConnection.forMaintenance(settings)) {
      Connection open = connection.get();
      requirePrivileges(open);
      List<Outdated> removed = new ArrayList<>();
      for (StoredTable table : tables) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        remove(open, table, counts, progress);
        counts.forEach((of, rows) -> removed.add(new Outdated(table, of, rows)));
      }
      return List.copyOf(removed);
    } catch (SQLException e) {
      throw SqlFailure.explain("Removing rows of older generations", settings, e);
    }
  }

  private static boolean isOfReports(StoredTable table) {
    return table == StoredTable.SALES_REPORTS;
  }

  private boolean isLimited(StoredTable table) {
    return isOfReports(table) && !isOfAllReports;
  }

  private void remove(
      Connection open, StoredTable table, Map<Integer, Long> counts, Progress progress)
      throws SQLException {
    for (int pass = 1; ; pass++) {
      walk(open, table, counts, progress);
      long left = left(open, table);
      open.commit();
      if (left == 0) {
        return;
      }
      if (pass == PASSES) {
        throw new PostgresException(
            "Others hold on to "
                + left
                + " rows of "
                + table.tableName()
                + " on "
                + settings
                + " that are to be removed, or write more of them: run it again when they have"
                + " finished, and end jobs of older generations. What was removed stays removed.",
            null);
      }
      pause();
    }
  }

  /** Goes once through the primary key, from its beginning to its end. */
  private void walk(
      Connection open, StoredTable table, Map<Integer, Long> counts, Progress progress)
      throws SQLException {
    int keys = table.upsert().key().size();
    String[] last = null;
    int found;
    do {
      found = 0;
      try (PreparedStatement statement = open.prepareStatement(sql(table, last != null))) {
        int parameter = 1;
        statement.setInt(parameter++, generation);
        if (isLimited(table)) {
          statement.setArray(parameter++, open.createArrayOf("text", reports.toArray()));
        }
        if (last != null) {
          for (String cell : last) {
            statement.setString(parameter++, cell);
          }
        }
        statement.setInt(parameter++, ROWS_IN_A_BATCH);
        statement.setInt(parameter, generation);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            found++;
            last = new String[keys];
            for (int i = 0; i < keys; i++) {
              last[i] = result.getString(i + 2);
            }
            int of = result.getInt(1);
            if (!result.wasNull()) {
              counts.merge(of, 1L, Long::sum);
            }
          }
        }
      }
      open.commit();
      progress.removed(table, counts.values().stream().mapToLong(Long::longValue).sum());
    } while (found == ROWS_IN_A_BATCH);
  }

  /**
   * A row may have got another generation between its being found and its being locked, so it is
   * asked again.
   */
  private String sql(StoredTable table, boolean isContinued) {
    List<? extends Column<?>> key = table.upsert().key();
    String name = Identifier.quoted(table.tableName());
    String keys = columns(key, "");
    return "WITH old AS (SELECT "
        + keys
        + " FROM "
        + name
        + " WHERE "
        + outdated(table)
        + (isContinued
            ? " AND ("
                + keys
                + ") > ("
                + key.stream().map(column -> "?::" + column.type()).collect(joining(", "))
                + ")"
            : "")
        + " ORDER BY "
        + keys
        + " LIMIT ? FOR UPDATE SKIP LOCKED), gone AS (DELETE FROM "
        + name
        + " AS t USING old WHERE ("
        + columns(key, "t.")
        + ") = ("
        + columns(key, "old.")
        + ") AND t.generation < ? RETURNING t.generation, "
        + columns(key, "t.")
        + ") SELECT gone.generation, "
        + key.stream()
            .map(column -> "old." + Identifier.quoted(column.name()) + "::text")
            .collect(joining(", "))
        + " FROM old LEFT JOIN gone USING ("
        + keys
        + ") ORDER BY "
        + columns(key, "old.");
  }

  private static String columns(List<? extends Column<?>> key, String prefix) {
    return key.stream()
        .map(column -> prefix + Identifier.quoted(column.name()))
        .collect(joining(", "));
  }

  private String outdated(StoredTable table) {
    return "generation < ?" + (isLimited(table) ? " AND report = ANY (?)" : "");
  }

  private long left(Connection open, StoredTable table) throws SQLException {
    try (PreparedStatement statement =
        open.prepareStatement(
            "SELECT count(*) FROM "
                + Identifier.quoted(table.tableName())
                + " WHERE "
                + outdated(table))) {
      statement.setInt(1, generation);
      if (isLimited(table)) {
        statement.setArray(2, open.createArrayOf("text", reports.toArray()));
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private void requirePrivileges(Connection open) throws SQLException {
    List<String> refusing = new ArrayList<>();
    try (PreparedStatement statement =
        open.prepareStatement(
            "SELECT has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'DELETE')"
                // To lock a row is as good as to change it.
                + " AND has_any_column_privilege(name, 'UPDATE')"
                + " FROM (SELECT ?::regclass) AS t (name)")) {
      for (StoredTable table : tables) {
        statement.setString(1, Identifier.quoted(settings.schema(), table.tableName()));
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          if (!result.getBoolean(1)) {
            refusing.add(table.tableName());
          }
        }
      }
    }
    open.commit();
    if (!refusing.isEmpty()) {
      throw new PostgresException(
          "The role "
              + settings.user()
              + " may not remove rows on "
              + settings
              + ", and a job's role should not. Name another one, such as the owner of the tables, by"
              + " --postgres.user and --postgres.password, or:\n"
              + PostgresSchema.grant(
                  List.of("SELECT", "UPDATE", "DELETE"),
                  settings.schema(),
                  refusing,
                  settings.user())
              + ";",
          null);
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_PASSES);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PostgresException("Removing rows was interrupted on " + settings, interrupted);
    }
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.postgres.PostgresPruning.Outdated;
import io.aforo.adapters.postgres.PostgresPruning.Standing;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class PostgresPruningIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final String REPORT = "hourly-sales-by-product";

  /** More than two batches. */
  private static final int MANY = 2_500;

  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws InterruptedException {
    others.shutdownNow();
    assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatOlderGenerationsWroteAndTheNewOneDidNotIsRemoved() throws SQLException {
    write(1, Rows.salesRows(MANY, 1));
    write(2, Rows.salesRows(MANY, 1).subList(0, 1_200));
    write(3, Rows.salesRows(MANY, 1).subList(0, 3));
    try (ActivitySessions sessions =
        new PostgresStores(POSTGRES.settings(), 1).activitySessions()) {
      sessions.write(List.of(Rows.activity("ana", 0, 10, 2)));
    }
    POSTGRES.execute(
        "INSERT INTO alert_history VALUES ('a', 0, 'OPEN', 'INFO', now(), 1);"
            + "INSERT INTO late_events VALUES ('r', 's', 'e', now(), now(), '{}');"
            + "INSERT INTO dead_letters VALUES ('t', 0, 0, 'BAD_FRAME', NULL, '', '', '', '')");
    PostgresPruning pruning = pruning(POSTGRES.owner(), 3);
    List<Outdated> expected =
        List.of(
            new Outdated(StoredTable.SALES_REPORTS, 1, MANY - 1_200),
            new Outdated(StoredTable.SALES_REPORTS, 2, 1_197),
            new Outdated(StoredTable.ACTIVITY_SESSIONS, 1, 1));
    List<Long> told = new ArrayList<>();

    assertThat(pruning.count())
        .containsExactly(
            standing(StoredTable.SALES_REPORTS, REPORT, 1, MANY - 1_200),
            standing(StoredTable.SALES_REPORTS, REPORT, 2, 1_197),
            standing(StoredTable.SALES_REPORTS, REPORT, 3, 3),
            standing(StoredTable.ACTIVITY_SESSIONS, "", 1, 1));
    assertThat(pruning.count()).filteredOn(pruning::removes).hasSize(3);
    assertThat(POSTGRES.salesRows()).hasSize(MANY);
    assertThat(pruning.remove((table, rows) -> told.add(rows))).isEqualTo(expected);

    assertThat(POSTGRES.salesRows())
        .containsExactlyInAnyOrderElementsOf(Rows.salesRows(MANY, 1).subList(0, 3));
    assertThat(POSTGRES.activitySessions()).isEmpty();
    assertThat(told).startsWith(1_000L, 2_000L, 2_497L);
    assertThat(pruning.remove((table, rows) -> {})).isEmpty();
    for (String table : List.of("alert_history", "late_events", "dead_letters")) {
      assertThat(POSTGRES.column("SELECT count(*) FROM " + table)).containsExactly("1");
    }
  }

  @Test
  void rowsOfOtherReportsStayUnlessTheyAreAskedFor() throws SQLException {
    List<SalesRow> foreign = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      foreign.add(Rows.salesRow(i % 2 == 0 ? "a-report" : "z-report", "p" + i, 1, RowStatus.FINAL));
    }
    write(1, foreign);
    write(1, Rows.salesRows(MANY, 1));
    PostgresPruning pruning = pruning(POSTGRES.owner(), 2);

    assertThat(pruning.remove((table, rows) -> {}))
        .containsExactly(new Outdated(StoredTable.SALES_REPORTS, 1, MANY));
    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(foreign);
    assertThat(pruning.count())
        .containsExactly(
            new Standing(StoredTable.SALES_REPORTS, "a-report", false, 1, MANY / 2),
            new Standing(StoredTable.SALES_REPORTS, "z-report", false, 1, MANY / 2))
        .noneMatch(pruning::removes)
        .allMatch(pruning.ofAllReports()::removes);

    assertThat(pruning.ofAllReports().remove((table, rows) -> {}))
        .containsExactly(new Outdated(StoredTable.SALES_REPORTS, 1, MANY));
    assertThat(POSTGRES.salesRows()).isEmpty();
  }

  @Test
  void otherTablesThanTheNamedAreNotTouchedAndNeedNoPrivilege() throws SQLException {
    write(1, Rows.salesRows(1, 1));
    try (ActivitySessions sessions =
        new PostgresStores(POSTGRES.settings(), 1).activitySessions()) {
      sessions.write(List.of(Rows.activity("ana", 0, 10, 2)));
    }
    PostgresPruning pruning =
        new PostgresPruning(
            POSTGRES.settings(), 2, Set.of(StoredTable.ACTIVITY_SESSIONS), Set.of(REPORT));
    String role = Identifier.quoted(PostgresServer.WRITER);
    POSTGRES.execute("REVOKE DELETE ON sales_reports FROM " + role);
    POSTGRES.execute("GRANT DELETE ON activity_sessions TO " + role);
    try {
      assertThat(pruning.count())
          .containsExactly(standing(StoredTable.ACTIVITY_SESSIONS, "", 1, 1));
      assertThat(pruning.remove((table, rows) -> {}))
          .containsExactly(new Outdated(StoredTable.ACTIVITY_SESSIONS, 1, 1));
    } finally {
      POSTGRES.execute("REVOKE DELETE ON activity_sessions FROM " + role);
    }
    assertThat(POSTGRES.salesRows()).hasSize(1);
  }

  @Test
  void aJobThatRunsMeanwhileLosesNoRowAndIsNotHeldUp() throws Exception {
    write(1, Rows.salesRows(MANY, 9));
    AtomicBoolean isDone = new AtomicBoolean();
    List<SalesRow> newest = Rows.salesRows(MANY, 1);
    Future<Integer> job =
        others.submit(
            () -> {
              int rounds = 0;
              try (SalesReports reports =
                  new PostgresStores(neverTryingAgain(), 2).salesReports()) {
                while (!isDone.get() || rounds == 0) {
                  for (int from = 0; from < MANY; from += 100) {
                    reports.write(newest.subList(from, from + 100));
                  }
                  rounds++;
                }
              }
              return rounds;
            });

    long removed =
        pruning(POSTGRES.owner(), 2).remove((table, rows) -> {}).stream()
            .mapToLong(Outdated::rows)
            .sum();
    isDone.set(true);

    assertThat(job.get()).isPositive();
    assertThat(removed).isBetween(0L, (long) MANY);
    assertThat(POSTGRES.salesRows()).containsExactlyInAnyOrderElementsOf(newest);
    assertThat(POSTGRES.column("SELECT DISTINCT generation FROM sales_reports"))
        .containsExactly("2");
  }

  @Test
  void aRowThatSomebodyHoldsIsLeftAndToldAndTheOthersGo() throws SQLException {
    write(1, Rows.salesRows(MANY, 1));
    try (Connection bystander = POSTGRES.connect();
        Statement statement = bystander.createStatement()) {
      bystander.setAutoCommit(false);
      statement.execute("SELECT FROM sales_reports WHERE product_id = 'p7' FOR UPDATE");

      assertThatThrownBy(() -> pruning(POSTGRES.owner(), 2).remove((table, rows) -> {}))
          .isInstanceOf(PostgresException.class)
          .hasMessageStartingWith("Others hold on to 1 rows of sales_reports on postgres@");
      assertThat(POSTGRES.salesRows()).containsExactly(Rows.salesRow("p7", 1, RowStatus.FINAL));
      bystander.rollback();
    }
    assertThat(pruning(POSTGRES.owner(), 2).remove((table, rows) -> {}))
        .containsExactly(new Outdated(StoredTable.SALES_REPORTS, 1, 1));
  }

  @Test
  void aRoleThatMustNotRemoveIsToldWhatToGrant() throws SQLException {
    write(1, Rows.salesRows(1, 1));
    PostgresPruning pruning = pruning(POSTGRES.settings(), 2);

    assertThat(pruning.count()).hasSize(1);
    assertThatThrownBy(() -> pruning.remove((table, rows) -> {}))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("--postgres.user")
        .message()
        .satisfies(
            message -> {
              String grant = message.substring(message.indexOf("GRANT SELECT, UPDATE, DELETE ON "));
              POSTGRES.execute(grant);
            });
    assertThat(pruning.remove((table, rows) -> {})).hasSize(1);
  }

  /** Of all tables, and of the report that {@link Rows} makes. */
  private static PostgresPruning pruning(PostgresSettings settings, int generation) {
    return new PostgresPruning(
        settings, generation, EnumSet.allOf(StoredTable.class), Set.of(REPORT));
  }

  private static Standing standing(StoredTable table, String report, int generation, long rows) {
    return new Standing(table, report, true, generation, rows);
  }

  private static void write(int generation, List<SalesRow> rows) {
    try (SalesReports reports =
        new PostgresStores(POSTGRES.settings(), generation).salesReports()) {
      reports.write(rows);
    }
  }

  private static PostgresSettings neverTryingAgain() {
    PostgresSettings settings = POSTGRES.settings();
    return settings.withTimeouts(
        settings.connectTimeout(), settings.socketTimeout(), Duration.ZERO);
  }
}

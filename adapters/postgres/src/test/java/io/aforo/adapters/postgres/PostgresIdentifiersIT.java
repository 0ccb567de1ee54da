package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.time.RowStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are names, whatever is in them. */
final class PostgresIdentifiersIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\"; DROP TABLE victim; --",
        "a, public",
        "Mixed Case",
        "it's $user \\ ${user}",
        "sélect"
      })
  void aSchemaOfAnyNameIsMadeGrantedWrittenReadJudgedAndPruned(String schema) throws SQLException {
    POSTGRES.execute("CREATE TABLE IF NOT EXISTS victim (id text)");
    PostgresSettings owner = POSTGRES.owner().withSchema(schema);
    PostgresSettings writer = PostgresServer.as(PostgresServer.WRITER, owner);

    assertThat(PostgresSchema.migrate(owner).applied()).isNotEmpty();
    PostgresSchema.grant(owner, PostgresServer.WRITER);
    try (SalesReports reports = new PostgresStores(writer, 1).salesReports();
        ActivitySessions sessions = new PostgresStores(writer, 2).activitySessions()) {
      reports.write(List.of(Rows.salesRow("bread", 1, RowStatus.FINAL)));
      sessions.write(List.of(Rows.activity("ana", 0, 10, 2)));
      sessions.write(List.of(Rows.activity("ana", -5, 10, 3)));
    }

    assertThat(PostgresInspection.of(writer, List.of(StoredTable.values()))).isEmpty();
    try (PostgresTables tables = new PostgresTables(writer)) {
      assertThat(tables.counts())
          .containsEntry(StoredTable.SALES_REPORTS, 1L)
          .containsEntry(StoredTable.ACTIVITY_SESSIONS, 1L);
    }
    assertThat(
            new PostgresPruning(
                    owner, 2, Set.of(StoredTable.values()), Set.of("hourly-sales-by-product"))
                .remove((table, rows) -> {}))
        .containsExactly(new PostgresPruning.Outdated(StoredTable.SALES_REPORTS, 1, 1));
    assertThat(POSTGRES.column("SELECT count(*) FROM victim")).containsExactly("0");
    assertThat(
            POSTGRES.column(
                "SELECT count(*) FROM pg_tables WHERE tablename = 'activity_sessions'"
                    + " AND schemaname = '%s'".formatted(schema.replace("'", "''"))))
        .containsExactly("1");
  }

  @Test
  void aNameIsQuotedAsOne() {
    assertThat(Identifier.quoted("x\"; DROP TABLE y; --")).isEqualTo("\"x\"\"; DROP TABLE y; --\"");
    assertThat(Identifier.quoted("a.b", "c")).isEqualTo("\"a.b\".\"c\"");
    assertThatThrownBy(() -> Identifier.quoted("a\0")).hasMessageContaining("was 'a\\0'");
    assertThatThrownBy(() -> Identifier.quoted("")).isInstanceOf(IllegalArgumentException.class);
  }
}

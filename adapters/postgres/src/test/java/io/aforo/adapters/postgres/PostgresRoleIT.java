package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.time.RowStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the role of a job may not do; that what it may do is enough, all other tests show: their
 * stores write as this role.
 */
final class PostgresRoleIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM sales_reports",
        "DELETE FROM dead_letters",
        "TRUNCATE temperature_alerts",
        "UPDATE alert_history SET state = 'CLOSED'",
        "UPDATE late_events SET report = ''",
        "UPDATE dead_letters SET reason = ''",
        "INSERT INTO aforo_schema_history DEFAULT VALUES",
        "ALTER TABLE activity_sessions ADD COLUMN more text",
        "CREATE INDEX ON sales_reports (net)",
        "DROP VIEW resumen_ventas",
        "DROP TABLE late_events",
        "CREATE TABLE mine (id text)",
        "CREATE SCHEMA mine"
      })
  void theRoleOfAJobNeitherRemovesNorDefines(String sql) throws SQLException {
    try (SalesReports reports = new PostgresStores(POSTGRES.settings(), 1).salesReports()) {
      reports.write(List.of(Rows.salesRow("bread", 1, RowStatus.FINAL)));
    }

    try (PostgresConnection connection = PostgresConnection.forMaintenance(POSTGRES.settings())) {
      Connection open = connection.get();
      try (Statement statement = open.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .isInstanceOfSatisfying(
                SQLException.class,
                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
      }
    }
    assertThat(POSTGRES.salesRows()).hasSize(1);
  }

  @Test
  void theGuideHoldsTheStatementsThatAreGranted() throws Exception {
    String guide = Files.readString(Path.of("../../docs/security.md")).replaceAll("\\s+", " ");

    assertThat(PostgresSchema.grants("public", "aforo_writer"))
        .hasSize(4)
        .allSatisfy(statement -> assertThat(guide).contains(statement.replace("\"", "") + ";"));
  }

  @Test
  void aRoleThatIsNotThereIsTold() {
    assertThatThrownBy(() -> PostgresSchema.grant(POSTGRES.owner(), "nobody"))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("role \"nobody\" does not exist")
        .hasMessageContaining("Create the role first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "none", "", " ", "a\0b"})
  void everybodyAndNobodyAreGrantedNothing(String name) {
    assertThatThrownBy(() -> PostgresSchema.grant(POSTGRES.owner(), name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOwnerOfTheTablesNeedNotBeThatOfTheSchema() throws SQLException {
    PostgresSettings schema = POSTGRES.elsewhere();
    POSTGRES.execute("CREATE ROLE landlord LOGIN; CREATE ROLE tenant LOGIN");
    POSTGRES.execute("CREATE SCHEMA " + schema.schema());
    POSTGRES.execute("GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(schema.schema()));
    POSTGRES.execute("GRANT CREATE ON SCHEMA %s TO landlord".formatted(schema.schema()));
    PostgresSettings landlord = PostgresServer.as("landlord", schema);

    PostgresSchema.migrate(landlord);
    List<String> granted = PostgresSchema.grant(landlord, "tenant");

    assertThat(granted).isEqualTo(PostgresSchema.grants(schema.schema(), "tenant").subList(1, 4));
    assertThat(
            PostgresInspection.of(
                PostgresServer.as("tenant", schema), List.of(StoredTable.values())))
        .isEmpty();
  }

  @Test
  void whoDoesNotOwnTheTablesCannotGrant() throws SQLException {
    POSTGRES.execute("CREATE ROLE \"somebody\"");

    assertThatThrownBy(() -> PostgresSchema.grant(POSTGRES.settings(), "somebody"))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("only the owner of the tables can grant");
    assertThat(
            POSTGRES.column(
                "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'somebody'"))
        .containsExactly("0");
  }
}

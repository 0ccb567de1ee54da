package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.adapters.postgres.PostgresInspection.Flaw;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresInspectionIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final String WRITER = PostgresServer.WRITER;

  private PostgresSettings owner;
  private PostgresSettings writer;
  private String schema;

  @BeforeEach
  void makeTables() {
    owner = POSTGRES.elsewhere();
    writer = PostgresServer.as(WRITER, owner);
    schema = owner.schema();
    PostgresSchema.migrate(owner);
    PostgresSchema.grant(owner, WRITER);
  }

  @Test
  void whatMigrateMadeAndGrantedIsFit() {
    assertThat(flaws()).isEmpty();
  }

  @Test
  void columnsThatAreMissingOrOfAnotherTypeAreNamed() throws SQLException {
    execute("ALTER TABLE %s.sales_reports DROP COLUMN returned");
    execute("ALTER TABLE %s.sales_reports ALTER COLUMN units TYPE numeric(38, 1)");
    execute("ALTER TABLE %s.sales_reports ALTER COLUMN revision TYPE integer");
    execute("ALTER TABLE %s.sales_reports ADD COLUMN region text NOT NULL DEFAULT ''");
    execute("ALTER TABLE %s.sales_reports ADD COLUMN owner text NOT NULL");

    assertThat(flaws())
        .containsExactly(
            new Flaw(
                true,
                "",
                "the table sales_reports of " + writer + " does not fit",
                List.of(
                    "revision is of the type integer and must be bigint",
                    "units is of the type numeric(38,1) and must be numeric(38,3)",
                    "returned is missing; it would be of the type numeric(38,4)",
                    "owner is not one of ours, and must be filled: give it a default",
                    "all migrations are applied; somebody has changed the table since, or it is not"
                        + " ours")));
  }

  @Test
  void theViewThatNoJobNeedsIsOnlyMissedAndCanBeMadeAgain() throws SQLException {
    String definition = "SELECT pg_get_viewdef('%s.resumen_ventas'::regclass)".formatted(schema);
    List<String> before = POSTGRES.column(definition);
    execute("DROP VIEW %s.resumen_ventas");

    List<Flaw> flaws = flaws();

    assertThat(flaws)
        .extracting(Flaw::isFatal, Flaw::key, Flaw::problem)
        .containsExactly(
            tuple(
                false,
                "",
                "Schema "
                    + schema
                    + " of "
                    + writer
                    + " lacks the view resumen_ventas, which no job needs and people may read"));
    POSTGRES.execute(flaws.get(0).remedies().get(1));
    assertThat(POSTGRES.column(definition)).isEqualTo(before);
    assertThat(flaws()).isEmpty();
  }

  @Test
  void tablesOfAnOlderVersionAreToldWithTheMigrationsThatAreMissing() throws SQLException {
    owner = POSTGRES.elsewhere();
    PostgresSchemaIT.createVersion("2", owner);

    List<Flaw> flaws =
        PostgresInspection.of(owner, Set.of(StoredTable.TEMPERATURE_ALERTS)).stream()
            .filter(Flaw::isFatal)
            .toList();

    assertThat(flaws)
        .singleElement()
        .extracting(Flaw::remedies)
        .asList()
        .startsWith(
            "kind is missing; it would be of the type text",
            "severity is missing; it would be of the type text",
            "detail is missing; it would be of the type text")
        .last()
        .asString()
        .startsWith(
            "the tables are older than this program, which has V3 add alert kinds and history")
        .endsWith(": run `aforo migrate --config FILE`");
  }

  @Test
  void privilegesThatAreMissingAreToldWithTheStatementThatMendsIt() throws SQLException {
    execute("REVOKE UPDATE, INSERT ON %s.sales_reports FROM " + Identifier.quoted(WRITER));
    execute("REVOKE SELECT ON %s.dead_letters FROM " + Identifier.quoted(WRITER));

    List<Flaw> flaws = flaws();

    assertThat(flaws)
        .extracting(Flaw::isFatal, Flaw::key, Flaw::problem)
        .containsExactly(
            tuple(true, "user", "the role " + WRITER + " lacks INSERT, UPDATE on sales_reports"),
            tuple(true, "user", "the role " + WRITER + " lacks SELECT on dead_letters"));
    for (Flaw flaw : flaws) {
      POSTGRES.execute(flaw.remedies().get(0));
    }
    assertThat(flaws()).isEmpty();
  }

  @Test
  void privilegesOnEveryColumnAreAsGood() throws SQLException {
    String role = Identifier.quoted(WRITER);
    execute("REVOKE INSERT ON %s.alert_history FROM " + role);
    execute("GRANT INSERT (alert_id, seq, state, severity, at) ON %s.alert_history TO " + role);

    assertThat(flaws())
        .extracting(Flaw::problem)
        .containsExactly("the role " + WRITER + " lacks INSERT on alert_history");

    execute("GRANT INSERT (peak) ON %s.alert_history TO " + role);
    assertThat(flaws()).isEmpty();
  }

  @Test
  void aSchemaThatMustNotBeUsedIsTold() throws SQLException {
    execute("REVOKE USAGE ON SCHEMA %s FROM " + Identifier.quoted(WRITER));

    assertThat(flaws())
        .containsExactly(
            new Flaw(
                true,
                "user",
                "the role " + WRITER + " may not use the schema " + schema,
                List.of(
                    "GRANT USAGE ON SCHEMA \""
                        + schema
                        + "\" TO "
                        + Identifier.quoted(WRITER)
                        + ";")));
  }

  @Test
  void privilegesThatNoJobNeedsAreDoubted() throws SQLException {
    String role = Identifier.quoted(WRITER);
    execute("GRANT DELETE, TRUNCATE ON %s.late_events, %s.dead_letters TO " + role);
    execute("GRANT CREATE ON SCHEMA %s TO " + role);
    execute("ALTER TABLE %s.alert_history OWNER TO " + role);

    assertThat(flaws())
        .containsExactly(
            new Flaw(
                false,
                "user",
                "the role " + WRITER + " may do more than a job needs",
                List.of(
                    "it may create tables in schema " + schema,
                    "it owns, and can change or drop, alert_history",
                    "it may DELETE on dead_letters, late_events",
                    "it may TRUNCATE on dead_letters, late_events",
                    "a role of its own, with what `aforo migrate --grant-to ROLE` grants, is enough:"
                        + " docs/security.md")));
  }

  @Test
  void aSuperuserIsDoubtedAsOne() {
    assertThat(PostgresInspection.of(owner, List.of()))
        .singleElement()
        .extracting(flaw -> flaw.isFatal() + " " + flaw.problem() + ": " + flaw.remedies().get(0))
        .isEqualTo("false the role postgres may do more than a job needs: it is a superuser");
  }

  @Test
  void tablesThatAJobDoesNotWriteToAreNotLookedAt() throws SQLException {
    execute("DROP TABLE %s.activity_sessions");
    execute("REVOKE INSERT ON %s.late_events FROM " + Identifier.quoted(WRITER));

    assertThat(
            PostgresInspection.of(
                writer,
                EnumSet.complementOf(
                    EnumSet.of(StoredTable.ACTIVITY_SESSIONS, StoredTable.LATE_EVENTS))))
        .isEmpty();
  }

  private List<Flaw> flaws() {
    return PostgresInspection.of(writer, List.of(StoredTable.values()));
  }

  private void execute(String sql) throws SQLException {
    POSTGRES.execute(sql.replace("%s", schema));
  }
}

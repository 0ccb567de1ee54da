package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.postgres.PostgresInspection.Flaw;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.time.RowStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresSchemaIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final List<String> ALL =
      List.of("V1 create tables", "V2 add activity sessions", "V3 add alert kinds and history");

  @Test
  void aNewSchemaIsCreatedWithItsTables() {
    PostgresSettings settings = POSTGRES.elsewhere();

    PostgresSchema.Migration first = PostgresSchema.migrate(settings);
    PostgresSchema.Migration again = PostgresSchema.migrate(settings);

    assertThat(first).isEqualTo(new PostgresSchema.Migration("3", ALL));
    assertThat(again).isEqualTo(new PostgresSchema.Migration("3", List.of()));
    assertThat(fatal(settings)).isEmpty();
  }

  @Test
  void aSchemaOfTheFirstVersionIsUpdatedAndKeepsItsRows() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    createVersion("1", settings);
    fill(settings);
    List<String> before = rowsOf(settings);
    assertThat(fatal(settings).get(0))
        .extracting(Flaw::problem, Flaw::remedies)
        .containsExactly(
            "Schema "
                + settings.schema()
                + " of "
                + settings
                + " lacks activity_sessions, alert_history",
            List.of("run `aforo migrate --config FILE`"));

    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);

    assertThat(migration).isEqualTo(new PostgresSchema.Migration("3", ALL.subList(1, 3)));
    assertThat(before).hasSize(6);
    assertThat(rowsOf(settings)).isEqualTo(before);
    assertThat(fatal(settings)).isEmpty();
    assertThat(
            POSTGRES.column(
                "SELECT obj_description('%s.late_events'::regclass)".formatted(settings.schema())))
        .singleElement()
        .asString()
        .doesNotContain("in no total")
        .contains("The windows that it missed do not hold it");
  }

  @Test
  void alertsOfASecondVersionBecomeJumpsOfTheSeverityOfTheirPeak() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    createVersion("2", settings);
    fill(settings);

    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);

    assertThat(migration).isEqualTo(new PostgresSchema.Migration("3", ALL.subList(2, 3)));
    assertThat(
            POSTGRES.column(
                "SELECT concat_ws('|', alert_id, kind, severity, direction, peak_delta, detail)"
                    + " FROM %s.temperature_alerts ORDER BY alert_id".formatted(settings.schema())))
        .containsExactly(
            "a-1|JUMP|WARNING|RISING|20.000|",
            "a-2|JUMP|WARNING|FALLING|29.999|",
            "a-3|JUMP|CRITICAL|SIMULTANEOUS|30.000|");
    // The job of before does not go on unnoticed: it cannot say what its alerts are.
    assertThatThrownBy(() -> insertAlert(settings, "a-4", "RISING", "20.000"))
        .hasMessageContaining("null value in column \"kind\"");
  }

  @Test
  void anAlertOfASecondVersionIsReplacedByItsEpisode() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    createVersion("2", settings);
    insertAlert(settings, "a-1", "RISING", "20.000");
    PostgresSchema.migrate(settings);
    ReadingPair evidence = new ReadingPair(new Temperature(0), 0, new Temperature(0), 60_000);

    try (TemperatureAlerts alerts = new PostgresStores(settings, 1).temperatureAlerts()) {
      alerts.write(
          List.of(
              new Alert(
                  "a-1",
                  AlertKind.FLATLINE,
                  "fridge-1",
                  "default",
                  2,
                  Severity.INFO,
                  AlertState.OPEN,
                  Optional.empty(),
                  60_000,
                  OptionalLong.empty(),
                  evidence.delta(),
                  evidence,
                  "always the same",
                  3,
                  false)));
    }

    assertThat(
            POSTGRES.column(
                "SELECT concat_ws('|', alert_id, kind, severity, coalesce(direction, 'none'), detail)"
                    + " FROM %s.temperature_alerts".formatted(settings.schema())))
        .containsExactly("a-1|FLATLINE|INFO|none|always the same");
  }

  @Test
  void otherPeoplesTablesInTheSchemaAreLeftAlone() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    POSTGRES.execute("CREATE SCHEMA " + settings.schema());
    POSTGRES.execute("CREATE TABLE " + settings.schema() + ".theirs AS SELECT 1 AS one");

    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);

    assertThat(migration.applied()).isEqualTo(ALL);
    assertThat(POSTGRES.column("SELECT one FROM " + settings.schema() + ".theirs"))
        .containsExactly("1");
  }

  @Test
  void missingTablesAreNamedAndHowToCreateThem() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    PostgresSchema.migrate(settings);
    POSTGRES.execute("DROP TABLE " + settings.schema() + ".late_events");

    assertThat(fatal(settings))
        .containsExactly(
            new Flaw(
                true,
                "",
                "Schema " + settings.schema() + " of " + settings + " lacks late_events",
                List.of("run `aforo migrate --config FILE`")));
  }

  @Test
  void aDatabaseThatCannotHoldEveryIdentifierIsRefused() throws SQLException {
    POSTGRES.execute("CREATE DATABASE \"latin 1\" ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    PostgresSettings settings =
        PostgresSettings.of("127.0.0.1", POSTGRES.settings().port(), "latin 1", "postgres");

    assertThatThrownBy(() -> PostgresSchema.migrate(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("LATIN1")
        .hasMessageContaining("ENCODING 'UTF8'");
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() {
    PostgresSettings settings =
        PostgresSettings.of("127.0.0.1", POSTGRES.settings().port(), "nowhere", "postgres");

    assertThatThrownBy(() -> fatal(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("Create the database");
  }

  @ParameterizedTest
  @ValueSource(strings = {"activity_sessions", "temperature_alerts", "alert_history"})
  void everyColumnIsExplained(String table) throws SQLException {
    assertThat(
            POSTGRES.column(
                ("SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass"
                        + " AND attnum > 0 AND col_description(attrelid, attnum) IS NULL")
                    .formatted(table)))
        .isEmpty();
  }

  @Test
  void everyTableAndColumnThatIsNotPlainIsExplained() throws SQLException {
    assertThat(
            POSTGRES.column(
                "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                    + " AND relkind IN ('r', 'v') AND relname <> 'aforo_schema_history'"
                    + " AND obj_description(oid, 'pg_class') IS NULL"))
        .isEmpty();
  }

  private static List<Flaw> fatal(PostgresSettings settings) {
    return PostgresInspection.of(settings, List.of(StoredTable.values())).stream()
        .filter(Flaw::isFatal)
        .toList();
  }

  /** As a release left it. */
  static void createVersion(String version, PostgresSettings settings) {
    Flyway.configure()
        .dataSource(PostgresConnection.url(settings), settings.user(), "")
        .defaultSchema(settings.schema())
        .table("aforo_schema_history")
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  /** Three alerts, and one row in each other table of the first version. */
  private static void fill(PostgresSettings settings) throws SQLException {
    PostgresStores stores = new PostgresStores(settings, 1);
    try (SalesReports reports = stores.salesReports();
        LateEvents late = stores.lateEvents();
        DeadLetters letters = stores.deadLetters()) {
      reports.write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));
      late.write(List.of(new LateEvent("hourly", "s-1", "e-1", 1, 2, List.of(Rows.HOUR))));
      letters.write(
          List.of(
              new DeadLetter(
                  RejectionReason.BAD_AVRO,
                  new SourceRecord("sales", 0, 1, 0, new byte[0], new byte[] {1}),
                  "InvalidEvent",
                  "what is wrong")));
    }
    insertAlert(settings, "a-1", "RISING", "20.000");
    insertAlert(settings, "a-2", "FALLING", "29.999");
    insertAlert(settings, "a-3", "SIMULTANEOUS", "30.000");
  }

  /** As the first two versions of the tables had them. */
  private static void insertAlert(
      PostgresSettings settings, String id, String direction, String peak) throws SQLException {
    POSTGRES.execute(
        ("INSERT INTO %s.temperature_alerts (alert_id, sensor_id, rule_id, rule_version, state,"
                + " state_rank, direction, opened_at, peak_delta, first_value, first_at,"
                + " second_value, second_at, revision, historical, generation, updated_at)"
                + " VALUES ('%s', 'fridge-1', 'default', 1, 'OPEN', 0, '%s', 'epoch', %s, 0,"
                + " 'epoch', 20, 'epoch', 2, false, 1, '2026-01-01T00:00:00Z')")
            .formatted(settings.schema(), id, direction, peak));
  }

  /** All rows of the tables of the first version, whole, but for the columns that came later. */
  private static List<String> rowsOf(PostgresSettings settings) throws SQLException {
    return POSTGRES.column(
        Stream.of(
                "to_jsonb(t) FROM %1$s.sales_reports t",
                "to_jsonb(t) - '{kind,severity,detail}'::text[] FROM %1$s.temperature_alerts t",
                "to_jsonb(t) FROM %1$s.late_events t",
                "to_jsonb(t) FROM %1$s.dead_letters t")
            .map(rows -> ("SELECT " + rows).formatted(settings.schema()))
            .collect(joining(" UNION ALL ", "SELECT * FROM (", ") AS all_rows ORDER BY 1")));
  }
}

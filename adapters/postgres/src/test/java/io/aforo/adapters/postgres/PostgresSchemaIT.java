package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Jump;
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

final class PostgresSchemaIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final List<String> ALL = List.of("V1 create tables", "V2 add activity sessions");

  @Test
  void aNewSchemaIsCreatedWithItsTables() {
    PostgresSettings settings = POSTGRES.elsewhere();

    PostgresSchema.Migration first = PostgresSchema.migrate(settings);
    PostgresSchema.Migration again = PostgresSchema.migrate(settings);

    assertThat(first).isEqualTo(new PostgresSchema.Migration("2", ALL));
    assertThat(again).isEqualTo(new PostgresSchema.Migration("2", List.of()));
    assertThatCode(() -> PostgresSchema.check(settings)).doesNotThrowAnyException();
  }

  @Test
  void aSchemaOfTheFirstVersionIsUpdatedAndKeepsItsRows() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    createFirstVersion(settings);
    fill(settings);
    List<String> before = rowsOf(settings);
    assertThatThrownBy(() -> PostgresSchema.check(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("lacks activity_sessions: run `aforo migrate --config FILE`");

    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);

    assertThat(migration)
        .isEqualTo(new PostgresSchema.Migration("2", List.of("V2 add activity sessions")));
    assertThat(before).hasSize(4);
    assertThat(rowsOf(settings)).isEqualTo(before);
    assertThatCode(() -> PostgresSchema.check(settings)).doesNotThrowAnyException();
    assertThat(
            POSTGRES.column(
                "SELECT obj_description('%s.late_events'::regclass)".formatted(settings.schema())))
        .singleElement()
        .asString()
        .doesNotContain("in no total")
        .contains("The windows that it missed do not hold it");
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

    assertThatThrownBy(() -> PostgresSchema.check(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessage(
            "Schema %s of %s lacks late_events: run `aforo migrate --config FILE`.",
            settings.schema(), settings);
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

    assertThatThrownBy(() -> PostgresSchema.check(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("Create the database");
  }

  @Test
  void everyColumnOfTheActivitySessionsIsExplained() throws SQLException {
    assertThat(
            POSTGRES.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'activity_sessions'::regclass"
                    + " AND attnum > 0 AND col_description(attrelid, attnum) IS NULL"))
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

  /** As the first release left it. */
  private static void createFirstVersion(PostgresSettings settings) {
    Flyway.configure()
        .dataSource(PostgresConnection.url(settings), settings.user(), "")
        .defaultSchema(settings.schema())
        .table("aforo_schema_history")
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
  }

  /** One row in each table of the first version. */
  private static void fill(PostgresSettings settings) {
    PostgresStores stores = new PostgresStores(settings, 1);
    Jump jump = new Jump(new Temperature(0), 0, new Temperature(9 * 20_000), 60_000);
    try (SalesReports reports = stores.salesReports();
        TemperatureAlerts alerts = stores.temperatureAlerts();
        LateEvents late = stores.lateEvents();
        DeadLetters letters = stores.deadLetters()) {
      reports.write(List.of(Rows.salesRow("bread", 3, RowStatus.FINAL)));
      alerts.write(
          List.of(
              new Alert(
                  "a-1",
                  "fridge-1",
                  "default",
                  1,
                  AlertState.OPEN,
                  Optional.empty(),
                  60_000,
                  OptionalLong.empty(),
                  jump,
                  2,
                  false)));
      late.write(List.of(new LateEvent("hourly", "s-1", "e-1", 1, 2, List.of(Rows.HOUR))));
      letters.write(
          List.of(
              new DeadLetter(
                  RejectionReason.BAD_AVRO,
                  new SourceRecord("sales", 0, 1, 0, new byte[0], new byte[] {1}),
                  "InvalidEvent",
                  "what is wrong")));
    }
  }

  /** All rows of the tables of the first version, whole. */
  private static List<String> rowsOf(PostgresSettings settings) throws SQLException {
    return POSTGRES.column(
        Stream.of("sales_reports", "temperature_alerts", "late_events", "dead_letters")
            .map(
                table ->
                    "SELECT to_jsonb(t)::text FROM %s.%s t".formatted(settings.schema(), table))
            .collect(joining(" UNION ALL ")));
  }
}

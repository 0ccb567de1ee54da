package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.RecordShape;
import io.aforo.application.mapping.RecordShape.ValueType;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcTablesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension final Database database = new Database();

  @Test
  void everyTypeOfColumnIsWhatTheMappingMakesOfIt() throws SQLException {
    database.execute("CREATE TYPE mood AS ENUM ('calm', 'busy')");
    database.execute("CREATE DOMAIN price AS numeric(12, 2)");
    database.execute(
        "CREATE TABLE everything (a text, b varchar(9), c char(3), d uuid, e mood, f boolean,"
            + " g smallint, h integer, i bigint, j real, k double precision, l numeric(12, 2),"
            + " m price, n date, o timestamp, p timestamptz, q bytea, r jsonb, s integer[], t time)");

    RecordShape shape = JdbcTables.shape(database.settings(), JdbcTable.of("everything"), PATIENCE);

    Map<String, ValueType> types = new LinkedHashMap<>();
    shape.paths().forEach(path -> types.put(path.toString(), shape.typeAt(path).orElseThrow()));
    Map<String, ValueType> expected = new LinkedHashMap<>();
    List.of("a", "b", "c", "d", "e").forEach(name -> expected.put(name, ValueType.TEXT));
    expected.put("f", ValueType.BOOLEAN);
    List.of("g", "h", "i").forEach(name -> expected.put(name, ValueType.WHOLE_NUMBER));
    List.of("j", "k").forEach(name -> expected.put(name, ValueType.FLOATING_POINT));
    List.of("l", "m").forEach(name -> expected.put(name, ValueType.DECIMAL));
    List.of("n", "o").forEach(name -> expected.put(name, ValueType.LOCAL_TIME));
    expected.put("p", ValueType.INSTANT);
    List.of("q", "r", "s", "t").forEach(name -> expected.put(name, ValueType.OTHER));
    assertThat(types).containsExactlyEntriesOf(expected);
    assertThat(shape.typeAt(FieldPath.parse("A"))).isEmpty();
  }

  @Test
  void aTableOfOurOwnNamesFitsWithoutRules() throws SQLException {
    database.execute(
        "CREATE TABLE activity (user_id text, action text, occurred_at timestamptz, note text)");

    RecordShape shape = JdbcTables.shape(database.settings(), JdbcTable.of("activity"), PATIENCE);

    assertThat(EventKind.ACTIVITIES.mapping(Map.of()).misfits(shape)).isEmpty();
  }

  @Test
  void theShapeOfAQueryIsThatOfWhatItGives() throws SQLException {
    database.execute("CREATE TABLE ventas (id bigint, monto numeric)");

    RecordShape shape =
        JdbcTables.shape(
            database.settings(),
            JdbcTable.ofQuery("ventas", "SELECT id AS number, monto > 9 AS large FROM ventas;"),
            PATIENCE);

    assertThat(shape.paths()).containsExactly(FieldPath.parse("number"), FieldPath.parse("large"));
    assertThat(shape.typeAt(FieldPath.parse("large"))).contains(ValueType.BOOLEAN);
  }

  @Test
  void aMissingTableIsToldWithTheTablesThatThereAre() throws SQLException {
    database.execute("CREATE TABLE ventas (id bigint)");
    database.execute("CREATE VIEW compras AS SELECT * FROM ventas");
    database.execute("CREATE SCHEMA other_" + database.schema());
    try {
      database.execute("CREATE TABLE other_" + database.schema() + ".pagos (id bigint)");

      MissingTableException missing =
          catchThrowableOfType(
              MissingTableException.class,
              () -> JdbcTables.shape(database.settings(), JdbcTable.of("venta"), PATIENCE));

      assertThat(missing.table()).isEqualTo("venta");
      assertThat(missing.tables())
          .startsWith("compras", "ventas")
          .contains("other_" + database.schema() + ".pagos")
          .noneMatch(name -> name.startsWith("pg_catalog."));
      assertThat(missing)
          .hasMessageStartingWith(
              "there is no table venta in postgres at jdbc:postgresql://127.0.0.1:"
                  + database.port()
                  + "/postgres; there is compras, ventas");
    } finally {
      database.execute("DROP SCHEMA other_" + database.schema() + " CASCADE");
    }
  }

  @Test
  void aTableOfAnotherSchemaIsFoundByItsFullName() throws SQLException {
    database.execute("CREATE TABLE \"Mixed Case\" (id bigint)");

    RecordShape shape =
        JdbcTables.shape(
            database.settings(), JdbcTable.of(database.schema() + ".Mixed Case"), PATIENCE);

    assertThat(shape.paths()).containsExactly(FieldPath.parse("id"));
  }

  @Test
  void aQueryThatIsNoneIsToldInTheWordsOfTheDatabase() {
    assertThatThrownBy(
            () ->
                JdbcTables.shape(
                    database.settings(), JdbcTable.ofQuery("sales", "SELEC 1"), PATIENCE))
        .isInstanceOf(JdbcException.class)
        .isNotInstanceOf(MissingTableException.class)
        .hasMessageContaining("syntax error");
  }

  @Test
  void theTablesOfTheSinkThatAreMissingAreNamed() throws SQLException {
    JdbcTables.Lacks before = JdbcTables.lacks(database.settings(), JdbcStores.TABLES, PATIENCE);
    database.execute(JdbcStores.createTables());
    JdbcTables.Lacks after = JdbcTables.lacks(database.settings(), JdbcStores.TABLES, PATIENCE);
    database.execute("DROP TABLE late_events");

    assertThat(before).isEqualTo(new JdbcTables.Lacks(JdbcStores.TABLES, Map.of()));
    assertThat(after).isEqualTo(new JdbcTables.Lacks(List.of(), Map.of()));
    assertThat(JdbcTables.lacks(database.settings(), JdbcStores.TABLES, PATIENCE))
        .isEqualTo(new JdbcTables.Lacks(List.of("late_events"), Map.of()));
    assertThat(JdbcTables.lacks(database.settings(), List.of("dead_letters"), PATIENCE))
        .isEqualTo(new JdbcTables.Lacks(List.of(), Map.of()));
  }

  @Test
  void onlyRowsOfTheNamedReportsAndOfThisGenerationOrALaterOneAreHeld() throws SQLException {
    database.execute(JdbcStores.createTables());
    try (SalesReports reports = new JdbcStores(database.settings(), 2).salesReports();
        ActivitySessions sessions = new JdbcStores(database.settings(), 2).activitySessions()) {
      TimeWindow hour = new TimeWindow(0, 3_600_000);
      SalesTotals one = new SalesTotals(1, 0, ExactSum.of(1), ExactSum.of(2), ExactSum.ZERO);
      reports.write(
          List.of(
              new SalesRow(
                  "ours", new GroupKey("", "", "", "EUR"), hour, 0, one, RowStatus.FINAL)));
      sessions.write(List.of(new ActivitySession("ana", hour, 30_000, 1, RowStatus.FINAL)));
    }

    assertThat(holding(2, Set.of("theirs", "ours")))
        .containsExactly("sales_reports", "activity_sessions");
    assertThat(holding(1, Set.of("theirs"))).containsExactly("activity_sessions");
    assertThat(holding(1, Set.of())).containsExactly("activity_sessions");
    assertThat(holding(3, Set.of("ours"))).isEmpty();
  }

  @Test
  void columnsOfTheSinkThatAreMissingOrOfAnotherKindAreNamed() throws SQLException {
    database.execute(JdbcStores.createTables());
    database.execute("DROP VIEW sales_reports_shown");
    database.execute("ALTER TABLE sales_reports ALTER gross TYPE double precision");
    database.execute("ALTER TABLE sales_reports ALTER window_end TYPE timestamptz");
    database.execute("ALTER TABLE sales_reports ALTER currency TYPE char(3)");
    database.execute("ALTER TABLE sales_reports DROP COLUMN revision");
    database.execute("ALTER TABLE temperature_alerts DROP COLUMN kind");

    assertThat(JdbcTables.lacks(database.settings(), JdbcStores.TABLES, PATIENCE))
        .isEqualTo(
            new JdbcTables.Lacks(
                List.of(),
                Map.of(
                    "sales_reports",
                    List.of(
                        "window_end is of the kind instant and must be a timestamp without a zone",
                        "gross is of the kind double and must be a decimal number",
                        "revision is missing; it would be a whole number"),
                    "temperature_alerts",
                    List.of("kind is missing; it would be text"))));
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsGivenUpInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      JdbcConnectionSettings settings =
          JdbcConnectionSettings.of(
              "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/shop",
              "ana",
              Optional::empty);

      assertThatThrownBy(
              () -> JdbcTables.shape(settings, JdbcTable.of("sales"), Duration.ofMillis(200)))
          .isInstanceOf(JdbcException.class)
          .hasMessage(
              "ana at jdbc:postgresql://127.0.0.1:"
                  + silent.getLocalPort()
                  + "/shop did not answer within 200 ms");
    }
  }

  @Test
  void aDriverThatIsNotThereIsTold() {
    assertThatThrownBy(
            () ->
                JdbcTables.shape(
                    database.settings().withDriver("com.example.Driver"),
                    JdbcTable.of("sales"),
                    PATIENCE))
        .isInstanceOf(JdbcException.class)
        .hasMessageEndingWith("the driver com.example.Driver is not on the class path");
  }

  private List<String> holding(int generation, Set<String> reports) {
    return JdbcTables.holding(
        database.settings(),
        List.of("sales_reports", "activity_sessions"),
        generation,
        reports,
        PATIENCE);
  }
}

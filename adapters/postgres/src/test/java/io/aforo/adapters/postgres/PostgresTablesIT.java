package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresTablesIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private static final long TEN_O_CLOCK = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private PostgresTables tables;

  @BeforeEach
  void open() {
    tables = new PostgresTables(POSTGRES.settings());
  }

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void salesAreReadInCodePointOrderWithoutWhatWasMerged() {
    TimeWindow uneven = new TimeWindow(TEN_O_CLOCK + 500, TEN_O_CLOCK + 1_000);
    write(
        Rows.salesRow("r", "\ud83c\udf5e", Rows.HOUR, 1, RowStatus.FINAL),
        Rows.salesRow("r", "\ufffd", Rows.HOUR, 1, RowStatus.CORRECTED),
        Rows.salesRow("r", "a", Rows.HOUR, 1, RowStatus.FINAL),
        Rows.salesRow("r", "a", uneven, 1, RowStatus.FINAL),
        Rows.salesRow("r", "B", TimeWindow.ALWAYS, 3, RowStatus.PROVISIONAL),
        Rows.salesRow("r", "merged", Rows.HOUR, 1, RowStatus.MERGED));

    assertThat(read(StoredTable.SALES_REPORTS))
        .containsExactly(
            "r||B||EUR|||0|3|0|3.000|59.9700|0.0000|59.9700|PROVISIONAL|3",
            "r||a||EUR|2026-01-01T10:00:00Z|2026-01-01T11:00:00Z"
                + "|0|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1",
            "r||a||EUR|2026-01-01T10:00:00.500Z|2026-01-01T10:00:01Z"
                + "|0|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1",
            "r||\ufffd||EUR|2026-01-01T10:00:00Z|2026-01-01T11:00:00Z"
                + "|0|1|0|1.000|19.9900|0.0000|19.9900|CORRECTED|1",
            "r||\ud83c\udf5e||EUR|2026-01-01T10:00:00Z|2026-01-01T11:00:00Z"
                + "|0|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1");
  }

  @Test
  void windowsOfACountAreReadInTheOrderOfTheirNumbersAndWithoutTimes() {
    SalesRow row = Rows.salesRow("hundreds", "a", TimeWindow.ALWAYS, 1, RowStatus.FINAL);
    write(
        LongStream.of(10, 9, 1)
            .mapToObj(
                seq ->
                    new SalesRow(
                        row.report(), row.group(), row.window(), seq, row.totals(), row.status()))
            .toArray(SalesRow[]::new));

    assertThat(read(StoredTable.SALES_REPORTS))
        .containsExactly(
            "hundreds||a||EUR|||1|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1",
            "hundreds||a||EUR|||9|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1",
            "hundreds||a||EUR|||10|1|0|1.000|19.9900|0.0000|19.9900|FINAL|1");
  }

  @Test
  void whatASessionAbsorbedIsNotReadAnyMore() {
    write(Rows.session("visits", "ana", 20, 40, 1));
    write(Rows.session("visits", "ana", 0, 40, 3));

    assertThat(read(StoredTable.SALES_REPORTS))
        .containsExactly(
            "visits|||ana|EUR|2026-01-01T10:00:00Z|2026-01-01T10:40:00Z"
                + "|0|3|0|3.000|59.9700|0.0000|59.9700|FINAL|3");
    assertThat(tables.newestSalesRows(10)).isEqualTo(List.of(tables.newestSalesRows(1).get(0)));
    assertThat(tables.counts()).containsEntry(StoredTable.SALES_REPORTS, 1L);
  }

  @Test
  void activitySessionsAreReadInCodePointOrderWithoutWhatWasMerged() {
    TimeWindow uneven = new TimeWindow(TEN_O_CLOCK + 500, TEN_O_CLOCK + 1_802_623);
    TimeWindow days = new TimeWindow(TEN_O_CLOCK + 7_200_000, TEN_O_CLOCK + 3 * 86_400_000L);
    long almostThreeDays = days.end() - 1_800_000;
    try (ActivitySessions sessions = stores().activitySessions()) {
      sessions.write(
          List.of(
              Rows.activity("\ud83c\udf5e", 0, 60, 1),
              Rows.activity("\ufffd", 0, 60, 1),
              new ActivitySession("a", days, almostThreeDays, 9, RowStatus.CORRECTED),
              new ActivitySession("a", uneven, TEN_O_CLOCK + 2_623, 2, RowStatus.PROVISIONAL),
              new ActivitySession(
                  "B", Rows.HOUR, Rows.HOUR.start(), Long.MAX_VALUE, RowStatus.FINAL),
              Rows.activity("merged", 0, 60, 1).merged(),
              Rows.activity("\ufffd", 10, 50, 1)));
    }

    assertThat(StoredTable.ACTIVITY_SESSIONS.columns())
        .containsExactly(
            "user_id",
            "session_start",
            "last_activity",
            "session_end",
            "actions",
            "active_seconds");
    assertThat(read(StoredTable.ACTIVITY_SESSIONS))
        .containsExactly(
            "B|2026-01-01T10:00:00Z|2026-01-01T10:00:00Z|2026-01-01T11:00:00Z"
                + "|9223372036854775807|0.000",
            "a|2026-01-01T10:00:00.500Z|2026-01-01T10:00:02.623Z|2026-01-01T10:30:02.623Z|2|2.123",
            "a|2026-01-01T12:00:00Z|2026-01-04T09:30:00Z|2026-01-04T10:00:00Z|9|250200.000",
            "\ufffd|2026-01-01T10:00:00Z|2026-01-01T10:30:00Z|2026-01-01T11:00:00Z|1|1800.000",
            "\ud83c\udf5e|2026-01-01T10:00:00Z|2026-01-01T10:30:00Z|2026-01-01T11:00:00Z"
                + "|1|1800.000");
    assertThat(tables.counts()).containsEntry(StoredTable.ACTIVITY_SESSIONS, 5L);
  }

  @Test
  void aTableLargerThanOneFetchIsReadWhole() {
    write(Rows.salesRows(2_500, 1).toArray(SalesRow[]::new));

    List<String> products = new ArrayList<>();
    tables.read(StoredTable.SALES_REPORTS, row -> products.add(row.get(2)));
    assertThat(products).hasSize(2_500).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void theNewestSalesRowsAreThoseThatChangedLast() {
    write(Rows.salesRow("old", 1, RowStatus.FINAL));
    write(Rows.salesRow("new", 1, RowStatus.FINAL));
    write(Rows.salesRow("newest", 1, RowStatus.FINAL));
    write(Rows.salesRow("old", 1, RowStatus.FINAL));

    assertThat(tables.newestSalesRows(2))
        .extracting(row -> row.get(2))
        .containsExactly("newest", "new");
  }

  @Test
  void theNewestActivitySessionsAreThoseThatChangedLastWithTheirStatus() {
    write(Rows.activity("old", 0, 60, 2));
    write(Rows.activity("merged", 0, 60, 1).merged());
    write(new ActivitySession("open", Rows.HOUR, TEN_O_CLOCK + 1, 2, RowStatus.PROVISIONAL));
    write(Rows.activity("newest", 0, 60, 1), Rows.activity("newest", 120, 180, 1));
    write(Rows.activity("old", 0, 60, 2));

    assertThat(tables.newestActivitySessions(3))
        .extracting(row -> String.join("|", row))
        .containsExactly(
            "newest|2026-01-01T12:00:00Z|2026-01-01T12:30:00Z|2026-01-01T13:00:00Z"
                + "|1|1800.000|FINAL",
            "newest|2026-01-01T10:00:00Z|2026-01-01T10:30:00Z|2026-01-01T11:00:00Z"
                + "|1|1800.000|FINAL",
            "open|2026-01-01T10:00:00Z|2026-01-01T10:00:00.001Z|2026-01-01T11:00:00Z"
                + "|2|0.001|PROVISIONAL");
    assertThat(tables.newestActivitySessions(10))
        .extracting(row -> row.get(0))
        .containsExactly("newest", "newest", "open", "old");
  }

  @Test
  void alertsAreReadBySensorRuleAndOpening() {
    write(alert("3", "b", TEN_O_CLOCK, true), alert("1", "b", TEN_O_CLOCK - 1_000, false));
    write(alert("2", "A", TEN_O_CLOCK + 1, false));

    assertThat(read(StoredTable.TEMPERATURE_ALERTS))
        .containsExactly(
            "2|JUMP|A|default|WARNING|OPEN||RISING|2026-01-01T10:00:00.001Z||20.000"
                + "|0.500|2026-01-01T09:59:00.001Z|20.500|2026-01-01T10:00:00.001Z|what is wrong",
            "1|JUMP|b|default|WARNING|OPEN||RISING|2026-01-01T09:59:59Z||20.000"
                + "|0.500|2026-01-01T09:58:59Z|20.500|2026-01-01T09:59:59Z|what is wrong",
            "3|JUMP|b|default|WARNING|CLOSED|QUIET|RISING|2026-01-01T10:00:00Z|2026-01-01T10:02:00Z|20.000"
                + "|0.500|2026-01-01T09:59:00Z|20.500|2026-01-01T10:00:00Z|what is wrong");
  }

  @Test
  void whatIsNoJumpIsReadWithoutADirection() {
    Alert open = alert("1", "a", TEN_O_CLOCK, false);
    write(
        new Alert(
            open.alertId(),
            AlertKind.TOO_WARM,
            open.sensorId(),
            "cold-chain",
            open.ruleVersion(),
            Severity.CRITICAL,
            open.state(),
            open.closeReason(),
            open.openedAt(),
            open.closedAt(),
            new TemperatureDelta(9 * 12_500),
            open.evidence(),
            "above 8.000 C for 60 min",
            open.revision(),
            open.historical()));

    assertThat(read(StoredTable.TEMPERATURE_ALERTS))
        .containsExactly(
            "1|TOO_WARM|a|cold-chain|CRITICAL|OPEN|||2026-01-01T10:00:00Z||12.500"
                + "|0.500|2026-01-01T09:59:00Z|20.500|2026-01-01T10:00:00Z"
                + "|above 8.000 C for 60 min");
  }

  @Test
  void theHistoryOfAlertsIsReadByAlertAndNumber() {
    Alert open = alert("1", "a", TEN_O_CLOCK, false);
    Alert closed = alert("1", "a", TEN_O_CLOCK, true);
    try (AlertHistory history = stores().alertHistory()) {
      history.write(
          List.of(
              new AlertChange(closed, true, 10, TEN_O_CLOCK + 120_000),
              new AlertChange(open, true, 9, TEN_O_CLOCK + 500),
              new AlertChange(alert("0", "b", TEN_O_CLOCK, false), true, 11, TEN_O_CLOCK)));
    }

    assertThat(StoredTable.ALERT_HISTORY.columns())
        .containsExactly("alert_id", "seq", "state", "severity", "at", "peak");
    assertThat(read(StoredTable.ALERT_HISTORY))
        .containsExactly(
            "0|11|OPEN|WARNING|2026-01-01T10:00:00Z|20.000",
            "1|9|OPEN|WARNING|2026-01-01T10:00:00.500Z|20.000",
            "1|10|CLOSED|WARNING|2026-01-01T10:02:00Z|20.000");
    assertThat(tables.counts()).containsEntry(StoredTable.ALERT_HISTORY, 3L);
  }

  @Test
  void openAlertsAreThoseThatAreNotClosed() {
    write(
        alert("1", "a", TEN_O_CLOCK, true),
        alert("2", "b", TEN_O_CLOCK, false),
        alert("3", "c", TEN_O_CLOCK - 1, false));

    assertThat(tables.openAlerts()).extracting(row -> row.get(0)).containsExactly("3", "2");
  }

  @Test
  void alertsSinceATimeAreThoseThatChangedAfterIt() {
    write(alert("1", "a", TEN_O_CLOCK, false), alert("2", "b", TEN_O_CLOCK, false));
    Instant between = tables.databaseTime();
    write(alert("1", "a", TEN_O_CLOCK, true), alert("2", "b", TEN_O_CLOCK, false));

    assertThat(tables.alertsSince(between)).extracting(row -> row.get(0)).containsExactly("1");
    assertThat(tables.alertsSince(between.minus(Duration.ofMinutes(1)))).hasSize(2);
    assertThat(tables.alertsSince(between.plus(Duration.ofMinutes(1)))).isEmpty();
  }

  @Test
  void deadLettersAreReadWithTheirBytesInBase64() {
    write(letter(10, RejectionReason.BAD_AVRO), letter(9, RejectionReason.BAD_FRAME));

    assertThat(read(StoredTable.DEAD_LETTERS))
        .containsExactly(
            "sales|0|9|BAD_FRAME|2026-01-01T10:00:00Z|InvalidEvent|what is wrong||AP9h",
            "sales|0|10|BAD_AVRO|2026-01-01T10:00:00Z|InvalidEvent|what is wrong||AP9h");
  }

  @Test
  void lateEventsAreReadWithTheWindowsThatTheyMissed() {
    TimeWindow next = new TimeWindow(TEN_O_CLOCK + 1_800_000, TEN_O_CLOCK + 5_400_500);
    try (LateEvents events = stores().lateEvents()) {
      events.write(
          List.of(
              new LateEvent("r", "s", "2", TEN_O_CLOCK, EventTime.MAX, List.of()),
              new LateEvent(
                  "r", "s", "1", TEN_O_CLOCK, TEN_O_CLOCK + 1, List.of(Rows.HOUR, next))));
    }

    assertThat(read(StoredTable.LATE_EVENTS))
        .containsExactly(
            "r|s|1|2026-01-01T10:00:00Z|2026-01-01T10:00:00.001Z"
                + "|2026-01-01T10:00:00Z/2026-01-01T11:00:00Z"
                + " 2026-01-01T10:30:00Z/2026-01-01T11:30:00.500Z",
            "r|s|2|2026-01-01T10:00:00Z||");
  }

  @Test
  void rowsAndReasonsAreCounted() {
    write(
        Rows.salesRow("a", 1, RowStatus.FINAL),
        Rows.salesRow("b", 1, RowStatus.FINAL),
        Rows.salesRow("c", 1, RowStatus.MERGED));
    write(alert("1", "a", TEN_O_CLOCK, false));
    write(
        letter(1, RejectionReason.BAD_AVRO),
        letter(2, RejectionReason.BAD_FRAME),
        letter(3, RejectionReason.BAD_AVRO));

    assertThat(tables.counts())
        .isEqualTo(
            Map.of(
                StoredTable.SALES_REPORTS, 2L,
                StoredTable.ACTIVITY_SESSIONS, 0L,
                StoredTable.TEMPERATURE_ALERTS, 1L,
                StoredTable.ALERT_HISTORY, 0L,
                StoredTable.DEAD_LETTERS, 3L,
                StoredTable.LATE_EVENTS, 0L));
    assertThat(tables.deadLettersByReason()).isEqualTo(Map.of("BAD_AVRO", 2L, "BAD_FRAME", 1L));
  }

  @Test
  void aReaderThatFailsLeavesTheTablesReadable() {
    write(Rows.salesRow("a", 1, RowStatus.FINAL));

    assertThatThrownBy(
            () ->
                tables.read(
                    StoredTable.SALES_REPORTS,
                    row -> {
                      throw new IllegalStateException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(read(StoredTable.SALES_REPORTS)).hasSize(1);
  }

  @Test
  void aBrokenConnectionIsReplaced() throws SQLException {
    tables.counts();

    POSTGRES.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            + " WHERE application_name = 'aforo'");

    assertThat(tables.counts()).containsEntry(StoredTable.SALES_REPORTS, 0L);
  }

  @Test
  void missingTablesAreSaidAndHowToCreateThem() {
    try (PostgresTables nowhere = new PostgresTables(POSTGRES.elsewhere())) {
      assertThatThrownBy(nowhere::counts)
          .isInstanceOf(PostgresException.class)
          .hasMessageContaining("run `aforo migrate --config FILE`");
    }
  }

  private List<String> read(StoredTable table) {
    List<String> rows = new ArrayList<>();
    tables.read(table, row -> rows.add(String.join("|", row)));
    return rows;
  }

  private static PostgresStores stores() {
    return new PostgresStores(POSTGRES.settings(), 1);
  }

  private static void write(SalesRow... rows) {
    try (SalesReports reports = stores().salesReports()) {
      reports.write(List.of(rows));
    }
  }

  private static void write(ActivitySession... rows) {
    try (ActivitySessions sessions = stores().activitySessions()) {
      sessions.write(List.of(rows));
    }
  }

  private static void write(Alert... rows) {
    try (TemperatureAlerts alerts = stores().temperatureAlerts()) {
      alerts.write(List.of(rows));
    }
  }

  private static void write(DeadLetter... rows) {
    try (DeadLetters letters = stores().deadLetters()) {
      letters.write(List.of(rows));
    }
  }

  private static Alert alert(String id, String sensor, long openedAt, boolean closed) {
    ReadingPair peak =
        new ReadingPair(
            new Temperature(9 * 500), openedAt - 60_000, new Temperature(9 * 20_500), openedAt);
    return new Alert(
        id,
        AlertKind.JUMP,
        sensor,
        "default",
        1,
        Severity.WARNING,
        closed ? AlertState.CLOSED : AlertState.OPEN,
        closed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        openedAt,
        closed ? OptionalLong.of(openedAt + 120_000) : OptionalLong.empty(),
        peak.delta(),
        peak,
        "what is wrong",
        closed ? 12 : 2,
        false);
  }

  private static DeadLetter letter(long offset, RejectionReason reason) {
    byte[] value = {0, -1, 'a'};
    SourceRecord record =
        new SourceRecord(
            "sales", 0, offset, TEN_O_CLOCK, "".getBytes(StandardCharsets.UTF_8), value);
    return new DeadLetter(reason, record, "InvalidEvent", "what is wrong");
  }
}

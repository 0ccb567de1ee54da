package io.aforo.local;

import io.aforo.adapters.flink.Topology;
import io.aforo.adapters.postgres.PostgresException;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.TrackActivity;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.View;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a running job, and at what it has written, for a screen. */
final class Dashboard implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

  private static final int ROWS = 40;
  private static final int ALERTS = 20;
  private static final int SESSIONS = 20;

  /** A change is seen when it is committed, a little after its time. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final LocalFlink flink;
  private final JobConfig config;
  private final PostgresTables tables;
  private final View.Places places;
  private final Map<String, View.AlertLine> alerts = new LinkedHashMap<>();
  private Instant alertsSeenUpTo = Instant.EPOCH;
  private List<View.SalesLine> newestRows = List.of();
  private List<View.AlertLine> newestAlerts = List.of();
  private List<View.SessionLine> newestSessions = List.of();
  private View.Places shownPlaces;

  Dashboard(LocalFlink flink, JobConfig config, PostgresSettings database, View.Places places) {
    this.flink = flink;
    this.config = config;
    this.tables = new PostgresTables(database);
    this.places = places;
    this.shownPlaces = places;
  }

  /**
   * How things stand now.
   *
   * @param eventTime the time of the newest events
   * @param speed how many times faster than the wall clock event time runs
   * @param isLive whether event time has met the wall clock
   */
  View look(Instant eventTime, double speed, boolean isLive) throws Exception {
    readTables();
    Map<String, Long> counters = flink.counters();
    List<String> reports = config.reports().stream().map(SalesReport::name).toList();
    return new View(
        shownPlaces,
        flink.progress(),
        Instant.now(),
        eventTime,
        speed,
        isLive,
        config.sales().map(any -> input(counters, Topology.SALES, reports, newestRows)),
        config
            .temperatures()
            .map(input -> input(counters, Topology.TEMPERATURES, input.ruleIds(), newestAlerts)),
        config
            .activity()
            .map(
                any ->
                    input(
                        counters,
                        Topology.ACTIVITY,
                        List.of(TrackActivity.REPORT),
                        newestSessions)));
  }

  /** A database that does not answer is for the job to wait for; the screen keeps what it had. */
  private void readTables() {
    try {
      newestRows = config.sales().isPresent() ? readRows() : List.of();
      newestAlerts = config.temperatures().isPresent() ? readAlerts() : List.of();
      newestSessions = config.activity().isPresent() ? readSessions() : List.of();
      shownPlaces = places;
    } catch (PostgresException unanswered) {
      LOG.warn("the screen could not read the database", unanswered);
      shownPlaces =
          new View.Places(
              places.webUi(),
              "does not answer: " + places.database(),
              places.deadLetters(),
              places.topics());
    }
  }

  private List<View.SalesLine> readRows() {
    return tables.newestSalesRows(ROWS).stream()
        .map(row -> salesLine(cells(StoredTable.SALES_REPORTS, row)))
        .toList();
  }

  private List<View.SessionLine> readSessions() {
    return tables.newestActivitySessions(SESSIONS).stream().map(Dashboard::sessionLine).toList();
  }

  private List<View.AlertLine> readAlerts() {
    Instant now = tables.databaseTime();
    for (List<String> row : tables.alertsSince(alertsSeenUpTo.minus(OVERLAP))) {
      View.AlertLine alert = alertLine(cells(StoredTable.TEMPERATURE_ALERTS, row));
      alerts.put(alert.alertId(), alert);
    }
    alertsSeenUpTo = now;
    List<View.AlertLine> newest = new ArrayList<>(alerts.values());
    newest.sort(Comparator.comparing(View.AlertLine::openedAt).reversed());
    List<View.AlertLine> shown = newest.subList(0, Math.min(ALERTS, newest.size()));
    alerts.keySet().retainAll(shown.stream().map(View.AlertLine::alertId).toList());
    return List.copyOf(shown);
  }

  private static <R> View.Input<R> input(
      Map<String, Long> counters, String name, List<String> reports, List<R> newest) {
    Counts counts = Counts.of(counters, name, reports);
    return new View.Input<>(
        new View.Counts(
            counts.in(), counts.accepted(), counts.rejected(), counts.late(), counts.duplicates()),
        newest);
  }

  private static Map<String, String> cells(StoredTable table, List<String> row) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      cells.put(table.columns().get(i), row.get(i));
    }
    return cells;
  }

  private static View.SalesLine salesLine(Map<String, String> row) {
    String group =
        String.join(
            " ",
            List.of(row.get("store_id"), row.get("product_id"), row.get("customer_id")).stream()
                .filter(part -> !part.isEmpty())
                .toList());
    return new View.SalesLine(
        row.get("report"),
        group,
        window(row.get("window_start"), row.get("window_end")),
        Long.parseLong(row.get("window_seq")),
        Long.parseLong(row.get("sales")),
        new BigDecimal(row.get("units")),
        new BigDecimal(row.get("gross")),
        new BigDecimal(row.get("net")),
        row.get("currency"),
        RowStatus.valueOf(row.get("status")),
        Long.parseLong(row.get("revision")));
  }

  /** A row of the alerts, by column; only a jump has a direction. */
  static View.AlertLine alertLine(Map<String, String> row) {
    return new View.AlertLine(
        row.get("alert_id"),
        AlertKind.valueOf(row.get("kind")),
        row.get("sensor_id"),
        AlertState.valueOf(row.get("state")),
        Optional.of(row.get("direction")).filter(text -> !text.isEmpty()).map(Direction::valueOf),
        Instant.parse(row.get("opened_at")),
        new BigDecimal(row.get("peak_delta")),
        new BigDecimal(row.get("first_value")),
        new BigDecimal(row.get("second_value")));
  }

  private static View.SessionLine sessionLine(List<String> row) {
    Map<String, String> cells = cells(StoredTable.ACTIVITY_SESSIONS, row);
    return new View.SessionLine(
        cells.get("user_id"),
        Instant.parse(cells.get("session_start")),
        Instant.parse(cells.get("last_activity")),
        Long.parseLong(cells.get("actions")),
        // The one column that the export does not have.
        RowStatus.valueOf(row.get(row.size() - 1)));
  }

  /** A window without times has empty texts. */
  private static TimeWindow window(String start, String end) {
    return start.isEmpty() && end.isEmpty()
        ? TimeWindow.ALWAYS
        : new TimeWindow(Instant.parse(start).toEpochMilli(), Instant.parse(end).toEpochMilli());
  }

  @Override
  public void close() {
    tables.close();
  }
}

package io.aforo.local.screen;

import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Views for the tests of the screens. */
final class Views {

  static final View.Places PLACES =
      new View.Places(
          "http://127.0.0.1:8081",
          "psql postgresql://aforo@127.0.0.1:54321/aforo",
          List.of("sales", "temperatures", "rules"));

  static final Instant NOON = Instant.parse("2026-01-08T12:00:00Z");

  private static final List<View.SalesLine> SALES =
      List.of(
          row("hourly-sales", "", 13, "EUR", "1234567.8900", RowStatus.FINAL, 1_498),
          row("hourly-sales", "", 13, "GBP", "456.7000", RowStatus.FINAL, 98),
          row("hourly-sales-by-store", "madrid-centro", 13, "EUR", "99.9900", RowStatus.FINAL, 9),
          row(
              "hourly-sales-by-product",
              "aceite-de-oliva-gourmet",
              12,
              "EUR",
              "-17.0800",
              RowStatus.CORRECTED,
              3));

  private static final List<View.AlertLine> ALERTS =
      List.of(
          alert("2", "madrid-centro-congelador-1", AlertState.OPEN, Direction.RISING, 31.25),
          alert("1", "bilbao-abando-nevera-2", AlertState.CLOSED, Direction.FALLING, 80));

  private static final List<View.SessionLine> SESSIONS =
      List.of(
          session("c-00042", "13:51:07", "13:59:58", 12, RowStatus.PROVISIONAL),
          session("c-03999", "12:30:00", "13:29:59", 1_234, RowStatus.FINAL));

  private Views() {}

  static View empty() {
    return new View(
        PLACES,
        View.RUNNING,
        NOON,
        Instant.parse("2026-01-07T12:00:00Z"),
        120,
        false,
        nothing(),
        nothing(),
        nothing());
  }

  static View busy() {
    return new View(
        PLACES,
        View.RUNNING,
        NOON.plusSeconds(60),
        Instant.parse("2026-01-07T14:00:05Z"),
        120,
        false,
        Optional.of(new View.Input<>(new View.Counts(3_012, 3_001, 0, 2, 11), SALES)),
        Optional.of(new View.Input<>(new View.Counts(20_160, 20_158, 1, 0, 1), ALERTS)),
        Optional.of(new View.Input<>(new View.Counts(1_498, 1_497, 1, 0, 0), SESSIONS)));
  }

  private static <R> Optional<View.Input<R>> nothing() {
    return Optional.of(new View.Input<>(new View.Counts(0, 0, 0, 0, 0), List.of()));
  }

  static View.SalesLine row(
      String report,
      String group,
      int hour,
      String currency,
      String net,
      RowStatus status,
      long sales) {
    long start = Instant.parse("2026-01-07T00:00:00Z").toEpochMilli() + 3_600_000L * hour;
    TimeWindow window = new TimeWindow(start, start + 3_600_000);
    return row(report, group, window, 0, currency, net, status, sales);
  }

  /** A row of a running total, or of a count window if it has a number. */
  static View.SalesLine rowWithoutTimes(String report, long windowSeq, long sales) {
    return row(
        report, "", TimeWindow.ALWAYS, windowSeq, "EUR", "5.0000", RowStatus.PROVISIONAL, sales);
  }

  private static View.SalesLine row(
      String report,
      String group,
      TimeWindow window,
      long windowSeq,
      String currency,
      String net,
      RowStatus status,
      long sales) {
    return new View.SalesLine(
        report,
        group,
        window,
        windowSeq,
        sales,
        BigDecimal.valueOf(sales * 1_500, 3),
        new BigDecimal(net).abs(),
        new BigDecimal(net),
        currency,
        status,
        sales);
  }

  static View.AlertLine alert(
      String id, String sensor, AlertState state, Direction direction, double peak) {
    BigDecimal first = new BigDecimal("-19.75");
    BigDecimal by = BigDecimal.valueOf(peak);
    return new View.AlertLine(
        id,
        AlertKind.JUMP,
        sensor,
        state,
        Optional.of(direction),
        Instant.parse("2026-01-07T13:20:30Z"),
        by,
        first,
        direction == Direction.FALLING ? first.subtract(by) : first.add(by));
  }

  /** An alert of each kind, the newest first, in the order of the kinds. */
  static List<View.AlertLine> alertOfEachKind() {
    return List.of(
        alert("1", "jumpy", AlertState.OPEN, Direction.SIMULTANEOUS, 20),
        alert(AlertKind.TOO_WARM, "8", "11.25", "3.25"),
        alert(AlertKind.TOO_COLD, "2", "-10.5", "12.5"),
        alert(AlertKind.SILENT, "4.5", "4.5", "0"),
        alert(AlertKind.FLATLINE, "4.1", "4.2", "0"),
        alert(AlertKind.RULE_NOT_EVALUABLE, "4", "5", "0"));
  }

  private static View.AlertLine alert(AlertKind kind, String first, String second, String peak) {
    return new View.AlertLine(
        kind.name(),
        kind,
        "s" + kind.ordinal(),
        AlertState.OPEN,
        Optional.empty(),
        Instant.parse("2026-01-07T13:20:30Z"),
        new BigDecimal(peak),
        new BigDecimal(first),
        new BigDecimal(second));
  }

  /** A session of the seventh of January. */
  static View.SessionLine session(
      String user, String start, String lastActivity, long actions, RowStatus status) {
    return new View.SessionLine(
        user,
        Instant.parse("2026-01-07T" + start + "Z"),
        Instant.parse("2026-01-07T" + lastActivity + "Z"),
        actions,
        status);
  }

  static View with(
      View view, Instant wallTime, List<View.SalesLine> rows, List<View.AlertLine> alerts) {
    return with(view, wallTime, rows, alerts, view.activity().orElseThrow().newest());
  }

  static View with(
      View view,
      Instant wallTime,
      List<View.SalesLine> rows,
      List<View.AlertLine> alerts,
      List<View.SessionLine> sessions) {
    return new View(
        view.places(),
        view.job(),
        wallTime,
        view.eventTime(),
        view.speed(),
        view.live(),
        view.sales().map(input -> new View.Input<>(input.counts(), rows)),
        view.readings().map(input -> new View.Input<>(input.counts(), alerts)),
        view.activity().map(input -> new View.Input<>(input.counts(), sessions)));
  }

  /** The same of a job that reads these inputs only. */
  static View of(View view, boolean sales, boolean readings, boolean activity) {
    return new View(
        view.places(),
        view.job(),
        view.wallTime(),
        view.eventTime(),
        view.speed(),
        view.live(),
        view.sales().filter(any -> sales),
        view.readings().filter(any -> readings),
        view.activity().filter(any -> activity));
  }

  /** What a screen is expected to show, from the resources of the tests. */
  static String golden(String name) {
    try (InputStream in = Views.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

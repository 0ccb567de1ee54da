package io.aforo.local.screen;

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

/** Views for the tests of the screens. */
final class Views {

  static final View.Places PLACES =
      new View.Places(
          "http://127.0.0.1:8081",
          "psql postgresql://aforo@127.0.0.1:54321/aforo",
          List.of("sales", "temperatures", "rules"));

  static final Instant NOON = Instant.parse("2026-01-08T12:00:00Z");

  private Views() {}

  static View empty() {
    return new View(
        PLACES,
        NOON,
        Instant.parse("2026-01-07T12:00:00Z"),
        120,
        false,
        new View.Counts(0, 0, 0, 0, 0),
        new View.Counts(0, 0, 0, 0, 0),
        List.of(),
        List.of());
  }

  static View busy() {
    return new View(
        PLACES,
        NOON.plusSeconds(60),
        Instant.parse("2026-01-07T14:00:05Z"),
        120,
        false,
        new View.Counts(3_012, 3_001, 0, 2, 11),
        new View.Counts(20_160, 20_158, 1, 0, 1),
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
                3)),
        List.of(
            alert("2", "madrid-centro-congelador-1", AlertState.OPEN, Direction.RISING, 31.25),
            alert("1", "bilbao-abando-nevera-2", AlertState.CLOSED, Direction.FALLING, 80)));
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
        sensor,
        state,
        direction,
        Instant.parse("2026-01-07T13:20:30Z"),
        by,
        first,
        direction == Direction.FALLING ? first.subtract(by) : first.add(by));
  }

  static View with(
      View view, Instant wallTime, List<View.SalesLine> rows, List<View.AlertLine> alerts) {
    return new View(
        view.places(),
        wallTime,
        view.eventTime(),
        view.speed(),
        view.live(),
        view.sales(),
        view.readings(),
        rows,
        alerts);
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

package io.aforo.job;

import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.ReadingPair;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recordings beside the repository and the tables that they give, where they are. Rows are
 * compared by the columns of those tables, as numbers and instants.
 */
final class Expected {

  /** A row of a report; amounts with four decimals, units with three. */
  record Row(
      String report,
      GroupKey group,
      Instant start,
      Instant end,
      long sales,
      long returns,
      BigDecimal units,
      BigDecimal gross,
      BigDecimal returned,
      BigDecimal net,
      long revision) {

    static Row of(SalesRow row) {
      return new Row(
          row.report(),
          row.group(),
          Instant.ofEpochMilli(row.window().start()),
          Instant.ofEpochMilli(row.window().end()),
          row.totals().sales(),
          row.totals().returns(),
          row.totals().unitsDecimal(),
          row.totals().grossDecimal(),
          row.totals().returnedDecimal(),
          row.totals().netDecimal(),
          row.revision());
    }
  }

  /** An alert; temperatures in degrees Celsius with three decimals. */
  record AlertRow(
      String sensorId,
      String direction,
      Instant openedAt,
      Optional<Instant> closedAt,
      BigDecimal peakDelta,
      BigDecimal firstValue,
      Instant firstAt,
      BigDecimal secondValue,
      Instant secondAt) {

    static AlertRow of(Alert alert) {
      ReadingPair evidence = alert.evidence();
      return new AlertRow(
          alert.sensorId(),
          evidence.direction().name(),
          Instant.ofEpochMilli(alert.openedAt()),
          alert.closedAt().stream().mapToObj(Instant::ofEpochMilli).findFirst(),
          evidence.delta().toCelsius(),
          evidence.first().toCelsius(),
          Instant.ofEpochMilli(evidence.firstAt()),
          evidence.second().toCelsius(),
          Instant.ofEpochMilli(evidence.secondAt()));
    }
  }

  private final Path directory;

  private Expected(Path directory) {
    this.directory = directory;
  }

  /** Empty where there are none. */
  static Optional<Expected> find() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve("shared").resolve("data"))
        .filter(Files::isDirectory)
        .findFirst()
        .map(Expected::new);
  }

  Path sales() {
    return directory.resolve("sales.csv");
  }

  Path temperatures() {
    return directory.resolve("temperatures.csv");
  }

  /** The rows of the tumbling and of the sliding reports. */
  List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String file : List.of("sales_reports.csv", "sales_reports_sliding.csv")) {
      for (String[] fields : lines(file)) {
        rows.add(
            new Row(
                fields[0],
                new GroupKey(fields[1], fields[2], fields[3], fields[4]),
                Instant.parse(fields[5]),
                Instant.parse(fields[6]),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[8]),
                new BigDecimal(fields[9]).setScale(3),
                new BigDecimal(fields[10]).setScale(4),
                new BigDecimal(fields[11]).setScale(4),
                new BigDecimal(fields[12]).setScale(4),
                Long.parseLong(fields[13])));
      }
    }
    return rows;
  }

  List<AlertRow> alerts() throws IOException {
    List<AlertRow> alerts = new ArrayList<>();
    for (String[] fields : lines("temperature_alerts.csv")) {
      alerts.add(
          new AlertRow(
              fields[0],
              fields[1],
              Instant.parse(fields[2]),
              Optional.of(fields[3]).filter(text -> !text.isEmpty()).map(Instant::parse),
              new BigDecimal(fields[4]).setScale(3),
              new BigDecimal(fields[5]).setScale(3),
              Instant.parse(fields[6]),
              new BigDecimal(fields[7]).setScale(3),
              Instant.parse(fields[8])));
    }
    return alerts;
  }

  /** The fields of every line but the header; none is quoted in these files. */
  private List<String[]> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve("expected").resolve(file)).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }
}

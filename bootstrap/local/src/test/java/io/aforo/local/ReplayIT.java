package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, on a real broker, registry and Postgres: from CSV to the tables in CSV. */
class ReplayIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @BeforeEach
  void work() {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
  }

  @Test
  void aRecordingBecomesExactTablesAndItsBadLinesBecomeDeadLetters() throws IOException {
    Path sales =
        Files.writeString(
            directory.resolve("ventas.csv"),
            """
            sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at
            1,norte,cafe,,SALE,2,10.00,EUR,2026-03-02T10:00:00Z
            2,norte,cafe,c1,SALE,1,19.99,EUR,2026-03-02T10:59:59.999Z
            3,sur,te,,RETURN,0.250,5.00,EUR,2026-03-02T10:30:00Z
            4,norte,cafe,,SALE,1,many,EUR,2026-03-02T10:30:00Z
            2,norte,cafe,c1,SALE,1,19.99,EUR,2026-03-02T10:59:59.999Z
            2,norte,cafe,c1,SALE,1,20.00,EUR,2026-03-02T10:59:59.999Z
            5,sur,"té; ""verde"", 100%",,SALE,1,7.00,USD,2026-03-02T11:00:00Z
            6,norte,cafe,,SALE,1,1.00,EUR,1999-12-31T23:59:59Z
            7,oeste,cafe,,SALE,1,3.00,GBP,2026-03-05T10:00:00Z
            8,oeste,cafe,,SALE,1,4.00,GBP,2026-03-02T10:00:00Z
            """);
    Path readings =
        Files.writeString(
            directory.resolve("lecturas.csv"),
            """
            reading_id,sensor_id,value,unit,read_at
            1,nevera-1,68,FAHRENHEIT,2026-03-02T10:00:00Z
            2,nevera-1,NaN,CELSIUS,2026-03-02T10:00:10Z
            3,nevera-1,0,CELSIUS,2026-03-02T10:00:30Z
            3,nevera-1,0,CELSIUS,2026-03-02T10:00:30Z
            """);
    Path results = directory.resolve("results");

    int exit =
        run(
            "replay",
            "--sales",
            sales.toString(),
            "--temperatures",
            readings.toString(),
            "--out",
            results.toString());

    assertThat(errors()).isEmpty();
    assertThat(exit).isZero();
    assertThat(results.resolve("sales_reports.csv"))
        .hasContent(
            """
            report,store_id,product_id,customer_id,currency,window_start,window_end,window_seq,sales,returns,units,gross,returned,net,status,revision
            hourly-sales,,,,EUR,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,0,2,1,2.750,29.9900,5.0000,24.9900,FINAL,3
            hourly-sales,,,,GBP,2026-03-05T10:00:00Z,2026-03-05T11:00:00Z,0,1,0,1.000,3.0000,0.0000,3.0000,FINAL,1
            hourly-sales,,,,USD,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z,0,1,0,1.000,7.0000,0.0000,7.0000,FINAL,1
            hourly-sales-by-product,,cafe,,EUR,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,0,2,0,3.000,29.9900,0.0000,29.9900,FINAL,2
            hourly-sales-by-product,,cafe,,GBP,2026-03-05T10:00:00Z,2026-03-05T11:00:00Z,0,1,0,1.000,3.0000,0.0000,3.0000,FINAL,1
            hourly-sales-by-product,,te,,EUR,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,0,0,1,-0.250,0.0000,5.0000,-5.0000,FINAL,1
            hourly-sales-by-product,,"té; ""verde"", 100%",,USD,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z,0,1,0,1.000,7.0000,0.0000,7.0000,FINAL,1
            hourly-sales-by-store,norte,,,EUR,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,0,2,0,3.000,29.9900,0.0000,29.9900,FINAL,2
            hourly-sales-by-store,oeste,,,GBP,2026-03-05T10:00:00Z,2026-03-05T11:00:00Z,0,1,0,1.000,3.0000,0.0000,3.0000,FINAL,1
            hourly-sales-by-store,sur,,,EUR,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,0,0,1,-0.250,0.0000,5.0000,-5.0000,FINAL,1
            hourly-sales-by-store,sur,,,USD,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z,0,1,0,1.000,7.0000,0.0000,7.0000,FINAL,1
            """);
    List<String> alertColumns =
        List.of(
            "kind",
            "sensor_id",
            "severity",
            "state",
            "close_reason",
            "direction",
            "opened_at",
            "closed_at",
            "peak_delta",
            "first_value",
            "second_value");
    assertThat(textOf(results.resolve("temperature_alerts.csv"), alertColumns))
        .containsExactly("JUMP,nevera-1,WARNING,OPEN,,FALLING,2026-03-02T10:00:30Z,,2E+1,2E+1,0");
    assertThat(
            textOf(
                results.resolve("alert_history.csv"), List.of("state", "severity", "at", "peak")))
        .containsExactly("OPEN,WARNING,2026-03-02T10:00:30Z,20.000");
    assertThat(textOf(results.resolve("dead_letters.csv"), List.of("topic", "offset", "reason")))
        .containsExactlyInAnyOrder(
            "lecturas.csv,3,SENSOR_FAULT",
            "ventas.csv,5,BAD_LINE",
            "sales,%s,ID_CONFLICT".formatted(offsetOf(results, "ID_CONFLICT")),
            "sales,%s,STALE_TIMESTAMP".formatted(offsetOf(results, "STALE_TIMESTAMP")));
    // 10:00 of the 5th less five seconds, less the millisecond by which watermarks are inclusive.
    String late = "oeste,8,2026-03-02T10:00:00Z,2026-03-05T09:59:54.999Z,";
    String window = "2026-03-02T10:00:00Z/2026-03-02T11:00:00Z\n";
    assertThat(results.resolve("late_events.csv"))
        .hasContent(
            "report,source_id,event_id,event_time,watermark,missed_windows\n"
                + "hourly-sales,"
                + late
                + window
                + "hourly-sales-by-product,"
                + late
                + window
                + "hourly-sales-by-store,"
                + late
                + window);
    assertThat(told())
        .contains("ventas.csv, line 5: BAD_LINE")
        .contains("lecturas.csv, line 3: SENSOR_FAULT")
        .containsPattern("sales +10 +6 +1 +3 +3\n")
        .containsPattern("temperatures +4 +2 +1 +1 +0\n");
  }

  @Test
  void theRecordedDataGivesTheResultsThatItMust() throws IOException {
    Path data = recordedData();
    Path results = directory.resolve("results");

    int exit =
        run(
            "replay",
            "--sales",
            data.resolve("sales.csv").toString(),
            "--temperatures",
            data.resolve("temperatures.csv").toString(),
            "--activity",
            data.resolve("activity.csv").toString(),
            "--out",
            results.toString());

    assertThat(errors()).isEmpty();
    assertThat(exit).isZero();
    assertSameRows(results.resolve("sales_reports.csv"), data, "sales_reports.csv");
    assertSameRows(results.resolve("temperature_alerts.csv"), data, "temperature_alerts.csv");
    assertThat(results.resolve("activity_sessions.csv"))
        .hasSameTextualContentAs(data.resolve("expected").resolve("activity_sessions.csv"));
    assertThat(told()).containsPattern("activity +2,000 +2,000 +0 +0 +0\n");
  }

  @Test
  void activitiesAloneAreEnough() throws IOException {
    Path activity =
        Files.writeString(
            directory.resolve("clics.csv"),
            """
            user_id,action,occurred_at
            ana,entra,2026-03-02T10:00:00Z
            ana,mira,2026-03-02T10:29:00Z
            ana,,2026-03-02T10:29:30Z
            ana,mira,2026-03-02T11:00:00Z
            ana,paga,2026-03-02T10:45:00Z
            luis,entra,2026-03-02T10:00:00.250Z
            luis,sale,2026-03-02T10:30:00.251Z
            """);
    Path results = directory.resolve("results");

    int exit = run("replay", "--activity", activity.toString(), "--out", results.toString());

    assertThat(errors()).isEmpty();
    assertThat(exit).isZero();
    assertThat(results.resolve("activity_sessions.csv"))
        .hasContent(
            """
            user_id,session_start,last_activity,session_end,actions,active_seconds
            ana,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,2026-03-02T11:30:00Z,4,3600.000
            luis,2026-03-02T10:00:00.250Z,2026-03-02T10:00:00.250Z,2026-03-02T10:30:00.250Z,1,0.000
            luis,2026-03-02T10:30:00.251Z,2026-03-02T10:30:00.251Z,2026-03-02T11:00:00.251Z,1,0.000
            """);
    assertThat(told()).contains("clics.csv, line 4: INVALID_TEXT");
  }

  @Test
  void slidingReportsOfAConfigurationGiveTheResultsThatTheyMust() throws IOException {
    assertThatReportsGive(
        "sales_reports_sliding.csv",
        """
          - { name: moving-sales, window: sliding 1h every 5m, by: [] }
          - { name: moving-sales-by-store, window: sliding 1h every 5m, by: [store], early: 10m }
        """);
  }

  @Test
  void sessionsOfCustomersGiveTheResultsThatTheyMust() throws IOException {
    assertThatReportsGive(
        "sales_reports_sessions.csv",
        "  - { name: customer-sessions, window: session 30m, by: [customer] }");
  }

  private void assertThatReportsGive(String expected, String reports) throws IOException {
    Path data = recordedData();
    Path results = directory.resolve("results");
    Path config =
        Files.writeString(
            directory.resolve("reports.yaml"),
            "environment: test\nsales: {}\nreports:\n" + reports + "\n");

    int exit =
        run(
            "replay",
            "--sales",
            data.resolve("sales.csv").toString(),
            "--config",
            config.toString(),
            "--out",
            results.toString());

    assertThat(errors()).isEmpty();
    assertThat(exit).isZero();
    assertSameRows(results.resolve("sales_reports.csv"), data, expected);
  }

  private static void assertSameRows(Path actual, Path data, String expectedName)
      throws IOException {
    Path expected = data.resolve("expected").resolve(expectedName);
    List<String> columns = Csv.header(expected);
    assertThat(Csv.rows(actual, columns, row -> true))
        .containsExactlyInAnyOrderElementsOf(Csv.rows(expected, columns, row -> true));
  }

  private static List<String> textOf(Path file, List<String> columns) throws IOException {
    return Csv.rows(file, columns, row -> true).stream()
        .map(row -> String.join(",", row.stream().map(Object::toString).toList()))
        .toList();
  }

  /** Offsets in Kafka depend on which partition a store falls into. */
  private static String offsetOf(Path results, String reason) throws IOException {
    return Csv.rows(
            results.resolve("dead_letters.csv"),
            List.of("offset"),
            row -> row.getField("reason").equals(reason))
        .get(0)
        .get(0)
        .toString();
  }

  private static Path recordedData() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("shared/data/expected"))) {
      directory = directory.getParent();
    }
    assumeTrue(directory != null, "the recorded data is not there");
    return directory.resolve("shared/data");
  }

  private int run(String... args) {
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

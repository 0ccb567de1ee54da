package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The oracle against vectors that were worked out by hand, and against tables that are wrong. */
class RecountTest {

  private static final String HOURLY =
      "SELECT report, store_id, product_id, currency, to_char(window_start AT TIME ZONE 'UTC', 'HH24'),"
          + " sales, returns, units, gross, returned, net, revision FROM expected_sales"
          + " WHERE report LIKE 'hourly%' ORDER BY report, currency, window_start";

  private static final String ALERTS =
      "SELECT extract(epoch FROM opened_at - timestamptz '2026-01-05')::integer AS opened, state,"
          + " coalesce(extract(epoch FROM closed_at - timestamptz '2026-01-05')::integer::text, ''),"
          + " coalesce(close_reason, ''), direction, peak_delta, severity,"
          + " extract(epoch FROM first_at - timestamptz '2026-01-05')::integer,"
          + " extract(epoch FROM second_at - timestamptz '2026-01-05')::integer,"
          + " coalesce(revision::text, '') FROM expected_alerts ORDER BY opened";

  private static final long DAY = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();

  @RegisterExtension private final Database database = new Database();

  private final Map<String, Long> offsets = new HashMap<>();
  private Recount recount;
  private int readingsSoFar;

  @BeforeEach
  void begin() {
    recount = Recount.in(database.url(), "postgres", "postgres");
  }

  @Test
  void s1AnHourHoldsItsFirstMillisecondAndNotItsEnd() {
    sell("1", "10:00:00.000", "EUR", false, "1");
    sell("2", "10:59:59.999", "EUR", false, "1");
    sell("3", "11:00:00.000", "EUR", false, "1");
    sell("end", "20:00:00.000", "EUR", false, "1");

    assertThat(recount.expected(HOURLY))
        .containsExactly(
            "hourly-sales,,,EUR,10,2,0,2.000,2,0,2,2",
            "hourly-sales,,,EUR,11,1,0,1.000,1,0,1,1",
            "hourly-sales-by-product,,pan,EUR,10,2,0,2.000,2,0,2,2",
            "hourly-sales-by-product,,pan,EUR,11,1,0,1.000,1,0,1,1",
            "hourly-sales-by-store,norte,,EUR,10,2,0,2.000,2,0,2,2",
            "hourly-sales-by-store,norte,,EUR,11,1,0,1.000,1,0,1,1");
  }

  @Test
  void s4AReturnCountsInTheHourOfItsOwn() {
    sell("1", "10:30:00.000", "EUR", false, "10");
    sell("2", "11:05:00.000", "EUR", true, "10");
    sell("end", "20:00:00.000", "EUR", false, "1");

    assertThat(recount.expected(HOURLY))
        .filteredOn(row -> row.startsWith("hourly-sales,"))
        .containsExactly(
            "hourly-sales,,,EUR,10,1,0,1.000,10,0,10,1",
            "hourly-sales,,,EUR,11,0,1,-1.000,0,10,-10,1");
  }

  @Test
  void s5TwoCurrenciesAreTwoRows() {
    sell("1", "10:30:00.000", "EUR", false, "10");
    sell("2", "10:31:00.000", "USD", false, "20");
    sell("end", "20:00:00.000", "EUR", false, "1");

    assertThat(recount.expected(HOURLY))
        .filteredOn(row -> row.startsWith("hourly-sales-by-product"))
        .containsExactly(
            "hourly-sales-by-product,,pan,EUR,10,1,0,1.000,10,0,10,1",
            "hourly-sales-by-product,,pan,USD,10,1,0,1.000,20,0,20,1");
  }

  @Test
  void aRepeatAddsNothingAndAnotherContentIsRefused() {
    sell("1", "10:30:00.000", "EUR", false, "10");
    sell("1", "10:30:00.000", "EUR", false, "10");
    sell("1", "10:30:00.000", "EUR", false, "11");
    sell("end", "20:00:00.000", "EUR", false, "1");

    Verdict verdict = recount.judge();

    assertThat(recount.expected("SELECT reason, \"offset\" FROM expected_letters"))
        .containsExactly("ID_CONFLICT,2");
    assertThat(List.of(verdict.in(), verdict.accepted(), verdict.rejected(), verdict.duplicates()))
        .containsExactly(4L, 2L, 1L, 1L);
  }

  @Test
  void aVisitEndsAfterAPauseThatIsLongerThanItsGap() {
    sell("1", "10:00:00.000", "EUR", false, "1");
    sell("2", "10:00:30.000", "EUR", false, "1");
    sell("3", "10:01:00.001", "EUR", false, "1");
    sell("end", "20:00:00.000", "EUR", false, "1");

    assertThat(
            recount.expected(
                "SELECT window_start AT TIME ZONE 'UTC', window_end AT TIME ZONE 'UTC', sales"
                    + " FROM expected_sales WHERE report = 'visits' ORDER BY 1"))
        .containsExactly(
            "2026-01-05 10:00:00,2026-01-05 10:01:00,2",
            "2026-01-05 10:01:00.001,2026-01-05 10:01:30.001,1");
  }

  @Test
  void j1TheBoundsOfAJumpBelongToIt() {
    read("0:0 60:20");

    assertThat(recount.expected(ALERTS)).containsExactly("60,OPEN,,,RISING,20.000,WARNING,0,60,");
  }

  @Test
  void j2AndJ3BeyondTheBoundsIsNoJump() {
    read("0:0 60.001:20");
    read("200:0 260:19.999");

    assertThat(recount.expected(ALERTS)).isEmpty();
  }

  @Test
  void j4AnyTwoReadingsCanBeAJump() {
    read("0:0 15:7 30:14 45:21");

    assertThat(recount.expected(ALERTS)).containsExactly("45,OPEN,,,RISING,21.000,WARNING,0,45,");
  }

  @Test
  void j6AReadingThatComesLateOpensAtTheLaterTime() {
    read("50:25 0:5");

    assertThat(recount.expected(ALERTS)).containsExactly("50,OPEN,,,RISING,20.000,WARNING,0,50,");
  }

  @Test
  void j11AnEpisodeKeepsItsPeak() {
    read("0:0 30:25 40:-5 50:30");

    assertThat(recount.expected(ALERTS)).containsExactly("30,OPEN,,,RISING,35.000,CRITICAL,40,50,");
  }

  @Test
  void j12AnEpisodeClosesTwoMinutesAfterTheLastHotReading() {
    StringBuilder calm = new StringBuilder("0:0 60:20");
    for (int second = 70; second <= 300; second += 10) {
      calm.append(' ').append(second).append(":20");
    }
    read(calm.toString());

    assertThat(recount.expected(ALERTS))
        .containsExactly("60,CLOSED,180,QUIET,RISING,20.000,WARNING,0,60,13");
  }

  @Test
  void afterACloseTheNextJumpIsAnotherEpisode() {
    read("0:0 60:20 100:20 180:20 200:0 330:0 340:0");

    assertThat(recount.expected(ALERTS))
        .containsExactly(
            "60,CLOSED,180,QUIET,RISING,20.000,WARNING,0,60,3",
            "200,CLOSED,340,QUIET,FALLING,20.000,WARNING,180,200,3");
  }

  @Test
  void repeatsAndReadingsThatAreTooLateOpenNothing() {
    read("0:0 0:0 1000:0 30:20");

    assertThat(recount.expected(ALERTS)).isEmpty();
    assertThat(recount.expected("SELECT report, source_id, event_id FROM expected_late"))
        .containsExactly("temperature-jump,fridge,3");
  }

  @Test
  void theRightTableIsRightAndEveryOtherIsSeen() throws SQLException {
    sell("1", "10:30:00.000", "EUR", false, "10");
    sell("end", "20:00:00.000", "EUR", false, "1");
    read("0:0 60:20");
    database.execute(rightSales());
    database.execute(rightAlert());

    assertThat(recount.judge())
        .isEqualTo(
            new Verdict(
                4,
                4,
                0,
                0,
                0,
                Map.of(
                    "sales_reports", none(),
                    "temperature_alerts", none(),
                    "dead_letters", none(),
                    "late_events", none())));

    assertThatItIsSeen(
        "UPDATE sales_reports SET gross = 11 WHERE report = 'hourly-sales'", 0, 0, 1);
    assertThatItIsSeen("UPDATE sales_reports SET revision = 2 WHERE report = 'visits'", 0, 0, 1);
    assertThatItIsSeen(
        "UPDATE sales_reports SET status = 'PROVISIONAL', status_rank = 0"
            + " WHERE report = 'visits'",
        0,
        0,
        1);
    assertThatItIsSeen("DELETE FROM sales_reports WHERE report = 'visits'", 1, 0, 0);
    assertThatItIsSeen(
        "UPDATE sales_reports SET currency = 'USD' WHERE report = 'visits'", 1, 1, 0);
    assertThatItIsSeen("UPDATE temperature_alerts SET peak_delta = 20.001", 0, 0, 1);
    assertThatItIsSeen("UPDATE temperature_alerts SET alert_id = 'another'", 1, 1, 0);
    assertThatItIsSeen("DELETE FROM temperature_alerts", 1, 0, 0);
    assertThatItIsSeen(
        "INSERT INTO dead_letters (topic, partition, \"offset\", reason, key, value,"
            + " error_class, detail) VALUES ('sales', 0, 0, 'BAD_AVRO', '', '', '', '')",
        0,
        1,
        0);
    assertThatItIsSeen(
        "INSERT INTO late_events (report, source_id, event_id, event_time, watermark,"
            + " missed_windows) VALUES ('visits', 'norte', '1', now(), now(), '{}')",
        0,
        1,
        0);
  }

  @Test
  void aSaleOfDaysAgoIsInLateEventsOrInAllOfItsWindows() throws SQLException {
    sell("1", "2026-01-09", "10:30:00.000", "EUR", false, "1");
    sell("late", "2026-01-05", "10:30:00.000", "EUR", false, "10");

    assertThat(recount.judge().late()).isEqualTo(5);
    assertThat(recount.judge().differences().get("late_events"))
        .returns(5L, Verdict.Difference::missing);

    database.execute(rightSales());

    assertThat(recount.judge().isRight()).as("%s", recount.judge()).isTrue();

    database.execute(
        "DELETE FROM sales_reports WHERE report = 'moving-sales-by-store' AND ctid IN"
            + " (SELECT max(ctid) FROM sales_reports WHERE report = 'moving-sales-by-store')");

    assertThat(recount.judge().differences().get("late_events"))
        .returns(1L, Verdict.Difference::missing);

    database.execute(
        """
        INSERT INTO late_events VALUES ('moving-sales-by-store', 'norte', 'late',
          '2026-01-05T10:30Z', '2026-01-09Z', '{"[2026-01-05T10:30Z,2026-01-05T11:30Z)"}')
        """);

    assertThat(recount.judge().isRight()).isTrue();
  }

  private void assertThatItIsSeen(String damage, long missing, long extra, long wrong)
      throws SQLException {
    database.execute("CREATE TABLE sales_before AS TABLE sales_reports");
    database.execute("CREATE TABLE alerts_before AS TABLE temperature_alerts");

    database.execute(damage);

    assertThat(
            recount.judge().differences().values().stream()
                .filter(each -> each.missing() + each.extra() + each.wrong() > 0)
                .toList())
        .as(damage)
        .singleElement()
        .returns(missing, Verdict.Difference::missing)
        .returns(extra, Verdict.Difference::extra)
        .returns(wrong, Verdict.Difference::wrong)
        .satisfies(each -> assertThat(each.examples()).hasSize((int) (missing + extra + wrong)));
    database.execute(
        "TRUNCATE sales_reports, temperature_alerts, dead_letters, late_events;"
            + "INSERT INTO sales_reports TABLE sales_before;"
            + "INSERT INTO temperature_alerts TABLE alerts_before;"
            + "DROP TABLE sales_before, alerts_before");
  }

  private static Verdict.Difference none() {
    return new Verdict.Difference(0, 0, 0, List.of());
  }

  /** The rows of one sale of 10.0000 EUR at 10:30 on 5 January. */
  private static String rightSales() {
    return """
        INSERT INTO sales_reports
        SELECT report, store, product, '', 'EUR', begins, ends, 0, 1, 0, 1, 10, 0, 10, 'FINAL', 1, 1, 1
        FROM (
          VALUES ('hourly-sales', '', '', timestamptz '2026-01-05T10:00Z',
                  timestamptz '2026-01-05T11:00Z'),
                 ('hourly-sales-by-product', '', 'pan', '2026-01-05T10:00Z', '2026-01-05T11:00Z'),
                 ('hourly-sales-by-store', 'norte', '', '2026-01-05T10:00Z', '2026-01-05T11:00Z'),
                 ('visits', '', '', '2026-01-05T10:30Z', '2026-01-05T10:30:30Z')
          UNION ALL
          SELECT 'moving-sales-by-store', 'norte', '', begins, begins + interval '1 hour'
          FROM generate_series(timestamptz '2026-01-05T09:40Z', '2026-01-05T10:30Z', '10 min') begins
        ) AS row (report, store, product, begins, ends)
        """;
  }

  private static String rightAlert() {
    return """
        INSERT INTO temperature_alerts (alert_id, sensor_id, rule_id, rule_version, state, state_rank,
          direction, opened_at, peak_delta, first_value, first_at, second_value, second_at, revision,
          historical, generation, kind, severity, detail)
        VALUES ('%s', 'fridge', 'temperature-jump', 1, 'OPEN', 0, 'RISING', '2026-01-05T00:01Z',
          20, 0, '2026-01-05T00:00Z', 20, '2026-01-05T00:01Z', 1, false, 1, 'JUMP', 'WARNING', '')
        """
        .formatted(Alert.idOf(AlertKind.JUMP, "fridge", "temperature-jump", DAY + 60_000));
  }

  private void sell(String id, String time, String currency, boolean isReturn, String amount) {
    sell(id, "2026-01-05", time, currency, isReturn, amount);
  }

  private void sell(
      String id, String date, String time, String currency, boolean isReturn, String amount) {
    long at = Instant.parse(date + "T" + time + "Z").toEpochMilli();
    try (Recount.Intake intake = recount.take()) {
      intake.sale(
          record(Scenario.SALES, at),
          new Decoder.Sale(
              id,
              "norte",
              "pan",
              "",
              currency,
              isReturn,
              new BigDecimal("1.000"),
              new BigDecimal(amount),
              at));
      intake.commit();
    }
  }

  /** Readings of one sensor, {@code seconds:degrees}; two alike in a row are the same reading. */
  private void read(String readings) {
    try (Recount.Intake intake = recount.take()) {
      String before = "";
      for (String reading : readings.split(" ")) {
        String[] parts = reading.split(":");
        long at = DAY + new BigDecimal(parts[0]).movePointRight(3).longValueExact();
        long ninths = 9 * new BigDecimal(parts[1]).movePointRight(3).longValueExact();
        if (!reading.equals(before)) {
          readingsSoFar++;
        }
        before = reading;
        intake.reading(
            record(Scenario.READINGS, at),
            new Decoder.Reading(String.valueOf(readingsSoFar), "fridge", ninths, at));
      }
      intake.commit();
    }
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, long time) {
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        time,
        TimestampType.CREATE_TIME,
        0,
        1,
        new byte[] {1},
        new byte[] {2},
        new RecordHeaders(),
        Optional.empty());
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.SalesReportsContract;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.schemas.SalesReportRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaSalesReportsTest implements SalesReportsContract {

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT);
  }

  @Override
  public SalesReports reports(int generation) {
    return topic.stores(generation).salesReports(topic.writer());
  }

  @Override
  public List<SalesRow> stored() {
    return topic.table(
        "shop.sales-reports", SalesReportRow.getClassSchema(), KafkaSalesReportsTest::row);
  }

  @Test
  void aRowIsSentWithAllThatAReaderNeedsToTellItsStatesApart() {
    SalesRow row =
        new SalesRow(
            "moving \"sales\"",
            new GroupKey("s-1", "p", "", "EUR"),
            new TimeWindow(3_600_000, 7_200_000),
            0,
            new SalesTotals(3, 1, ExactSum.of(2_500), ExactSum.of(59_9700), ExactSum.of(1)),
            RowStatus.MERGED);

    reports(7).write(List.of(row));

    assertThat(topic.log()).singleElement();
    assertThat(new String(topic.log().get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("[\"moving \\\"sales\\\"\",\"s-1\",\"p\",\"\",\"EUR\",3600000,0]");
    List<SalesReportRow> sent =
        topic.table("shop.sales-reports", SalesReportRow.getClassSchema(), (SalesReportRow r) -> r);
    assertThat(sent)
        .singleElement()
        .hasToString(
            "{\"report\": \"moving \\\"sales\\\"\", \"store_id\": \"s-1\", \"product_id\": \"p\","
                + " \"customer_id\": \"\", \"currency\": \"EUR\","
                + " \"window_start\": \"1970-01-01T01:00:00Z\","
                + " \"window_end\": \"1970-01-01T02:00:00Z\", \"window_seq\": 0, \"sales\": 3,"
                + " \"returns\": 1, \"units\": 2.500, \"gross\": 59.9700, \"returned\": 0.0001,"
                + " \"net\": 59.9699, \"status\": \"MERGED\", \"revision\": 4, \"generation\": 7}");
    assertThat(topic.registry().requests)
        .singleElement()
        .asString()
        .startsWith("POST /subjects/shop.sales-reports-value/versions ");
  }

  @Test
  void aWindowWithoutTimesHasNone() {
    reports(1)
        .write(
            List.of(
                new SalesRow(
                    "total",
                    new GroupKey("", "", "", "EUR"),
                    TimeWindow.ALWAYS,
                    3,
                    new SalesTotals(1, 0, ExactSum.ZERO, ExactSum.ZERO, ExactSum.ZERO),
                    RowStatus.PROVISIONAL)));

    assertThat(new String(topic.log().get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("[\"total\",\"\",\"\",\"\",\"EUR\",null,3]");
    List<Instant> starts =
        topic.table(
            "shop.sales-reports",
            SalesReportRow.getClassSchema(),
            (SalesReportRow row) -> row.getWindowStart());
    assertThat(starts).containsOnlyNulls();
  }

  private static SalesRow row(SalesReportRow row) {
    SalesTotals totals =
        new SalesTotals(
            row.getSales(),
            row.getReturns(),
            ExactSum.of(row.getUnits()),
            ExactSum.of(row.getGross()),
            ExactSum.of(row.getReturned()));
    assertThat(row.getNet()).isEqualTo(totals.netDecimal());
    assertThat(row.getRevision()).isEqualTo(totals.contributions());
    return new SalesRow(
        row.getReport(),
        new GroupKey(row.getStoreId(), row.getProductId(), row.getCustomerId(), row.getCurrency()),
        row.getWindowStart() == null
            ? TimeWindow.ALWAYS
            : new TimeWindow(
                row.getWindowStart().toEpochMilli(), row.getWindowEnd().toEpochMilli()),
        row.getWindowSeq(),
        totals,
        RowStatus.valueOf(row.getStatus().name()));
  }
}

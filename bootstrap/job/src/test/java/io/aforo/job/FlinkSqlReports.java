package io.aforo.job;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.Store;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.Windowing;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Reports by Flink's own SQL: the same sales and watermarks, but its table functions TUMBLE, HOP
 * and SESSION and its decimals in the place of ours.
 */
final class FlinkSqlReports {

  private static final List<String> DIMENSIONS = List.of("store", "product", "customer");

  private static final TypeInformation<Row> SALE =
      Types.ROW_NAMED(
          new String[] {"store", "product", "customer", "kind", "quantity", "amount", "currency"},
          Types.STRING,
          Types.STRING,
          Types.STRING,
          Types.STRING,
          Types.BIG_DEC,
          Types.BIG_DEC,
          Types.STRING);

  private static final Queue<ReportRow> ROWS = new ConcurrentLinkedQueue<>();

  private FlinkSqlReports() {}

  /** Whether SQL has such windows: of sliding ones, only those of a whole number of steps. */
  static boolean has(Windowing windowing) {
    return windowing instanceof SessionWindows
        || (windowing instanceof SlicedWindows windows
            && windows.sizeMillis() % windows.everyMillis() == 0);
  }

  /** Adds the reports to the job; what they say is in {@link #rows} after it. */
  static void define(
      StreamExecutionEnvironment env,
      List<SalesReport> reports,
      Recording<Sale> recording,
      WatermarkStrategy<Ingested<Sale>> watermarks) {
    ROWS.clear();
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    DataStream<Row> sales =
        env.fromSource(new RecordingSource<>(recording), watermarks, "sales", Formats.INGESTED_SALE)
            .map(FlinkSqlReports::row, SALE);
    tables.createTemporaryView(
        "sales",
        sales,
        Schema.newBuilder()
            .column("store", DataTypes.STRING())
            .column("product", DataTypes.STRING())
            .column("customer", DataTypes.STRING())
            .column("kind", DataTypes.STRING())
            .column("quantity", DataTypes.DECIMAL(12, 3))
            .column("amount", DataTypes.DECIMAL(19, 4))
            .column("currency", DataTypes.STRING())
            .columnByMetadata("sold_at", DataTypes.TIMESTAMP_LTZ(3), "rowtime")
            .watermark("sold_at", "SOURCE_WATERMARK()")
            .build());
    String all =
        reports.stream().map(FlinkSqlReports::query).collect(Collectors.joining(" UNION ALL "));
    tables
        .toDataStream(tables.sqlQuery(all))
        .sinkTo(JobCluster.sink(FlinkSqlReports::store))
        .name("rows");
  }

  static List<ReportRow> rows() {
    return List.copyOf(ROWS);
  }

  private static Row row(Ingested<Sale> ingested) {
    Sale sale = ((Ingested.Accepted<Sale>) ingested).event();
    return Row.of(
        sale.storeId(),
        sale.productId(),
        sale.customerId(),
        sale.kind().name(),
        sale.quantity().toBigDecimal(),
        sale.amount().toBigDecimal(),
        sale.amount().currency());
  }

  private static String query(SalesReport report) {
    List<String> by =
        DIMENSIONS.stream()
            .filter(
                name ->
                    report.dimensions().contains(Dimension.valueOf(name.toUpperCase(Locale.ROOT))))
            .toList();
    String columns =
        DIMENSIONS.stream()
            .map(name -> by.contains(name) ? name : "'' AS " + name)
            .collect(Collectors.joining(", "));
    String keys =
        Stream.concat(by.stream(), Stream.of("currency")).collect(Collectors.joining(", "));
    return """
        SELECT '%s' AS report, %s, currency, window_start, window_end,
          COUNT(*) FILTER (WHERE kind = 'SALE') AS sales,
          COUNT(*) FILTER (WHERE kind = 'RETURN') AS `returns`,
          SUM(CASE WHEN kind = 'SALE' THEN quantity ELSE -quantity END) AS units,
          SUM(CASE WHEN kind = 'SALE' THEN amount ELSE 0 END) AS gross,
          SUM(CASE WHEN kind = 'SALE' THEN 0 ELSE amount END) AS returned,
          SUM(CASE WHEN kind = 'SALE' THEN amount ELSE -amount END) AS net
        FROM TABLE(%s)
        GROUP BY %s, window_start, window_end
        """
        .formatted(report.name(), columns, windows(report, keys), keys);
  }

  private static String windows(SalesReport report, String keys) {
    if (report.windowing() instanceof SessionWindows sessions) {
      return "SESSION(TABLE sales PARTITION BY (%s), DESCRIPTOR(sold_at), %s)"
          .formatted(keys, seconds(sessions.gapMillis()));
    }
    SlicedWindows windows = (SlicedWindows) report.windowing();
    if (windows.everyMillis() == windows.sizeMillis()) {
      return "TUMBLE(TABLE sales, DESCRIPTOR(sold_at), %s, %s)"
          .formatted(seconds(windows.sizeMillis()), seconds(windows.offsetMillis()));
    }
    return "HOP(TABLE sales, DESCRIPTOR(sold_at), %s, %s, %s)"
        .formatted(
            seconds(windows.everyMillis()),
            seconds(windows.sizeMillis()),
            seconds(windows.offsetMillis()));
  }

  private static String seconds(long millis) {
    return "INTERVAL '" + millis / 1_000 + "' SECOND(6)";
  }

  private static Store<Row> store() {
    return new Store<>() {
      @Override
      public void write(List<Row> batch) {
        batch.forEach(row -> ROWS.add(reportRow(row)));
      }

      @Override
      public void close() {}
    };
  }

  private static ReportRow reportRow(Row row) {
    return new ReportRow(
        row.getFieldAs("report"),
        new ReportRow.Group(
            row.getFieldAs("store"),
            row.getFieldAs("product"),
            row.getFieldAs("customer"),
            row.getFieldAs("currency")),
        instant(row, "window_start"),
        instant(row, "window_end"),
        0,
        row.<Long>getFieldAs("sales"),
        row.<Long>getFieldAs("returns"),
        row.<BigDecimal>getFieldAs("units"),
        row.<BigDecimal>getFieldAs("gross"),
        row.<BigDecimal>getFieldAs("returned"),
        row.<BigDecimal>getFieldAs("net"));
  }

  /** Windows of SQL are told in the session's time zone, which is UTC here. */
  private static Instant instant(Row row, String column) {
    return row.<LocalDateTime>getFieldAs(column).toInstant(ZoneOffset.UTC);
  }
}

package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.AggregatePhaseStrategy;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.OptimizerConfigOptions;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * Flink SQL's table functions over windows. Rows come and go in SQL's own form, so that nothing is
 * converted on the way but what a source of its own would make.
 */
final class FlinkSql implements FlinkContestant {

  private static final int QUANTITY_PRECISION = 12;
  private static final int AMOUNT_PRECISION = 19;

  private static final DataType SALE =
      DataTypes.ROW(
          DataTypes.FIELD("product", DataTypes.STRING()),
          DataTypes.FIELD("currency", DataTypes.STRING()),
          DataTypes.FIELD("quantity", DataTypes.DECIMAL(QUANTITY_PRECISION, Quantity.SCALE)),
          DataTypes.FIELD("amount", DataTypes.DECIMAL(AMOUNT_PRECISION, Money.SCALE)),
          DataTypes.FIELD("sold_at", DataTypes.TIMESTAMP(3)));

  /** A sum of decimals has as many digits as there can be. */
  private static final int SUM_PRECISION = 38;

  private static final DataType ROW =
      DataTypes.ROW(
          DataTypes.FIELD("product", DataTypes.STRING()),
          DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
          DataTypes.FIELD("window_end", DataTypes.TIMESTAMP(3).notNull()),
          DataTypes.FIELD("sales", DataTypes.BIGINT().notNull()),
          DataTypes.FIELD("quantity", DataTypes.DECIMAL(SUM_PRECISION, Quantity.SCALE)),
          DataTypes.FIELD("amount", DataTypes.DECIMAL(SUM_PRECISION, Money.SCALE)));

  private final boolean isMiniBatch;

  /**
   * @param isMiniBatch whether records are gathered before they are aggregated, as Flink's
   *     documentation has it; the rest is as it comes
   */
  FlinkSql(boolean isMiniBatch) {
    this.isMiniBatch = isMiniBatch;
  }

  boolean isMiniBatch() {
    return isMiniBatch;
  }

  @Override
  public String name() {
    return isMiniBatch ? "Flink SQL, mini-batch" : "Flink SQL";
  }

  @Override
  public void define(
      StreamExecutionEnvironment environment,
      SalesQuestion question,
      Sale[] sales,
      Stopwatch stopwatch,
      Rows rows) {
    StreamTableEnvironment tables = tables(environment);
    DataStream<RowData> stream =
        FlinkContestant.stream(environment, sales, SalesStream.DISORDER, stopwatch)
            .map(FlinkSql::row, InternalTypeInfo.of((RowType) SALE.getLogicalType()));
    tables.createTemporaryView(
        "sales",
        stream,
        // The time is a column of the row: SQL needs no second one from the stream's records.
        Schema.newBuilder()
            .fromRowDataType(SALE)
            .watermark("sold_at", "SOURCE_WATERMARK()")
            .build());
    DataStream<RowData> results =
        tables.toDataStream(
            tables.sqlQuery(query(question.windows())), DataTypeUtils.toInternalDataType(ROW));
    Collected.into(results, rows, stopwatch, FlinkSql::add);
  }

  private StreamTableEnvironment tables(StreamExecutionEnvironment environment) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.getConfig().setLocalTimeZone(ZoneId.of("UTC"));
    if (isMiniBatch) {
      Configuration configuration = new Configuration();
      configuration.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ENABLED, true);
      configuration.set(
          ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ALLOW_LATENCY, Duration.ofSeconds(5));
      configuration.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_SIZE, 5_000L);
      configuration.set(
          OptimizerConfigOptions.TABLE_OPTIMIZER_AGG_PHASE_STRATEGY,
          AggregatePhaseStrategy.TWO_PHASE);
      tables.getConfig().addConfiguration(configuration);
    }
    return tables;
  }

  private static RowData row(Sale sale) {
    return GenericRowData.of(
        StringData.fromString(sale.productId()),
        StringData.fromString(sale.amount().currency()),
        DecimalData.fromUnscaledLong(
            sale.quantity().thousandths(), QUANTITY_PRECISION, Quantity.SCALE),
        // One digit too many for a long.
        DecimalData.fromBigDecimal(
            BigDecimal.valueOf(sale.amount().tenThousandths(), Money.SCALE),
            AMOUNT_PRECISION,
            Money.SCALE),
        TimestampData.fromEpochMillis(sale.soldAt()));
  }

  private static String query(SalesQuestion.Windows windows) {
    String function =
        switch (windows) {
          case TUMBLING ->
              "TUMBLE(TABLE sales, DESCRIPTOR(sold_at), %s)".formatted(interval(windows.size()));
          case SLIDING ->
              "HOP(TABLE sales, DESCRIPTOR(sold_at), %s, %s)"
                  .formatted(interval(windows.slide()), interval(windows.size()));
          case SESSION ->
              "SESSION(TABLE sales PARTITION BY product, DESCRIPTOR(sold_at), %s)"
                  .formatted(interval(windows.size()));
        };
    return """
        SELECT product, window_start, window_end,
          COUNT(*) AS sales, SUM(quantity) AS quantity, SUM(amount) AS amount
        FROM TABLE(%s)
        GROUP BY product, window_start, window_end
        """
        .formatted(function);
  }

  private static String interval(Duration duration) {
    return "INTERVAL '%d' MINUTES".formatted(duration.toMinutes());
  }

  private static void add(Rows rows, RowData row) {
    rows.add(
        row.getString(0).toString(),
        row.getTimestamp(1, 3).getMillisecond(),
        row.getTimestamp(2, 3).getMillisecond(),
        row.getLong(3),
        unscaled(row.getDecimal(4, SUM_PRECISION, Quantity.SCALE)),
        unscaled(row.getDecimal(5, SUM_PRECISION, Money.SCALE)));
  }

  private static long unscaled(DecimalData decimal) {
    return decimal.toBigDecimal().unscaledValue().longValueExact();
  }
}

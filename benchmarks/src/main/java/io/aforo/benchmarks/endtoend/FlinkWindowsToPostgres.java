package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.SalesSums;
import io.aforo.schemas.Sale;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * The same on Flink's own parts: its source and format, its sliding windows with three sums as
 * state, its JDBC sink with batches of our size. What is sent to the keys is cut to what is needed.
 */
final class FlinkWindowsToPostgres implements ToWindowTable {

  @Override
  public String name() {
    return "Flink's windows";
  }

  @Override
  public void read(Servers servers, String topic, long sales, Stopwatch stopwatch)
      throws Exception {
    StreamExecutionEnvironment environment = Flink.environment(servers);
    KafkaSource<Sale> source =
        KafkaSource.<Sale>builder()
            .setBootstrapServers(servers.bootstrapServers())
            .setTopics(topic)
            .setProperty("interceptor.classes", FirstPoll.class.getName())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(
                new Typed(
                    ConfluentRegistryAvroDeserializationSchema.forSpecific(
                        Sale.class, servers.registryUrl())))
            .build();
    DataStream<Tuple5<String, Long, Long, Long, Long>> rows =
        environment
            .fromSource(
                source,
                WatermarkStrategy.<Sale>forBoundedOutOfOrderness(SalesDay.DISORDER)
                    .withTimestampAssigner((sale, time) -> sale.getSoldAt().toEpochMilli()),
                "sales")
            .map(
                sale ->
                    Tuple3.of(
                        sale.getProductId(),
                        sale.getQuantity().unscaledValue().longValue(),
                        sale.getAmount().unscaledValue().longValue()),
                Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
            .keyBy(sale -> sale.f0, Types.STRING)
            .window(SlidingEventTimeWindows.of(SalesDay.SIZE, SalesDay.SLIDE))
            .aggregate(
                new SalesSums(),
                new WithStart(),
                Types.<Tuple3<Long, Long, Long>>TUPLE(Types.LONG, Types.LONG, Types.LONG),
                Types.<Tuple3<Long, Long, Long>>TUPLE(Types.LONG, Types.LONG, Types.LONG),
                Types.TUPLE(Types.STRING, Types.LONG, Types.LONG, Types.LONG, Types.LONG));
    rows.sinkTo(
        JdbcSink.<Tuple5<String, Long, Long, Long, Long>>builder()
            .withQueryStatement(WindowTable.UPSERT, FlinkWindowsToPostgres::set)
            .withExecutionOptions(
                JdbcExecutionOptions.builder()
                    .withBatchSize(1_000)
                    .withBatchIntervalMs(1_000)
                    .build())
            .buildAtLeastOnce(
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                    // Without it, each row of a batch is a statement of its own.
                    .withUrl(servers.jdbcUrl() + parameter(servers.jdbcUrl()))
                    .withUsername(servers.user())
                    .withPassword(servers.password())
                    .build()));
    Flink.run(environment);
  }

  static String parameter(String url) {
    return (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
  }

  private static void set(PreparedStatement statement, Tuple5<String, Long, Long, Long, Long> row)
      throws SQLException {
    set(statement, row.f0, row.f1, row.f2, row.f3, row.f4);
  }

  /** Fills in {@link WindowTable#UPSERT}. */
  static void set(
      PreparedStatement statement,
      String product,
      long start,
      long sales,
      long thousandths,
      long tenThousandths)
      throws SQLException {
    statement.setString(1, product);
    statement.setObject(
        2,
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(start, 1_000), Math.floorMod(start, 1_000) * 1_000_000, ZoneOffset.UTC));
    statement.setLong(3, sales);
    statement.setBigDecimal(4, BigDecimal.valueOf(thousandths, 3));
    statement.setBigDecimal(5, BigDecimal.valueOf(tenThousandths, 4));
  }

  /**
   * Flink's format, which cannot name the type of this generated class; sales never leave the chain
   * that they are read in, so that no serializer of theirs is used.
   */
  private static final class Typed implements DeserializationSchema<Sale> {

    private static final long serialVersionUID = 1L;

    private final DeserializationSchema<Sale> format;

    private Typed(DeserializationSchema<Sale> format) {
      this.format = format;
    }

    @Override
    public void open(InitializationContext context) throws Exception {
      format.open(context);
    }

    @Override
    public Sale deserialize(byte[] message) throws IOException {
      return format.deserialize(message);
    }

    @Override
    public boolean isEndOfStream(Sale sale) {
      return false;
    }

    @Override
    public TypeInformation<Sale> getProducedType() {
      return new GenericTypeInfo<>(Sale.class);
    }
  }

  private static final class WithStart
      extends ProcessWindowFunction<
          Tuple3<Long, Long, Long>, Tuple5<String, Long, Long, Long, Long>, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String product,
        Context context,
        Iterable<Tuple3<Long, Long, Long>> sums,
        Collector<Tuple5<String, Long, Long, Long, Long>> out) {
      Tuple3<Long, Long, Long> sum = sums.iterator().next();
      out.collect(Tuple5.of(product, context.window().getStart(), sum.f0, sum.f1, sum.f2));
    }
  }
}

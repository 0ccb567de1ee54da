package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.schemas.Sale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * The same in Kafka Streams: hopping windows, whose rows change while they grow, as often as its
 * cache lets them through, and stay as they are at the end. State is on the heap, as everybody's,
 * its changes in a topic; a batch of rows is written by our size and interval, and when a task
 * ends.
 */
final class StreamsToPostgres implements ToWindowTable {

  private static final long CACHE_BYTES = 256L << 20;
  private static final Duration GRACE = Duration.ofHours(24);

  /** How many windows a sale is in. */
  private static final long WINDOWS = SalesDay.SIZE.dividedBy(SalesDay.SLIDE);

  @Override
  public String name() {
    return "Kafka Streams";
  }

  @Override
  public List<String> without() {
    return List.of("frocksdbjni");
  }

  @Override
  public void read(Servers servers, String topic, long sales, Stopwatch stopwatch)
      throws Exception {
    LongAdder added = new LongAdder();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams-" + UUID.randomUUID());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, servers.directory().resolve("streams").toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, EndToEndSuite.PARALLELISM);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(
        StreamsConfig.mainConsumerPrefix("interceptor.classes"), FirstPoll.class.getName());
    properties.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
    try (KafkaStreams streams =
        new KafkaStreams(topology(servers, topic, added).build(), properties)) {
      streams.setUncaughtExceptionHandler(
          problem -> {
            failure.set(problem);
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      while (added.sum() < sales * WINDOWS) {
        if (failure.get() != null) {
          throw new IllegalStateException(failure.get());
        }
        Thread.sleep(5);
      }
    }
    // To close it was to write what was still in the cache.
  }

  private static StreamsBuilder topology(Servers servers, String topic, LongAdder added) {
    String url = servers.jdbcUrl();
    String user = servers.user();
    String password = servers.password();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topic,
            Consumed.with(Serdes.String(), sales())
                .withTimestampExtractor(
                    (record, time) -> ((Sale) record.value()).getSoldAt().toEpochMilli()))
        .map(
            (store, sale) ->
                new org.apache.kafka.streams.KeyValue<>(
                    sale.getProductId(),
                    new Sums(
                        1,
                        sale.getQuantity().unscaledValue().longValue(),
                        sale.getAmount().unscaledValue().longValue())))
        .groupByKey(Grouped.with(Serdes.String(), sums()))
        .windowedBy(TimeWindows.ofSizeAndGrace(SalesDay.SIZE, GRACE).advanceBy(SalesDay.SLIDE))
        .aggregate(
            () -> new Sums(0, 0, 0),
            (product, sale, before) -> {
              added.increment();
              return before.plus(sale);
            },
            Materialized.<String, Sums>as(
                    Stores.inMemoryWindowStore(
                        "windows", SalesDay.SIZE.plus(GRACE), SalesDay.SIZE, false))
                .withKeySerde(Serdes.String())
                .withValueSerde(sums())
                .withCachingEnabled())
        .toStream()
        .process(() -> new Writer(url, user, password));
    return builder;
  }

  private static Serde<Sale> sales() {
    // One serde is shared by all threads.
    ThreadLocal<SaleReader> readers = ThreadLocal.withInitial(SaleReader::new);
    Deserializer<Sale> deserializer =
        (topic, bytes) -> {
          try {
            return readers.get().read(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    return Serdes.serdeFrom(
        (topic, sale) -> {
          throw new UnsupportedOperationException("sales are only read");
        },
        deserializer);
  }

  private static Serde<Sums> sums() {
    return Serdes.serdeFrom(
        (topic, sums) ->
            sums == null
                ? null
                : ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(sums.sales)
                    .putLong(sums.thousandths)
                    .putLong(sums.tenThousandths)
                    .array(),
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new Sums(buffer.getLong(), buffer.getLong(), buffer.getLong());
        });
  }

  private record Sums(long sales, long thousandths, long tenThousandths) {
    Sums plus(Sums other) {
      return new Sums(
          sales + other.sales,
          thousandths + other.thousandths,
          tenThousandths + other.tenThousandths);
    }
  }

  /** Writes batches, each in one transaction. */
  private static final class Writer implements Processor<Windowed<String>, Sums, Void, Void> {

    private static final int BATCH = 1_000;

    private final String url;
    private final String user;
    private final String password;
    private Connection connection;
    private PreparedStatement statement;
    private int rows;

    private Writer(String url, String user, String password) {
      this.url = url;
      this.user = user;
      this.password = password;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      try {
        connection =
            DriverManager.getConnection(
                url + FlinkWindowsToPostgres.parameter(url), user, password);
        connection.setAutoCommit(false);
        statement = connection.prepareStatement(WindowTable.UPSERT);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> flush());
    }

    @Override
    public void process(Record<Windowed<String>, Sums> record) {
      Sums sums = record.value();
      try {
        FlinkWindowsToPostgres.set(
            statement,
            record.key().key(),
            record.key().window().start(),
            sums.sales,
            sums.thousandths,
            sums.tenThousandths);
        statement.addBatch();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      if (++rows == BATCH) {
        flush();
      }
    }

    private void flush() {
      if (rows > 0) {
        try {
          statement.executeBatch();
          connection.commit();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
        rows = 0;
      }
    }

    @Override
    public void close() {
      flush();
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

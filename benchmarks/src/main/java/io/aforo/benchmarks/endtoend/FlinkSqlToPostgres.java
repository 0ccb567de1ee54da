package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;

/** The same in Flink SQL: its formats and connectors, its window function; columns as needed. */
final class FlinkSqlToPostgres implements ToWindowTable {

  @Override
  public String name() {
    return "Flink SQL";
  }

  @Override
  public void read(Servers servers, String topic, long sales, Stopwatch stopwatch)
      throws Exception {
    StreamTableEnvironment tables = StreamTableEnvironment.create(Flink.environment(servers));
    // Its rows come once, but it does not see that their keys are unique without the window's end.
    tables.getConfig().set(ExecutionConfigOptions.TABLE_EXEC_SINK_REQUIRE_ON_CONFLICT, false);
    tables.executeSql(
        """
        CREATE TABLE sales (
          product_id STRING NOT NULL,
          quantity DECIMAL(12, 3) NOT NULL,
          amount DECIMAL(19, 4) NOT NULL,
          sold_at TIMESTAMP(3) NOT NULL,
          WATERMARK FOR sold_at AS sold_at - INTERVAL '5' SECOND
        ) WITH (
          'connector' = 'kafka',
          'topic' = '%s',
          'properties.bootstrap.servers' = '%s',
          'properties.interceptor.classes' = '%s',
          'scan.startup.mode' = 'earliest-offset',
          'scan.bounded.mode' = 'latest-offset',
          'format' = 'avro-confluent',
          'avro-confluent.url' = '%s'
        )"""
            .formatted(
                topic,
                servers.bootstrapServers(),
                FirstPoll.class.getName(),
                servers.registryUrl()));
    tables.executeSql(
        """
        CREATE TABLE windows (
          product_id STRING NOT NULL,
          window_start TIMESTAMP(3) NOT NULL,
          sales BIGINT NOT NULL,
          units DECIMAL(38, 3) NOT NULL,
          amount DECIMAL(38, 4) NOT NULL,
          PRIMARY KEY (product_id, window_start) NOT ENFORCED
        ) WITH (
          'connector' = 'jdbc',
          'url' = '%s',
          'username' = '%s',
          'password' = '%s',
          'table-name' = '%s',
          'sink.buffer-flush.max-rows' = '1000',
          'sink.buffer-flush.interval' = '1s'
        )"""
            .formatted(
                servers.jdbcUrl() + FlinkWindowsToPostgres.parameter(servers.jdbcUrl()),
                servers.user(),
                servers.password(),
                WindowTable.OTHERS.table()));
    tables
        .executeSql(
            """
            INSERT INTO windows
            SELECT product_id, window_start, COUNT(*), SUM(quantity), SUM(amount)
            FROM HOP(TABLE sales, DESCRIPTOR(sold_at), INTERVAL '5' MINUTES, INTERVAL '1' HOUR)
            GROUP BY product_id, window_start, window_end""")
        .await();
  }
}

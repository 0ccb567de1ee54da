package io.aforo.benchmarks.sales;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.domain.sales.Sale;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One that answers by a job on Flink. */
interface FlinkContestant extends SalesContestant {

  /** Builds the job, from the sales in memory to what the rows add up to. */
  void define(
      StreamExecutionEnvironment environment,
      SalesQuestion question,
      Sale[] sales,
      Stopwatch stopwatch,
      Rows rows);

  /** Flink has every kind of windows, and RocksDB. */
  @Override
  default boolean canAnswer(SalesQuestion question) {
    return true;
  }

  /**
   * The sales as a stream.
   *
   * @param disorderMillis how far behind the newest a sale comes at most
   */
  static DataStream<Sale> stream(
      StreamExecutionEnvironment environment,
      Sale[] sales,
      long disorderMillis,
      Stopwatch stopwatch) {
    return FlinkProcess.stream(
        environment,
        sales,
        Formats.SALE,
        (sale, none) -> sale.soldAt(),
        Duration.ofMillis(disorderMillis),
        stopwatch);
  }

  @Override
  default Rows answer(SalesQuestion question, Sale[] sales, Stopwatch stopwatch) throws Exception {
    StreamExecutionEnvironment environment = FlinkProcess.environment(question.isOnRocksDb());
    Rows rows = new Rows();
    define(environment, question, sales, stopwatch, rows);
    FlinkProcess.run(environment);
    return rows;
  }
}

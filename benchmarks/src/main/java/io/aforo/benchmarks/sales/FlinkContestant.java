package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.domain.sales.Sale;
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

  @Override
  default Rows answer(SalesQuestion question, Sale[] sales, Stopwatch stopwatch) throws Exception {
    StreamExecutionEnvironment environment = FlinkProcess.environment(question.isOnRocksDb());
    Rows rows = new Rows();
    define(environment, question, sales, stopwatch, rows);
    FlinkProcess.run(environment);
    return rows;
  }
}

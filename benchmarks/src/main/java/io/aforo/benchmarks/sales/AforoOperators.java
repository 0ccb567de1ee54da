package io.aforo.benchmarks.sales;

import io.aforo.adapters.flink.SalesPipeline;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.SessionWindows;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the job is made of: its combiner, its tables, with all that they do for late sales. */
final class AforoOperators implements FlinkContestant {

  @Override
  public String name() {
    return Suite.OURS;
  }

  @Override
  public void define(
      StreamExecutionEnvironment environment,
      SalesQuestion question,
      Sale[] sales,
      Stopwatch stopwatch,
      Rows rows) {
    DataStream<Sale> stream =
        FlinkContestant.stream(environment, sales, SalesStream.DISORDER, stopwatch);
    Collected.into(
        SalesPipeline.rows(stream, report(question)), rows, stopwatch, AforoOperators::add);
  }

  private static SalesReport report(SalesQuestion question) {
    Duration size = question.windows().size();
    Windowing windowing =
        question.windows() == SalesQuestion.Windows.SESSION
            ? new SessionWindows(size.toMillis())
            : new SlicedWindows(size.toMillis(), question.windows().slide().toMillis(), 0);
    return new SalesReport(
        "benchmark", windowing, Set.of(Dimension.PRODUCT), new WindowLifecycle(0));
  }

  static void add(Rows rows, SalesRow row) {
    rows.add(
        row.group().productId(),
        row.window().start(),
        row.window().end(),
        row.totals().sales(),
        row.totals().units().low(),
        row.totals().gross().low());
  }
}

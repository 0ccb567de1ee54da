package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.benchmarks.flink.SalesSums;
import io.aforo.domain.sales.Sale;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.WindowedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Flink's built-in windows with an aggregate function, as its documentation has them: three sums as
 * state, a window function for the window's times. What is sent to the keys is cut to what is
 * needed first, and serialized by hand-written serializers alone.
 */
final class FlinkWindows implements FlinkContestant {

  @Override
  public String name() {
    return "Flink's windows";
  }

  @Override
  public void define(
      StreamExecutionEnvironment environment,
      SalesQuestion question,
      Sale[] sales,
      Stopwatch stopwatch,
      Rows rows) {
    KeyedStream<Tuple3<String, Long, Long>, String> stream =
        byProduct(environment, sales, stopwatch);
    Duration size = question.windows().size();
    WindowedStream<Tuple3<String, Long, Long>, String, TimeWindow> windowed =
        stream.window(
            switch (question.windows()) {
              case TUMBLING -> TumblingEventTimeWindows.of(size);
              case SLIDING -> SlidingEventTimeWindows.of(size, question.windows().slide());
              case SESSION -> EventTimeSessionWindows.withGap(size);
            });
    DataStream<Tuple6<String, Long, Long, Long, Long, Long>> results =
        windowed.aggregate(
            new SalesSums(),
            new WithWindow(),
            Types.<Tuple3<Long, Long, Long>>TUPLE(Types.LONG, Types.LONG, Types.LONG),
            Types.<Tuple3<Long, Long, Long>>TUPLE(Types.LONG, Types.LONG, Types.LONG),
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG));
    Collected.into(
        results,
        rows,
        stopwatch,
        (sum, row) -> sum.add(row.f0, row.f1, row.f2, row.f3, row.f4, row.f5));
  }

  /** Product, quantity and amount: what is needed of a sale, by product. */
  static KeyedStream<Tuple3<String, Long, Long>, String> byProduct(
      StreamExecutionEnvironment environment, Sale[] sales, Stopwatch stopwatch) {
    return FlinkContestant.stream(environment, sales, SalesStream.DISORDER, stopwatch)
        .map(
            sale ->
                Tuple3.of(
                    sale.productId(),
                    sale.quantity().thousandths(),
                    sale.amount().tenThousandths()),
            Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
        .keyBy(sale -> sale.f0, Types.STRING);
  }

  private static final class WithWindow
      extends ProcessWindowFunction<
          Tuple3<Long, Long, Long>,
          Tuple6<String, Long, Long, Long, Long, Long>,
          String,
          TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String product,
        Context context,
        Iterable<Tuple3<Long, Long, Long>> sums,
        Collector<Tuple6<String, Long, Long, Long, Long, Long>> out) {
      Tuple3<Long, Long, Long> sum = sums.iterator().next();
      TimeWindow window = context.window();
      out.collect(Tuple6.of(product, window.getStart(), window.getEnd(), sum.f0, sum.f1, sum.f2));
    }
  }
}

package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.domain.sales.Sale;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What is written by hand where Flink's windows are in the way: a function by product, with the
 * sums of each open window in its state and a timer for each window's end. Each sale is added to
 * all of its windows.
 */
final class NaiveFunction implements FlinkContestant {

  private static final TypeInformation<Tuple6<String, Long, Long, Long, Long, Long>> ROW =
      Types.TUPLE(Types.STRING, Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG);

  @Override
  public String name() {
    return "naive function";
  }

  @Override
  public void define(
      StreamExecutionEnvironment environment,
      SalesQuestion question,
      Sale[] sales,
      Stopwatch stopwatch,
      Rows rows) {
    long size = question.windows().size().toMillis();
    long slide = question.windows().slide().toMillis();
    DataStream<Tuple6<String, Long, Long, Long, Long, Long>> results =
        FlinkWindows.byProduct(environment, sales, stopwatch)
            .process(
                question.windows() == SalesQuestion.Windows.SESSION
                    ? new Sessions(size)
                    : new Windows(size, slide),
                ROW);
    Collected.into(
        results,
        rows,
        stopwatch,
        (sum, row) -> sum.add(row.f0, row.f1, row.f2, row.f3, row.f4, row.f5));
  }

  /** The sums of each window by its start. */
  private static final class Windows
      extends KeyedProcessFunction<
          String, Tuple3<String, Long, Long>, Tuple6<String, Long, Long, Long, Long, Long>> {

    private static final long serialVersionUID = 1L;

    private final long size;
    private final long slide;
    private transient MapState<Long, Tuple3<Long, Long, Long>> windows;

    private Windows(long size, long slide) {
      this.size = size;
      this.slide = slide;
    }

    @Override
    public void open(OpenContext context) {
      windows =
          getRuntimeContext()
              .getMapState(
                  new MapStateDescriptor<>(
                      "windows", Types.LONG, Types.TUPLE(Types.LONG, Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(
        Tuple3<String, Long, Long> sale,
        Context context,
        Collector<Tuple6<String, Long, Long, Long, Long, Long>> out)
        throws Exception {
      long time = context.timestamp();
      for (long start = time - Math.floorMod(time, slide); start > time - size; start -= slide) {
        Tuple3<Long, Long, Long> sums = windows.get(start);
        if (sums == null) {
          sums = Tuple3.of(0L, 0L, 0L);
          context.timerService().registerEventTimeTimer(start + size - 1);
        }
        sums.f0 += 1;
        sums.f1 += sale.f1;
        sums.f2 += sale.f2;
        windows.put(start, sums);
      }
    }

    @Override
    public void onTimer(
        long time,
        OnTimerContext context,
        Collector<Tuple6<String, Long, Long, Long, Long, Long>> out)
        throws Exception {
      long start = time + 1 - size;
      Tuple3<Long, Long, Long> sums = windows.get(start);
      windows.remove(start);
      out.collect(
          Tuple6.of(context.getCurrentKey(), start, start + size, sums.f0, sums.f1, sums.f2));
    }
  }

  /** A list of the open sessions: start, end and sums. */
  private static final class Sessions
      extends KeyedProcessFunction<
          String, Tuple3<String, Long, Long>, Tuple6<String, Long, Long, Long, Long, Long>> {

    private static final long serialVersionUID = 1L;

    private final long gap;
    private transient ListState<Tuple5<Long, Long, Long, Long, Long>> sessions;

    private Sessions(long gap) {
      this.gap = gap;
    }

    @Override
    public void open(OpenContext context) {
      sessions =
          getRuntimeContext()
              .getListState(
                  new ListStateDescriptor<>(
                      "sessions",
                      Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(
        Tuple3<String, Long, Long> sale,
        Context context,
        Collector<Tuple6<String, Long, Long, Long, Long, Long>> out)
        throws Exception {
      long time = context.timestamp();
      Tuple5<Long, Long, Long, Long, Long> merged =
          Tuple5.of(time, time + gap, 1L, sale.f1, sale.f2);
      List<Tuple5<Long, Long, Long, Long, Long>> kept = new ArrayList<>();
      boolean isTimed = false;
      for (Tuple5<Long, Long, Long, Long, Long> session : sessions.get()) {
        // As Flink has it: what is exactly the gap apart is one session.
        if (session.f0 > time + gap || session.f1 < time) {
          kept.add(session);
          continue;
        }
        if (session.f1 >= time + gap) {
          isTimed = true;
        } else {
          context.timerService().deleteEventTimeTimer(session.f1 - 1);
        }
        merged.f0 = Math.min(merged.f0, session.f0);
        merged.f1 = Math.max(merged.f1, session.f1);
        merged.f2 += session.f2;
        merged.f3 += session.f3;
        merged.f4 += session.f4;
      }
      if (!isTimed) {
        context.timerService().registerEventTimeTimer(merged.f1 - 1);
      }
      kept.add(merged);
      sessions.update(kept);
    }

    @Override
    public void onTimer(
        long time,
        OnTimerContext context,
        Collector<Tuple6<String, Long, Long, Long, Long, Long>> out)
        throws Exception {
      List<Tuple5<Long, Long, Long, Long, Long>> kept = new ArrayList<>();
      for (Tuple5<Long, Long, Long, Long, Long> session : sessions.get()) {
        if (session.f1 - 1 > time) {
          kept.add(session);
        } else {
          out.collect(
              Tuple6.of(
                  context.getCurrentKey(),
                  session.f0,
                  session.f1,
                  session.f2,
                  session.f3,
                  session.f4));
        }
      }
      sessions.update(kept);
    }
  }
}

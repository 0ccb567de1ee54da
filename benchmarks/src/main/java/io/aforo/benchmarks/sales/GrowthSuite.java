package io.aforo.benchmarks.sales;

import io.aforo.adapters.flink.SalesPipeline;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.flink.Collected;
import io.aforo.benchmarks.flink.FlinkProcess;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.WindowLifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How the cost of our own operators grows: with the keys, the windows, the reports and the
 * disorder, each by itself, from one case that is in all four.
 */
public final class GrowthSuite implements Suite {

  private static final int HEAP_MEBIBYTES = 6_144;
  private static final int WARM_UPS = 4;
  private static final long SPAN = Duration.ofHours(8).toMillis();

  /**
   * @param keys how many products, sold all alike
   * @param size of the windows
   * @param slide of the windows
   * @param reports how many reports of this kind
   * @param disorder how late a sale comes at most
   */
  private record Case(int keys, Duration size, Duration slide, int reports, Duration disorder) {}

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final Case PLAIN = new Case(1_000, HOUR, HOUR, 1, FIVE_SECONDS);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public Headline headline() {
    return Headline.EVENTS_PER_SECOND;
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("1,000 keys, tumbling 1 h, 1 report, disorder 5 s", PLAIN);
    cases.put("10,000 keys", new Case(10_000, HOUR, HOUR, 1, FIVE_SECONDS));
    cases.put("100,000 keys", new Case(100_000, HOUR, HOUR, 1, FIVE_SECONDS));
    cases.put("1,000,000 keys", new Case(1_000_000, HOUR, HOUR, 1, FIVE_SECONDS));
    cases.put(
        "sliding 1 h / 5 min (12 slices)",
        new Case(1_000, HOUR, Duration.ofMinutes(5), 1, FIVE_SECONDS));
    cases.put(
        "sliding 1 h / 1 min (60 slices)",
        new Case(1_000, HOUR, Duration.ofMinutes(1), 1, FIVE_SECONDS));
    cases.put(
        "sliding 24 h / 5 min (288 slices)",
        new Case(1_000, Duration.ofHours(24), Duration.ofMinutes(5), 1, FIVE_SECONDS));
    for (int reports : new int[] {2, 4, 8}) {
      cases.put(reports + " reports", new Case(1_000, HOUR, HOUR, reports, FIVE_SECONDS));
    }
    for (int minutes : new int[] {1, 10, 60}) {
      cases.put(
          "disorder " + minutes + " min",
          new Case(1_000, HOUR, HOUR, 1, Duration.ofMinutes(minutes)));
    }
    return cases;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    if (scale == Scale.QUICK) {
      return List.of();
    }
    return cases().keySet().stream()
        .map(scenario -> new Trial(scenario, OURS, 5, HEAP_MEBIBYTES))
        .toList();
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    Case chosen = cases().get(trial.scenario());
    Sale[] sales = sales(chosen);
    for (int time = 0; time < WARM_UPS; time++) {
      answer(chosen, sales, new Stopwatch());
    }
    System.gc();
    Stopwatch stopwatch = new Stopwatch();
    Rows rows = answer(chosen, sales, stopwatch);
    Map<String, Double> figures = stopwatch.figures(sales.length);
    figures.put("rows", (double) rows.count());
    return new Answer(rows.checksum(), figures);
  }

  /** The same sales in every case but that of the keys; in the order in which they arrive. */
  private static Sale[] sales(Case chosen) {
    Sale[] sales =
        new SalesStream(chosen.keys, SalesStream.Popularity.UNIFORM, 4_000_000, SPAN).make();
    if (chosen.disorder.equals(FIVE_SECONDS)) {
      return sales;
    }
    SplittableRandom random = new SplittableRandom(5);
    long late = chosen.disorder.toMillis();
    long[] arrivals = new long[sales.length];
    Arrays.setAll(arrivals, index -> sales[index].soldAt() + random.nextLong(late));
    return IntStream.range(0, sales.length)
        .boxed()
        .sorted(Comparator.comparingLong(index -> arrivals[index]))
        .map(index -> sales[index])
        .toArray(Sale[]::new);
  }

  private static Rows answer(Case chosen, Sale[] sales, Stopwatch stopwatch) throws Exception {
    StreamExecutionEnvironment environment = FlinkProcess.environment(false);
    DataStream<Sale> stream =
        FlinkContestant.stream(environment, sales, chosen.disorder.toMillis(), stopwatch);
    List<DataStream<SalesRow>> reports = new ArrayList<>();
    for (int report = 1; report <= chosen.reports; report++) {
      reports.add(SalesPipeline.rows(stream, report(chosen, report)));
    }
    Rows rows = new Rows();
    Collected.into(
        reports.stream().reduce(DataStream::union).orElseThrow(),
        rows,
        stopwatch,
        AforoOperators::add);
    FlinkProcess.run(environment);
    return rows;
  }

  private static SalesReport report(Case chosen, int number) {
    return new SalesReport(
        "benchmark-" + number,
        new SlicedWindows(chosen.size.toMillis(), chosen.slide.toMillis(), 0),
        Set.of(Dimension.PRODUCT),
        new WindowLifecycle(0));
  }
}

package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.sales.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a filled topic of Avro sales to rows in Postgres, a report of moving sums by product: from
 * the first records polled to the last row committed, or for those who write none to the last
 * record.
 */
public final class EndToEndSuite implements Suite {

  private static final int HEAP_MEBIBYTES = 3_072;

  private static final SalesDay WARM_UP = new SalesDay(1_000_000, Duration.ofHours(2));

  /** How many of each stage of a job there are, and threads of Kafka Streams. */
  static final int PARALLELISM = 2;

  /**
   * By CPU time: on a busy machine the clock says little of what was compiled meanwhile. Of whom
   * there is much to compile, the compiler has most of a core for the first minute; with little
   * warm-up a run of some seconds is a third slower.
   */
  private static Duration warmUp(Scale scale) {
    return Duration.ofSeconds(scale == Scale.QUICK ? 12 : 120);
  }

  private static final List<Contestant> CONTESTANTS =
      List.of(
          new AforoToPostgres(false),
          new AforoToPostgres(true),
          new BareConsumer(false),
          new BareConsumer(true),
          new FlinkWindowsToPostgres(),
          new FlinkSqlToPostgres(),
          new StreamsToPostgres());

  /** The quick run does without those of whom the least is to be learnt, one fast and one slow. */
  private static List<Contestant> contestants(Scale scale) {
    return CONTESTANTS.stream()
        .filter(
            contestant ->
                scale == Scale.FULL
                    || !(contestant instanceof StreamsToPostgres)
                        && !contestant.equals(new BareConsumer(false)))
        .toList();
  }

  @Override
  public String name() {
    return "end-to-end";
  }

  @Override
  public Headline headline() {
    return Headline.EVENTS_PER_SECOND;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    List<Trial> trials = new ArrayList<>();
    days(scale)
        .forEach(
            (scenario, day) ->
                contestants(scale)
                    .forEach(
                        contestant ->
                            trials.add(
                                new Trial(
                                    scenario,
                                    contestant.name(),
                                    scale == Scale.QUICK ? 1 : 5,
                                    HEAP_MEBIBYTES,
                                    contestant.without()))));
    return trials;
  }

  /** The more sales there are to an hour, the fewer rows there are to a sale. */
  private static Map<String, SalesDay> days(Scale scale) {
    int millions = scale == Scale.QUICK ? 1 : 6;
    return Map.of(
        "sliding 1 h / 5 min, 1,000 products, %d M sales in 2 h".formatted(millions),
        new SalesDay(millions * 1_000_000, Duration.ofHours(2)));
  }

  private static void warmUp(Contestant contestant, Servers servers, Duration cpu)
      throws Exception {
    Stopwatch used = new Stopwatch();
    used.start();
    do {
      contestant.read(servers, "warm-up", WARM_UP.sales(), new Stopwatch());
      used.stop();
    } while (used.figures(1).get("cpuNanos") < cpu.toNanos());
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    SalesDay day = days(scale).get(trial.scenario());
    Contestant contestant =
        CONTESTANTS.stream()
            .filter(each -> each.name().equals(trial.contestant()))
            .findFirst()
            .orElseThrow();
    try (Servers servers = Servers.start()) {
      contestant.prepare(servers);
      WARM_UP.fill(servers, "warm-up");
      day.fill(servers, "sales");
      warmUp(contestant, servers, warmUp(scale));
      Stopwatch stopwatch = new Stopwatch();
      FirstPoll.starts(stopwatch);
      Optional<WindowTable> table = contestant.table();
      if (table.isEmpty()) {
        System.gc();
        contestant.read(servers, "sales", day.sales(), stopwatch);
        return new Answer("", stopwatch.figures(day.sales()));
      }
      table.get().clear(servers);
      System.gc();
      try (CommitClock clock = new CommitClock(servers, table.get().table())) {
        // Stopped by the clock alone.
        clock.time(
            () -> contestant.read(servers, "sales", day.sales(), new Stopwatch()), stopwatch);
      }
      Rows rows = table.get().rows(servers);
      Map<String, Double> figures = stopwatch.figures(day.sales());
      figures.put("rows", (double) rows.count());
      return new Answer(rows.checksum(), figures);
    }
  }
}

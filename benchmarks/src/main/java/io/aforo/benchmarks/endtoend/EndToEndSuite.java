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

  private static final Duration WARM_UP_CPU = Duration.ofSeconds(20);

  private static final List<Contestant> CONTESTANTS =
      List.of(
          new AforoToPostgres(false),
          new AforoToPostgres(true),
          new BareConsumer(false),
          new BareConsumer(true),
          new FlinkWindowsToPostgres(),
          new FlinkSqlToPostgres(),
          new StreamsToPostgres());

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
                CONTESTANTS.forEach(
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

  /** By CPU time: on a busy machine the clock says little of what was compiled meanwhile. */
  private static void warmUp(Contestant contestant, Servers servers) throws Exception {
    Stopwatch used = new Stopwatch();
    used.start();
    do {
      contestant.read(servers, "warm-up", WARM_UP.sales(), new Stopwatch());
      used.stop();
    } while (used.figures(1).get("cpuNanos") < WARM_UP_CPU.toNanos());
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
      warmUp(contestant, servers);
      contestant.clear(servers);
      System.gc();
      Stopwatch stopwatch = new Stopwatch();
      FirstPoll.starts(stopwatch);
      contestant.read(servers, "sales", day.sales(), stopwatch);
      Map<String, Double> figures = stopwatch.figures(day.sales());
      Optional<Rows> rows = contestant.rows(servers);
      rows.ifPresent(written -> figures.put("rows", (double) written.count()));
      return new Answer(rows.map(Rows::checksum).orElse(""), figures);
    }
  }
}

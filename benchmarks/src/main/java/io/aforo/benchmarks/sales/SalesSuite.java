package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.domain.sales.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Sales in windows, in process: from sales in memory to a checksum over the rows. */
public final class SalesSuite implements Suite {

  private static final int HEAP_MEBIBYTES = 6_144;

  /** For how long a contestant runs before it is measured. */
  private static final Duration WARM_UP = Duration.ofSeconds(6);

  static final List<SalesContestant> CONTESTANTS =
      List.of(
          new AforoOperators(),
          new PlainLoop(),
          new FlinkWindows(),
          new FlinkSql(false),
          new FlinkSql(true),
          new HazelcastJet(),
          new NaiveFunction());

  @Override
  public String name() {
    return "sales";
  }

  @Override
  public Headline headline() {
    return Headline.EVENTS_PER_SECOND;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    List<Trial> trials = new ArrayList<>();
    for (SalesQuestion question : questions(scale)) {
      for (SalesContestant contestant : CONTESTANTS) {
        if (contestant.canAnswer(question)) {
          trials.add(
              new Trial(
                  question.name(),
                  contestant.name(),
                  scale == Scale.QUICK ? 1 : 5,
                  HEAP_MEBIBYTES));
        }
      }
    }
    return trials;
  }

  private static List<SalesQuestion> questions(Scale scale) {
    List<SalesQuestion> questions = new ArrayList<>();
    for (boolean isOnRocksDb : new boolean[] {false, true}) {
      for (SalesQuestion.Windows windows : SalesQuestion.Windows.values()) {
        for (boolean isMillion : new boolean[] {false, true}) {
          questions.add(SalesQuestion.of(windows, isMillion, isOnRocksDb, scale));
        }
      }
    }
    return questions;
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    SalesQuestion question =
        questions(scale).stream()
            .filter(each -> each.name().equals(trial.scenario()))
            .findFirst()
            .orElseThrow();
    SalesContestant contestant =
        CONTESTANTS.stream()
            .filter(each -> each.name().equals(trial.contestant()))
            .findFirst()
            .orElseThrow();
    Sale[] sales = question.stream().make();
    warmUp(question, contestant, sales);
    Stopwatch stopwatch = new Stopwatch();
    Rows rows = contestant.answer(question, sales, stopwatch);
    Map<String, Double> figures = stopwatch.figures(sales.length);
    figures.put("rows", (double) rows.count());
    return new Answer(rows.checksum(), figures);
  }

  /** A part of the stream, then more, so that those who are slow do not take for ever. */
  private static void warmUp(SalesQuestion question, SalesContestant contestant, Sale[] sales)
      throws Exception {
    long start = System.nanoTime();
    int events = Math.min(sales.length, 50_000);
    while (System.nanoTime() - start < WARM_UP.toNanos()) {
      contestant.answer(question, Arrays.copyOf(sales, events), new Stopwatch());
      events = Math.min(sales.length, 3 * events);
    }
    System.gc();
  }
}

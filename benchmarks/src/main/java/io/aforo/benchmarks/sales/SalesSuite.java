package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Passes;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.WarmUp;
import io.aforo.domain.sales.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sales in windows, in process: from sales in memory to a checksum over the rows. */
public final class SalesSuite implements Suite {

  private static final int HEAP_MEBIBYTES = 6_144;

  /** SQL's rows need the longest to be compiled well. */
  private static final Duration WARM_UP_CPU = Duration.ofSeconds(6);

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
        int rounds = rounds(question, contestant, scale);
        if (rounds > 0 && contestant.canAnswer(question)) {
          trials.add(new Trial(question.name(), contestant.name(), rounds, HEAP_MEBIBYTES));
        }
      }
    }
    return trials;
  }

  /**
   * Where there is little time it goes to what can tell contestants apart: mini-batches change
   * nothing in the plan of SQL's windows but how often time moves on, and the naive function is
   * Flink's windows by hand.
   */
  private static int rounds(SalesQuestion question, SalesContestant contestant, Scale scale) {
    boolean isMiniBatch = contestant instanceof FlinkSql sql && sql.isMiniBatch();
    if (scale == Scale.QUICK) {
      return !question.isQuick() || isMiniBatch || contestant instanceof NaiveFunction ? 0 : 1;
    }
    if (isMiniBatch || contestant instanceof NaiveFunction) {
      return 1;
    }
    return question.isAside() ? 3 : 5;
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
    WarmUp.of(
        WARM_UP_CPU,
        sales.length,
        (events, stopwatch) ->
            contestant.answer(question, Arrays.copyOf(sales, events), stopwatch));
    Map<String, Double> figures = new LinkedHashMap<>();
    Rows rows =
        Passes.of(
            sales.length,
            figures,
            Rows::checksum,
            stopwatch -> contestant.answer(question, sales, stopwatch));
    figures.put("rows", (double) rows.count());
    return new Answer(rows.checksum(), figures);
  }
}

package io.aforo.application.contract;

import static io.aforo.domain.sales.SaleBuilder.aReturn;
import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.application.TrackActivity;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.RuledProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every runtime answers to the same script of events and watermarks. A runtime may be stopped,
 * saved and started again between any two steps; the answers stay.
 */
public abstract class ScenarioContract {

  /**
   * One run of a use case on the runtime under test.
   *
   * @param <E> the events that come in
   * @param <R> the results that go out
   */
  public interface Run<E, R> extends AutoCloseable {

    void event(E event) throws Exception;

    void watermark(long epochMillis) throws Exception;

    /** What was said since this was last asked; counts are over the whole run. */
    Said<R> said();

    /** Wake-ups that are still to come. */
    int pendingTimers();

    /** Keys that have a state. */
    int keysWithState();

    @Override
    void close();
  }

  /**
   * One run of a use case whose rules change.
   *
   * @param <E> the events that come in
   * @param <R> the results that go out
   * @param <C> the changes of rules
   */
  public interface RuledRun<E, R, C> extends Run<E, R> {

    /** Hands in a change that came in a record; what is refused is {@code rejected}. */
    void change(Ingested.Accepted<C> change) throws Exception;
  }

  /** What a use case said. */
  public record Said<R>(
      List<R> results, List<LateEvent> late, List<DeadLetter> rejected, Map<Tally, Long> counted) {}

  /** Starts the use case on the runtime under test, with nothing in its state. */
  protected abstract <K, E, S, R> Run<E, R> start(KeyedProcess<K, E, S, R> process)
      throws Exception;

  /** Starts a use case whose rules change, with the rules that it brings along. */
  protected abstract <K, E, S, R> RuledRun<E, R, RuleBookChange> startRuled(
      RuledProcess<K, E, S, R, RuleBookChange> process) throws Exception;

  /** Starts a report, combiner and all, on the runtime under test. */
  protected abstract Run<Sale, SalesRow> startReport(AggregateSales report) throws Exception;

  /** Starts the identity of sales, sorter and all, on the runtime under test. */
  protected abstract Run<Ingested.Accepted<Sale>, Sale> startIdentity(IdentifySales identify)
      throws Exception;

  /** Ids over few buckets, so that some share one. */
  private record Spread() implements IdentifySales.Spread {

    @Override
    public int buckets() {
      return 2;
    }

    @Override
    public int bucketOf(int idHash) {
      return Math.floorMod(idHash, buckets());
    }
  }

  private static final Duration HOUR = Duration.ofHours(1);
  private static final long DAY = Duration.ofHours(24).toMillis();

  private static AggregateSales report(Windowing windowing, Dimension... dimensions) {
    return new AggregateSales(
        new SalesReport(
            "r",
            windowing,
            Set.of(dimensions),
            WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)),
        1);
  }

  @Test
  void hourlyRowsAreFinalThenCorrectedThenClosed() throws Exception {
    try (Run<Sale, SalesRow> run = startReport(report(Windowing.tumbling(HOUR), Dimension.STORE))) {
      run.event(aSale().in("norte").of("10.00 EUR").at("10:00").build());
      run.event(aSale().in("sur").of("20.00 EUR").at("10:30").build());
      run.event(aReturn().in("norte").of("1.00 EUR").at("10:59:59.999").build());
      run.event(aSale().in("norte").of("5.00 EUR").at("11:00").build());
      assertThat(run.said().results()).isEmpty();

      run.watermark(time("11:00") - 2);
      assertThat(run.said().results()).isEmpty();
      run.watermark(time("11:00") - 1);
      assertThat(lines(run))
          .containsExactlyInAnyOrder(
              "norte 10:00-11:00 1+1 9.0000 EUR FINAL", "sur 10:00-11:00 1+0 20.0000 EUR FINAL");

      run.event(aSale().in("sur").of("0.01 EUR").at("10:15").build());
      assertThat(lines(run)).containsExactly("sur 10:00-11:00 2+0 20.0100 EUR CORRECTED");
      run.event(aSale().in("oeste").of("7.00 EUR").at("10:15").build());
      assertThat(lines(run)).containsExactly("oeste 10:00-11:00 1+0 7.0000 EUR FINAL");

      run.watermark(time("12:00"));
      assertThat(lines(run)).containsExactly("norte 11:00-12:00 1+0 5.0000 EUR FINAL");

      run.watermark(time("11:00") - 2 + DAY);
      run.event(aSale().in("sur").of("0.02 EUR").at("10:15").build());
      assertThat(lines(run)).containsExactly("sur 10:00-11:00 3+0 20.0300 EUR CORRECTED");

      run.watermark(time("11:00") - 1 + DAY);
      run.event(aSale().id("too-late").in("sur").at("10:15").build());
      Said<SalesRow> said = run.said();
      assertThat(said.results()).isEmpty();
      assertThat(said.late())
          .containsExactly(
              new LateEvent(
                  "r",
                  "sur",
                  "too-late",
                  time("10:15"),
                  time("11:00") - 1 + DAY,
                  List.of(new TimeWindow(time("10:00"), time("11:00")))));
    }
  }

  @Test
  void aBacklogThatIsReadBeforeTheFirstWatermarkOpensManyWindowsAtOnce() throws Exception {
    try (Run<Sale, SalesRow> run = startReport(report(Windowing.tumbling(HOUR)))) {
      run.event(aSale().of("3.00 EUR").at("14:30").build());
      run.event(aSale().of("1.00 EUR").at("10:30").build());
      run.event(aSale().of("2.00 EUR").at("12:30").build());

      run.watermark(time("20:00"));

      assertThat(lines(run))
          .containsExactly(
              " 10:00-11:00 1+0 1.0000 EUR FINAL",
              " 12:00-13:00 1+0 2.0000 EUR FINAL",
              " 14:00-15:00 1+0 3.0000 EUR FINAL");
    }
  }

  @Test
  void aSlidingSaleIsInEveryWindowThatHoldsItAndEntersThoseStillOpen() throws Exception {
    AggregateSales sliding =
        new AggregateSales(
            new SalesReport(
                "r",
                Windowing.sliding(HOUR, Duration.ofMinutes(30)),
                Set.of(),
                WindowLifecycle.ofLateness(Duration.ZERO)),
            1);
    try (Run<Sale, SalesRow> run = startReport(sliding)) {
      run.event(aSale().of("1.00 EUR").at("10:10").build());
      run.watermark(time("10:30"));
      assertThat(lines(run)).containsExactly(" 09:30-10:30 1+0 1.0000 EUR FINAL");

      run.event(aSale().id("half-late").of("2.00 EUR").at("10:20").build());
      assertThat(run.said().late())
          .containsExactly(
              new LateEvent(
                  "r",
                  "lisboa",
                  "half-late",
                  time("10:20"),
                  time("10:30"),
                  List.of(new TimeWindow(time("09:30"), time("10:30")))));

      run.watermark(time("11:00"));
      assertThat(lines(run)).containsExactly(" 10:00-11:00 2+0 3.0000 EUR FINAL");
    }
  }

  @Test
  void aLateSaleBridgesTwoSessionsAndTheLaterRowIsMerged_S9() throws Exception {
    AggregateSales visits = report(Windowing.session(Duration.ofMinutes(30)), Dimension.CUSTOMER);
    try (Run<Sale, SalesRow> run = startReport(visits)) {
      run.event(aSale().by("ana").of("1.00 EUR").at("10:00").build());
      run.event(aSale().by("ana").of("2.00 EUR").at("10:29").build());
      run.event(aSale().by("ana").of("4.00 EUR").at("11:00").build());
      run.event(aSale().by("eva").of("8.00 EUR").at("10:00").build());
      run.watermark(time("11:30"));
      assertThat(lines(run))
          .containsExactlyInAnyOrder(
              "ana 10:00-10:59 2+0 3.0000 EUR FINAL",
              "ana 11:00-11:30 1+0 4.0000 EUR FINAL",
              "eva 10:00-10:30 1+0 8.0000 EUR FINAL");

      run.event(aSale().by("ana").of("0.50 EUR").at("10:45").build());

      assertThat(lines(run))
          .containsExactly(
              "ana 10:00-11:30 4+0 7.5000 EUR CORRECTED", "ana 11:00-11:30 1+0 4.0000 EUR MERGED");
    }
  }

  @Test
  void salesExactlyTheGapApartAreOneSessionAndAMillisecondMoreMakesTwo_S10() throws Exception {
    AggregateSales visits = report(Windowing.session(Duration.ofMinutes(30)), Dimension.CUSTOMER);
    try (Run<Sale, SalesRow> run = startReport(visits)) {
      run.event(aSale().by("ana").at("10:00:00.000").build());
      run.event(aSale().by("ana").at("10:30:00.000").build());
      run.event(aSale().by("eva").at("10:00:00.000").build());
      run.event(aSale().by("eva").at("10:30:00.001").build());
      run.watermark(time("12:00"));

      assertThat(lines(run))
          .containsExactlyInAnyOrder(
              "ana 10:00-11:00 2+0 20.0000 EUR FINAL",
              "eva 10:00-10:30 1+0 10.0000 EUR FINAL",
              "eva 10:30-11:00 1+0 10.0000 EUR FINAL");
    }
  }

  @Test
  void aSaleTooOldByItselfIsOnTimeInASessionThatIsStillOpen() throws Exception {
    AggregateSales visits =
        new AggregateSales(
            new SalesReport(
                "r",
                Windowing.session(Duration.ofMinutes(30)),
                Set.of(Dimension.CUSTOMER),
                WindowLifecycle.ofLateness(Duration.ZERO)),
            1);
    try (Run<Sale, SalesRow> run = startReport(visits)) {
      run.event(aSale().by("ana").at("10:20").build());
      run.watermark(time("10:40"));
      run.event(aSale().by("ana").at("10:05").build());
      run.event(aSale().id("late").in("norte").by("eva").at("10:05").build());

      Said<SalesRow> said = run.said();
      assertThat(said.late())
          .containsExactly(
              new LateEvent(
                  "r",
                  "norte",
                  "late",
                  time("10:05"),
                  time("10:40"),
                  List.of(new TimeWindow(time("10:05"), time("10:35")))));
      run.watermark(time("11:00"));
      assertThat(lines(run)).containsExactly("ana 10:05-10:50 2+0 20.0000 EUR FINAL");
      run.watermark(time("11:50"));
      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void aRunningTotalIsWrittenByEventTimeAndAtTheEnd() throws Exception {
    AggregateSales total = report(Windowing.running(Duration.ofMinutes(1)), Dimension.STORE);
    try (Run<Sale, SalesRow> run = startReport(total)) {
      run.event(aSale().in("sur").of("1.00 EUR").at("10:00").build());
      run.event(aSale().in("sur").of("2.00 EUR").at("10:05").build());
      run.watermark(time("10:05"));
      assertThat(ordered(run)).containsExactly("sur #0 2+0 3.0000 EUR PROVISIONAL");

      run.watermark(time("11:00"));
      assertThat(ordered(run)).isEmpty();
      run.event(aReturn().in("sur").of("0.50 EUR").at("09:00").build());
      run.watermark(EventTime.MAX);

      assertThat(ordered(run)).containsExactly("sur #0 2+1 2.5000 EUR FINAL");
    }
  }

  @Test
  void countWindowsAreNumberedAndTheLastIsProvisionalAtTheEnd() throws Exception {
    AggregateSales pairs = report(Windowing.count(2), Dimension.STORE);
    try (Run<Sale, SalesRow> run = startReport(pairs)) {
      for (int n = 1; n <= 5; n++) {
        run.event(aSale().id("s" + n).in("sur").of(n + ".00 EUR").at("10:00").build());
      }
      assertThat(ordered(run))
          .containsExactly("sur #1 2+0 3.0000 EUR FINAL", "sur #2 2+0 7.0000 EUR FINAL");

      run.watermark(EventTime.MAX);

      assertThat(ordered(run)).containsExactly("sur #3 1+0 5.0000 EUR PROVISIONAL");
    }
  }

  @Test
  void earlyRowsComeOnceAnIntervalAndOnlyIfSomethingChanged() throws Exception {
    AggregateSales early =
        new AggregateSales(
            new SalesReport(
                "r",
                Windowing.tumbling(HOUR),
                Set.of(Dimension.STORE),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS),
                Duration.ofMinutes(10).toMillis()),
            1);
    try (Run<Sale, SalesRow> run = startReport(early)) {
      run.event(aSale().in("sur").of("1.00 EUR").at("10:01").build());
      run.event(aSale().in("sur").of("2.00 EUR").at("10:02").build());
      run.watermark(time("10:09"));
      assertThat(lines(run)).isEmpty();
      run.watermark(time("10:10"));
      assertThat(lines(run)).containsExactly("sur 10:00-11:00 2+0 3.0000 EUR PROVISIONAL");

      run.watermark(time("10:30"));
      assertThat(lines(run)).isEmpty();
      run.event(aSale().in("sur").of("4.00 EUR").at("10:40").build());
      run.watermark(time("10:45"));
      assertThat(lines(run)).containsExactly("sur 10:00-11:00 3+0 7.0000 EUR PROVISIONAL");
      run.watermark(time("11:00"));
      assertThat(lines(run)).containsExactly("sur 10:00-11:00 3+0 7.0000 EUR FINAL");
    }
  }

  @Test
  void timersAreGoneAfterTheLastCleanup() throws Exception {
    try (Run<Sale, SalesRow> run = startReport(report(Windowing.tumbling(HOUR), Dimension.STORE))) {
      run.event(aSale().in("norte").at("10:00").build());
      run.event(aSale().in("sur").at("12:00").build());
      run.watermark(time("12:30"));
      assertThat(run.pendingTimers()).isPositive();

      run.watermark(time("13:00") - 1 + DAY);

      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void aSalePassesOnceAndItsConflictIsRefused_S3() throws Exception {
    try (Run<Ingested.Accepted<Sale>, Sale> run =
        startIdentity(new IdentifySales(DAY, new Spread(), false))) {
      Sale first = aSale().id("1").in("norte").at("10:00").build();
      Sale sameIdElsewhere = aSale().id("1").in("sur").at("10:00").build();
      run.event(accepted(first, 0));
      run.event(accepted(sameIdElsewhere, 1));
      run.event(accepted(aSale().id("1").in("norte").at("10:00").build(), 2));
      run.event(accepted(aSale().id("1").in("norte").at("10:00").of("99 EUR").build(), 3));

      Said<Sale> said = run.said();
      assertThat(said.results()).containsExactly(first, sameIdElsewhere);
      assertThat(said.counted())
          .containsExactlyInAnyOrderEntriesOf(Map.of(Tally.ACCEPTED, 2L, Tally.DUPLICATES, 1L));
      assertThat(said.rejected())
          .containsExactly(
              new DeadLetter(
                  RejectionReason.ID_CONFLICT,
                  record(3),
                  "InvalidEvent",
                  "sale_id '1' of store 'norte' was already counted with another content; the first"
                      + " one stays"));
    }
  }

  @Test
  void anIdIsForgottenByEventTimeAndLeavesNothing() throws Exception {
    try (Run<Ingested.Accepted<Sale>, Sale> run =
        startIdentity(new IdentifySales(DAY, new Spread(), false))) {
      SaleBuilder sale = aSale().id("1").at("10:00");
      run.event(accepted(sale.build(), 0));
      run.watermark(time("10:00") + DAY - 1);
      run.event(accepted(sale.build(), 1));
      assertThat(run.said().results()).hasSize(1);

      run.watermark(time("10:00") + DAY);
      assertThat(run.pendingTimers()).isZero();
      run.event(accepted(sale.build(), 2));

      assertThat(run.said().results()).containsExactly(sale.build());
    }
  }

  @Test
  void aJumpOpensAnEpisodeThatGrowsAndClosesByQuiet_J1_J11_J12() throws Exception {
    try (Run<Ingested.Accepted<Reading>, AlertChange> run =
        start(new WatchTemperatures(RuleBook.standard(), 5_000))) {
      run.event(reading("norte-1", 0, 0));
      run.event(reading("sur-1", 30, 100));
      assertThat(run.said().results()).isEmpty();
      run.event(reading("norte-1", 60, 20));
      assertThat(alerts(run)).containsExactly("norte-1 OPEN RISING 20.000 at 60 revision 1");

      run.event(reading("norte-1", 50, -5));
      assertThat(alerts(run)).containsExactly("norte-1 OPEN RISING 25.000 at 60 revision 2");
      run.event(reading("norte-1", 60, 20));
      run.watermark(BASE + 60_000);
      for (int second = 70; second <= 300; second += 10) {
        run.event(reading("norte-1", second, 20));
      }

      Said<AlertChange> said = run.said();
      assertThat(said.results()).hasSize(1);
      Alert closed = said.results().get(0).alert();
      assertThat(closed.state()).isEqualTo(AlertState.CLOSED);
      assertThat(closed.closeReason()).contains(CloseReason.QUIET);
      // The reading of -5 at 50 leaves the window after 110: the last hot one is at 110.
      assertThat(closed.closedAt()).hasValue(BASE + 230_000);
      assertThat(said.counted())
          .containsExactlyInAnyOrderEntriesOf(Map.of(Tally.ACCEPTED, 28L, Tally.DUPLICATES, 1L));
    }
  }

  @Test
  void aReadingFarBehindItsSensorIsLateAndASilentSensorIsForgotten() throws Exception {
    try (Run<Ingested.Accepted<Reading>, AlertChange> run =
        start(new WatchTemperatures(RuleBook.standard(), 5_000))) {
      run.event(reading("norte-1", 0, 4));
      run.event(reading("norte-1", 3_600, 4));
      run.event(reading("norte-1", 10, 40));

      assertThat(run.said().late())
          .containsExactly(
              new LateEvent(
                  "temperature-jump",
                  "norte-1",
                  "norte-1@10=40.0",
                  BASE + 10_000,
                  BASE + 3_600_000,
                  List.of()));
      run.watermark(BASE + 3_600_000 + DAY);
      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void aRuleThatChangesHoldsFromThenOnAndTheNarrowestOneWins() throws Exception {
    try (RuledRun<Ingested.Accepted<Reading>, AlertChange, RuleBookChange> run =
        startRuled(new WatchTemperatures(RuleBook.standard(), 5_000))) {
      run.event(reading("a", 0, 0));
      run.event(reading("a", 10, 10));
      assertThat(opened(run)).isEmpty();

      run.change(change(0, new RuleBookChange.PutRule(jumpsOf(5, "all", RuleScope.everywhere()))));
      run.event(reading("b", 0, 0));
      run.event(reading("b", 10, 10));
      assertThat(opened(run)).containsExactly("b all@1 10.000");

      run.change(change(1, new RuleBookChange.PutSensor(new Sensor("c", "oven", "norte"))));
      run.change(
          change(
              2, new RuleBookChange.PutRule(jumpsOf(15, "ovens", RuleScope.ofSensorType("oven")))));
      run.event(reading("c", 0, 0));
      run.event(reading("c", 10, 10));
      run.event(reading("d", 0, 0));
      run.event(reading("d", 10, 10));
      assertThat(opened(run)).containsExactly("d all@1 10.000");

      run.change(change(3, new RuleBookChange.DropRule("all@1")));
      run.change(change(4, new RuleBookChange.DropSensor("c")));
      run.change(change(5, new RuleBookChange.PutSensor(new Sensor("e", "oven", ""))));
      run.event(reading("c", 500, 0));
      run.event(reading("c", 510, 16));
      run.event(reading("e", 0, 0));
      run.event(reading("e", 10, 16));
      assertThat(opened(run)).containsExactly("e ovens@1 16.000");
    }
  }

  @Test
  void aChangeThatIsRefusedIsADeadLetterAndTheLastGoodRuleStaysInForce() throws Exception {
    try (RuledRun<Ingested.Accepted<Reading>, AlertChange, RuleBookChange> run =
        startRuled(new WatchTemperatures(RuleBook.standard(), 5_000))) {
      run.change(change(0, new RuleBookChange.PutRule(jumpsOf(5, "all", RuleScope.everywhere()))));
      run.change(change(1, new RuleBookChange.PutRule(jumpsOf(8, "all", RuleScope.everywhere()))));

      assertThat(run.said().rejected())
          .containsExactly(
              new DeadLetter(
                  RejectionReason.INVALID_RULE,
                  ruleRecord(1),
                  "InvalidEvent",
                  "version 1 of rule all is there already, and says something else; a change needs"
                      + " a higher version"));
      run.event(reading("a", 0, 0));
      run.event(reading("a", 10, 6));
      assertThat(opened(run)).containsExactly("a all@1 6.000");
    }
  }

  private static TemperatureRule jumpsOf(long celsius, String id, RuleScope scope) {
    TemperatureDelta threshold = TemperatureDelta.ofCelsius(celsius);
    TemperatureRule plain =
        TemperatureRule.plain(
            new JumpRule(
                id,
                1,
                threshold,
                Duration.ofSeconds(60),
                Optional.empty(),
                threshold,
                Duration.ofMinutes(2)));
    return new TemperatureRule(
        scope,
        plain.effectiveFrom(),
        plain.jump(),
        plain.severity(),
        plain.plausibility(),
        plain.tooWarm(),
        plain.tooCold(),
        plain.silence(),
        plain.flatline());
  }

  private static Ingested.Accepted<RuleBookChange> change(long offset, RuleBookChange change) {
    return new Ingested.Accepted<>(ruleRecord(offset), change);
  }

  private static SourceRecord ruleRecord(long offset) {
    return new SourceRecord("rules", 0, offset, BASE, new byte[] {3}, new byte[] {1, 2});
  }

  private static List<String> opened(Run<?, AlertChange> run) {
    return run.said().results().stream()
        .map(AlertChange::alert)
        .map(
            alert ->
                "%s %s@%d %s"
                    .formatted(
                        alert.sensorId(),
                        alert.ruleId(),
                        alert.ruleVersion(),
                        alert.peak().toCelsius()))
        .toList();
  }

  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @Test
  void aLateActivityBridgesTwoSessionsAndTheLaterRowIsMerged_S9() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.standard()))) {
      run.event(activity("ana", "10:00", 0));
      run.event(activity("ana", "10:29", 1));
      run.event(activity("eva", "10:00", 2));
      run.event(activity("ana", "11:00", 3));
      run.watermark(time("11:30"));
      assertThat(sessions(run))
          .containsExactlyInAnyOrder(
              "ana 10:00-10:59 last 10:29 2 FINAL",
              "ana 11:00-11:30 last 11:00 1 FINAL",
              "eva 10:00-10:30 last 10:00 1 FINAL");

      run.event(activity("ana", "10:45", 4));

      Said<ActivitySession> said = run.said();
      assertThat(said.results())
          .containsExactly(
              session("ana", "10:00", "11:00", 4, RowStatus.CORRECTED),
              session("ana", "11:00", "11:00", 1, RowStatus.MERGED));
      assertThat(said.late()).isEmpty();
      assertThat(said.counted()).containsExactlyEntriesOf(Map.of(Tally.ACCEPTED, 5L));
    }
  }

  @Test
  void activitiesExactlyTheGapApartAreOneSessionAndAMillisecondMoreMakesTwo_S10() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.standard()))) {
      run.event(activity("ana", "10:30:00.000", 0));
      run.event(activity("ana", "10:00:00.000", 1));
      run.event(activity("eva", "10:30:00.001", 2));
      run.event(activity("eva", "10:00:00.000", 3));
      run.watermark(EventTime.MAX);

      assertThat(run.said().results())
          .containsExactlyInAnyOrder(
              session("ana", "10:00", "10:30", 2, RowStatus.FINAL),
              session("eva", "10:00", "10:00", 1, RowStatus.FINAL),
              session("eva", "10:30:00.001", "10:30:00.001", 1, RowStatus.FINAL));
      assertThat(run.keysWithState()).isZero();
      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void aSessionIsFinalThenCorrectedThenClosedAndThenItsUserIsForgotten() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.of(HALF_AN_HOUR, HOUR)))) {
      run.event(activity("ana", "10:00", 0));
      run.event(activity("ana", "10:10", 1));
      run.event(activity("ana", "10:20", 2));
      run.watermark(time("10:50") - 1);
      assertThat(run.said().results()).isEmpty();
      run.watermark(time("10:50"));
      assertThat(sessions(run)).containsExactly("ana 10:00-10:50 last 10:20 3 FINAL");

      run.event(activity("ana", "10:15", 3));
      assertThat(sessions(run)).containsExactly("ana 10:00-10:50 last 10:20 4 CORRECTED");
      run.event(activity("ana", "10:35", 4));
      assertThat(sessions(run)).isEmpty();
      run.watermark(time("11:05"));
      assertThat(sessions(run)).containsExactly("ana 10:00-11:05 last 10:35 5 CORRECTED");
      run.event(activity("ana", "09:50", 5));
      assertThat(sessions(run))
          .containsExactly(
              "ana 09:50-11:05 last 10:35 6 CORRECTED", "ana 10:00-11:05 last 10:35 5 MERGED");

      run.watermark(time("12:05"));
      run.event(activity("ana", "10:15", 6));
      Said<ActivitySession> said = run.said();
      assertThat(said.results()).isEmpty();
      assertThat(said.late()).containsExactly(lateActivity("ana", "10:15", 6, "12:05"));

      assertThat(run.keysWithState()).isEqualTo(1);
      run.watermark(time("13:05"));
      assertThat(run.keysWithState()).isZero();
      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void anActivityOfAUserWhoIsForgottenOpensNoSessionAgainAndLeavesNothing() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.of(HALF_AN_HOUR, HOUR)))) {
      run.event(activity("ana", "10:00", 0));
      run.event(activity("ana", "10:05", 1));
      run.watermark(time("12:35"));
      assertThat(sessions(run)).containsExactly("ana 10:00-10:35 last 10:05 2 FINAL");
      assertThat(run.keysWithState()).isZero();

      run.event(activity("ana", "10:00", 2));
      run.event(activity("ana", "10:00", 3));

      Said<ActivitySession> said = run.said();
      assertThat(said.results()).isEmpty();
      assertThat(said.late())
          .containsExactly(
              lateActivity("ana", "10:00", 2, "12:35"), lateActivity("ana", "10:00", 3, "12:35"));
      assertThat(said.counted()).containsExactlyEntriesOf(Map.of(Tally.ACCEPTED, 4L));
      assertThat(run.keysWithState()).isZero();
      assertThat(run.pendingTimers()).isZero();
    }
  }

  @Test
  void anActivityTooOldByItselfIsInTimeInASessionThatIsStillOpen() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.of(HALF_AN_HOUR, Duration.ZERO)))) {
      run.event(activity("ana", "10:20", 0));
      run.watermark(time("10:40"));
      run.event(activity("ana", "10:05", 1));
      run.event(activity("eva", "10:05", 2));

      assertThat(run.said().late()).containsExactly(lateActivity("eva", "10:05", 2, "10:40"));
      run.watermark(time("11:00"));
      assertThat(sessions(run)).containsExactly("ana 10:05-10:50 last 10:20 2 FINAL");
    }
  }

  @Test
  void earlySessionsAreProvisionalUntilTheyAreCompleteOrAbsorbed() throws Exception {
    try (Run<Ingested.Accepted<Activity>, ActivitySession> run =
        start(new TrackActivity(SessionRule.standard().withEarlyRows(Duration.ofMinutes(10))))) {
      run.event(activity("ana", "10:01", 0));
      run.watermark(time("10:05"));
      assertThat(sessions(run)).isEmpty();
      run.watermark(time("10:10"));
      assertThat(sessions(run)).containsExactly("ana 10:01-10:31 last 10:01 1 PROVISIONAL");

      run.event(activity("ana", "09:55", 1));
      assertThat(sessions(run))
          .containsExactly(
              "ana 09:55-10:31 last 10:01 2 PROVISIONAL", "ana 10:01-10:31 last 10:01 1 MERGED");
      run.watermark(time("10:20"));
      assertThat(sessions(run)).isEmpty();
      run.watermark(time("10:31"));
      assertThat(sessions(run)).containsExactly("ana 09:55-10:31 last 10:01 2 FINAL");
    }
  }

  private static Ingested.Accepted<Activity> activity(String user, String at, long offset) {
    return new Ingested.Accepted<>(
        new SourceRecord("clicks", 0, offset, time(at), new byte[0], new byte[0]),
        new Activity(user, "view", time(at)));
  }

  private static ActivitySession session(
      String user, String first, String last, long actions, RowStatus status) {
    return new ActivitySession(
        user,
        new TimeWindow(time(first), time(last) + HALF_AN_HOUR.toMillis()),
        time(last),
        actions,
        status);
  }

  private static LateEvent lateActivity(String user, String at, long offset, String watermark) {
    return new LateEvent(
        "activity-sessions",
        user,
        Instant.ofEpochMilli(time(at)) + "|view|clicks-0@" + offset,
        time(at),
        time(watermark),
        List.of(new TimeWindow(time(at), time(at) + HALF_AN_HOUR.toMillis())));
  }

  private static List<String> sessions(Run<Ingested.Accepted<Activity>, ActivitySession> run) {
    return run.said().results().stream()
        .map(
            row ->
                "%s %tR-%tR last %tR %d %s"
                    .formatted(
                        row.userId(),
                        utc(row.window().start()),
                        utc(row.window().end()),
                        utc(row.lastActivity()),
                        row.actions(),
                        row.status()))
        .toList();
  }

  private static final long BASE = time("10:00");

  private static Ingested.Accepted<Reading> reading(String sensor, long second, double celsius) {
    long at = BASE + second * 1_000;
    return new Ingested.Accepted<>(
        new SourceRecord("readings", 0, second, at, new byte[0], new byte[0]),
        new Reading(
            sensor + "@" + second + "=" + celsius,
            sensor,
            Temperature.of(celsius, TemperatureUnit.CELSIUS),
            at));
  }

  private static List<String> alerts(Run<Ingested.Accepted<Reading>, AlertChange> run) {
    return run.said().results().stream()
        .map(AlertChange::alert)
        .map(
            alert ->
                "%s %s %s %s at %d revision %d"
                    .formatted(
                        alert.sensorId(),
                        alert.state(),
                        alert.direction().orElseThrow(),
                        alert.peak().toCelsius(),
                        (alert.openedAt() - BASE) / 1_000,
                        alert.revision()))
        .toList();
  }

  private static Ingested.Accepted<Sale> accepted(Sale sale, long offset) {
    return new Ingested.Accepted<>(record(offset), sale);
  }

  private static SourceRecord record(long offset) {
    return new SourceRecord("sales", 0, offset, time("10:00"), new byte[0], new byte[] {1, 2});
  }

  private static List<String> lines(Run<Sale, SalesRow> run) {
    return run.said().results().stream()
        .map(
            row ->
                "%s %tR-%tR %d+%d %s %s %s"
                    .formatted(
                        row.group().storeId() + row.group().customerId(),
                        utc(row.window().start()),
                        utc(row.window().end()),
                        row.totals().sales(),
                        row.totals().returns(),
                        row.totals().netDecimal(),
                        row.group().currency(),
                        row.status()))
        .toList();
  }

  private static List<String> ordered(Run<Sale, SalesRow> run) {
    return run.said().results().stream()
        .map(
            row ->
                "%s #%d %d+%d %s %s %s"
                    .formatted(
                        row.group().storeId(),
                        row.windowSeq(),
                        row.totals().sales(),
                        row.totals().returns(),
                        row.totals().netDecimal(),
                        row.group().currency(),
                        row.status()))
        .toList();
  }

  private static ZonedDateTime utc(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atZone(ZoneOffset.UTC);
  }
}

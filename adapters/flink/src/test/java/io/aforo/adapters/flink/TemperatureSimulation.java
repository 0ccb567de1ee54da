package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.SimulatedJob.Operator;
import io.aforo.adapters.flink.SimulatedJob.Stage;
import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.Store;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.NaiveMonitor;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.temperature.Verdict;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** The readings, from the log and the rules to the rows of the alerts, against plain loops. */
final class TemperatureSimulation implements Simulation {

  private static final long OUT_OF_ORDERNESS = 5_000;

  /** Flink's own for two inputs cannot be told its place. */
  private static final class Keyed extends AbstractStreamOperatorTestHarness<AlertChange> {

    private Keyed(
        RuledOperator<
                String, Ingested.Accepted<Reading>, SensorMonitor, AlertChange, RuleBookChange>
            operator,
        MockEnvironment place)
        throws Exception {
      super(operator, place);
      KeySelector<Ingested.Accepted<Reading>, String> key = accepted -> accepted.event().sensorId();
      config.setStatePartitioner(0, key);
      config.setStateKeySerializer(
          Types.STRING.createSerializer(executionConfig.getSerializerConfig()));
      config.serializeAllConfigs();
    }
  }

  private final Schedule.Setup setup;
  private final List<Ingested<?>> rules;

  TemperatureSimulation(Schedule.Setup setup, List<Ingested<?>> rules) {
    this.setup = setup;
    this.rules = rules;
  }

  /** What there is of rules: none, one, or one with a bad one behind it. */
  static List<RuleBookChange> changes(Schedule.Setup setup) {
    // What time alone tells of is certain only where nothing runs ahead.
    TemperatureRule rule = rule(3, setup.isInOrder() && setup.choice() % 2 == 0);
    List<RuleBookChange> all =
        List.of(
            new RuleBookChange.PutRule(rule(2, false)),
            new RuleBookChange.PutRule(rule),
            new RuleBookChange.PutRule(TemperatureRule.plain(rule.jump())));
    return all.subList(0, setup.choice() / 2 % 4);
  }

  private static TemperatureRule rule(int version, boolean tellsSilence) {
    return new TemperatureRule(
        RuleScope.everywhere(),
        EventTime.MIN,
        new JumpRule(
            "any",
            version,
            TemperatureDelta.ofCelsius(20),
            Duration.ofSeconds(60),
            Optional.empty(),
            TemperatureDelta.ofCelsius(15),
            Duration.ofMinutes(1)),
        TemperatureRule.defaultSeverity(TemperatureDelta.ofCelsius(20)),
        new Plausibility(celsius(-50), celsius(100), Set.of()),
        Optional.of(limit(8)),
        Optional.of(limit(-1)),
        tellsSilence ? Optional.of(Duration.ofMinutes(10)) : Optional.empty(),
        Optional.of(new Flatline(TemperatureDelta.ofCelsius(1), Duration.ofMinutes(1))));
  }

  private static Excursion limit(int celsius) {
    return new Excursion(
        celsius(celsius),
        Duration.ofSeconds(30),
        new SeverityBands(TemperatureDelta.ofCelsius(1), TemperatureDelta.ofCelsius(5)));
  }

  private static Temperature celsius(int celsius) {
    return new Temperature(9_000L * celsius);
  }

  @Override
  public SimulatedJob.Pipeline pipeline() {
    RuleBook packaged = RuleBook.standard();
    return new SimulatedJob.Pipeline() {
      @Override
      public List<Stage> stages() {
        return List.of(
            new Stage(
                List.of(SalesSimulation.intake(Topology.TEMPERATURES, Formats.ACCEPTED_READING)),
                (record, parallelism) -> 0),
            new Stage(
                List.of(new Operator(this::watch, Formats.ALERT_CHANGE)),
                (record, parallelism) ->
                    SalesSimulation.subtaskOf(readingOf(record).sensorId(), parallelism)));
      }

      @SuppressWarnings("unchecked")
      private AbstractStreamOperatorTestHarness<?> watch(MockEnvironment place) throws Exception {
        WatchTemperatures watch = new WatchTemperatures(packaged.copy(), OUT_OF_ORDERNESS);
        return new Keyed(
            new RuledOperator<>(
                watch,
                KeptState.monitors(),
                Topology.TEMPERATURES,
                Silence.IGNORED,
                Topology.RULE_BOOK_CHANGES,
                () ->
                    rules.stream().map(rule -> (Ingested.Accepted<RuleBookChange>) rule).toList()),
            place);
      }

      @Override
      public List<Operator> rules() {
        return List.of(SalesSimulation.intake(Topology.RULES, Formats.ACCEPTED_RULE_BOOK_CHANGE));
      }

      @Override
      public SimulatedJob.Route writers() {
        return (change, parallelism) ->
            SalesSimulation.subtaskOf(((AlertChange) change).alert().alertId(), parallelism);
      }

      @Override
      public Store<Object> store(boolean isGuarded) {
        return new SimulatedTable.OfAlerts(isGuarded);
      }

      @Override
      public long outOfOrderness() {
        return OUT_OF_ORDERNESS;
      }

      @Override
      public long timeOf(Object event) {
        return ((Reading) event).readAt();
      }
    };
  }

  private static Reading readingOf(Object record) {
    return (Reading) ((Ingested.Accepted<?>) record).event();
  }

  /** No: what a silence says of a sensor depends on when it was noticed. */
  @Override
  public boolean endsInSilence() {
    return false;
  }

  @Override
  public void assertNothingIsOpen(SimulatedJob job) {
    assertNothingIsKept(job);
  }

  @Override
  public void assertNothingIsKept(SimulatedJob job) {
    for (AbstractStreamOperatorTestHarness<?> monitors : job.operators(1, 0)) {
      assertThat(monitors.numEventTimeTimers()).as("timers").isZero();
      assertThat(SalesSimulation.keys(monitors, "state")).as("sensors").isZero();
    }
  }

  @Override
  public void assertTables(SimulatedJob job) {
    Map<String, String> letters = Simulation.lettersOfIntake(job);
    TemperatureRule rule = inForce(letters);
    Map<String, Long> clocks = setup.isInOrder() ? Simulation.clocks(job, pipeline()) : Map.of();
    Map<String, NaiveMonitor> monitors = new TreeMap<>();
    Map<Verdict, Long> verdicts = new HashMap<>();
    Set<String> late = new TreeSet<>();
    for (Ingested.Accepted<?> accepted : Simulation.accepted(job)) {
      Reading reading = (Reading) accepted.event();
      long clock = clocks.getOrDefault(SimulatedJob.place(accepted), Long.MIN_VALUE);
      // Time wakes every sensor.
      monitors.values().forEach(monitor -> monitor.onTime(clock));
      if (rule.plausibility().objectionTo(reading.temperature()).isPresent()) {
        letters.put(accepted.record().toString(), "SENSOR_FAULT");
        continue;
      }
      Verdict verdict =
          monitors
              .computeIfAbsent(reading.sensorId(), sensor -> new NaiveMonitor(sensor, rule))
              .onReading(reading, accepted.record().timestamp(), clock);
      verdicts.merge(verdict, 1L, Long::sum);
      if (verdict == Verdict.LATE) {
        late.add(rule.id() + "/" + reading.sensorId() + "/" + reading.identity());
      }
    }
    Map<String, Alert> alerts = new TreeMap<>();
    Map<String, AlertChange> told = new TreeMap<>();
    for (NaiveMonitor monitor : monitors.values()) {
      monitor.onTime(FAR);
      for (AlertChange change : monitor.changes()) {
        alerts.put(change.alert().alertId(), change.alert());
        if (change.isTold()) {
          told.putIfAbsent(
              change.alert().alertId() + "/" + change.seq(), NaiveMonitor.withoutDetail(change));
        }
      }
    }

    assertThat(Simulation.letters(job)).as("dead letters").isEqualTo(letters);
    assertThat(job.counters().getOrDefault("temperatures.duplicates", 0L))
        .as("duplicates")
        .isEqualTo(verdicts.getOrDefault(Verdict.DUPLICATE, 0L));
    assertThat(job.late().keySet()).as("late readings").isEqualTo(late);
    SimulatedTable.OfAlerts shown = (SimulatedTable.OfAlerts) job.store();
    assertThat(
            shown.rows.rows().stream()
                .map(NaiveMonitor::withoutDetail)
                .collect(Collectors.toMap(Alert::alertId, alert -> alert)))
        .as("alerts")
        .isEqualTo(alerts);
    if (setup.isInOrder()) {
      Map<String, AlertChange> history = new TreeMap<>();
      shown.history.forEach((key, change) -> history.put(key, NaiveMonitor.withoutDetail(change)));
      assertThat(history).as("history").isEqualTo(told);
    }
  }

  /** The newest version; a change of what a version says is refused. */
  private TemperatureRule inForce(Map<String, String> letters) {
    List<TemperatureRule> accepted = new ArrayList<>();
    for (Ingested<?> next : rules) {
      Ingested.Accepted<?> change = (Ingested.Accepted<?>) next;
      TemperatureRule rule = ((RuleBookChange.PutRule) change.event()).rule();
      if (accepted.stream()
          .anyMatch(other -> other.version() == rule.version() && !other.equals(rule))) {
        letters.put(change.record().toString(), "INVALID_RULE");
      } else {
        accepted.add(rule);
      }
    }
    return accepted.stream()
        .reduce((one, other) -> one.version() > other.version() ? one : other)
        .orElse(TemperatureRule.plain(JumpRule.standard()));
  }
}

package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.application.TrackActivity;
import io.aforo.application.UnidentifiedSales;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.intake.CircuitBreaker;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.SensorMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * The job as a graph: from sources through the use cases to sinks. It is told which sources and
 * sinks, and does not know what they are made of.
 *
 * <p>Every operator has a uid that is derived from what it computes, so that a savepoint still fits
 * when a report or a sink is added or taken away, and does not fit a report of another meaning.
 */
public final class Topology {

  /** The name of the sales input, in uids and counters. */
  public static final String SALES = "sales";

  /** The name of the temperature input, in uids and counters. */
  public static final String TEMPERATURES = "temperatures";

  /** The name of the activity input, in uids and counters. */
  public static final String ACTIVITY = "activity";

  /** The name of the input of temperature rules, in uids and counters. */
  public static final String RULES = "rules";

  /** The name of the input of sensors, in uids and counters. */
  public static final String SENSORS = "sensors";

  static final Changes<RuleBookChange> RULE_BOOK_CHANGES =
      new Changes<>(
          Formats.RULE_BOOK_CHANGE,
          change ->
              change instanceof RuleBookChange.PutRule || change instanceof RuleBookChange.DropRule
                  ? RULES
                  : SENSORS,
          RejectionReason.INVALID_RULE);

  /**
   * One input: where records come from, and how they move time.
   *
   * @param source the records
   * @param watermarks event times and watermarks
   * @param isTimeOfSplits whether each of the source's splits has a time of its own, as partitions
   *     that are read side by side do. Otherwise each subtask has one: a file that is read to its
   *     end takes its time along, and who has none to read is idle.
   * @param silence when time goes on without events
   * @param mostSubtasks the most that can share the source; 0 for any number
   * @param <E> the kind of event
   */
  public record Input<E>(
      Source<Ingested<E>, ?, ?> source,
      WatermarkStrategy<Ingested<E>> watermarks,
      boolean isTimeOfSplits,
      Silence silence,
      int mostSubtasks) {

    /** An input whose time only events move, and whose source any number of subtasks can share. */
    public Input(Source<Ingested<E>, ?, ?> source, WatermarkStrategy<Ingested<E>> watermarks) {
      this(source, watermarks, true, Silence.IGNORED, 0);
    }
  }

  /**
   * Where results go: any number of sinks for each kind, by name.
   *
   * @param salesRows for the rows of the reports
   * @param alerts for temperature alerts
   * @param alertHistory for what is told of them
   * @param activitySessions for the sessions of users
   * @param lateEvents for what came too late
   * @param deadLetters for what was refused
   */
  public record Sinks(
      Map<String, Sink<SalesRow>> salesRows,
      Map<String, Sink<Alert>> alerts,
      Map<String, Sink<AlertChange>> alertHistory,
      Map<String, Sink<ActivitySession>> activitySessions,
      Map<String, Sink<LateEvent>> lateEvents,
      Map<String, Sink<DeadLetter>> deadLetters) {}

  private final StreamExecutionEnvironment env;
  private final int maxParallelism;
  private final List<DataStream<DeadLetter>> deadLetters = new ArrayList<>();
  private final List<DataStream<LateEvent>> lateEvents = new ArrayList<>();
  private final List<DataStream<SalesRow>> salesRows = new ArrayList<>();
  private final List<DataStream<AlertChange>> alertChanges = new ArrayList<>();
  private final List<DataStream<ActivitySession>> activitySessions = new ArrayList<>();
  private Optional<CircuitBreaker.Rule> breaker = Optional.empty();
  private int generation = 1;

  /**
   * @param env where the graph is built
   * @param maxParallelism the highest parallelism that this job can ever have; part of saved state
   */
  public Topology(StreamExecutionEnvironment env, int maxParallelism) {
    this.env = Objects.requireNonNull(env, "env");
    this.maxParallelism = maxParallelism;
    env.setMaxParallelism(maxParallelism);
  }

  /**
   * Says of which generation of the deployment this is, if not of the first. State of another one
   * is refused for good.
   */
  public Topology ofGeneration(int number) {
    generation = number;
    return this;
  }

  /**
   * Ends the job when too many records of an input are refused, for each of the inputs that are
   * added from now on. Without this, any number may be.
   *
   * @param rule what is too many; each subtask of an input judges by what it reads itself
   */
  public Topology breaking(CircuitBreaker.Rule rule) {
    breaker = Optional.of(rule);
    return this;
  }

  /**
   * Adds the sales: each sale once, in every report.
   *
   * @param isDeduplicated whether repeats are looked for; false only for sources known to have none
   */
  public Topology sales(Input<Sale> input, List<SalesReport> reports, boolean isDeduplicated) {
    SingleOutputStreamOperator<Ingested.Accepted<Sale>> accepted =
        intake(SALES, input, !isDeduplicated, Formats.INGESTED_SALE, Formats.ACCEPTED_SALE);
    DataStream<Sale> sales =
        isDeduplicated
            ? identified(accepted, reports, input.silence())
            : accepted
                .map(Ingested.Accepted::event, Formats.SALE)
                .name("sales as they are")
                .uid("sales-as-they-are");
    Buckets buckets = new Buckets(maxParallelism);
    for (SalesReport report : reports) {
      AggregateSales aggregate = new AggregateSales(report, maxParallelism);
      DataStream<SalesBundle> bundles =
          sales
              .transform(
                  "combine " + report.name(),
                  Formats.SALES_BUNDLE,
                  new CombineOperator<>(() -> aggregate.newCombiner(isDeduplicated)))
              .uid(uidOf(report) + "-combine");
      salesRows.add(
          apply(
              aggregate,
              bundles.keyBy(bundle -> buckets.keyOf(bundle.bucket()), Types.INT),
              "report " + report.name(),
              uidOf(report),
              SALES,
              KeptState.paged(aggregate),
              Formats.SALES_ROW,
              isDeduplicated ? Silence.IGNORED : input.silence()));
    }
    return this;
  }

  /**
   * Adds the temperature readings: alerts where a sensor breaks its rule. The rules never change.
   *
   * @param book the rules and the sensors
   * @param outOfOrderness how far behind its sensor's newest a reading commonly comes
   */
  public Topology temperatures(Input<Reading> input, RuleBook book, Duration outOfOrderness) {
    return temperatures(input, Map.of(), book, Preload.nothing(), outOfOrderness);
  }

  /**
   * Adds the temperature readings: alerts where a sensor breaks the rule that is in force for it.
   *
   * @param changes where changes of rules and sensors come from, by {@link #RULES} and {@link
   *     #SENSORS}; empty if they never change
   * @param book the rules and the sensors that are known at the start
   * @param preload reads the changes that there are before the first reading is judged
   * @param outOfOrderness how far behind its sensor's newest a reading commonly comes
   * @throws IllegalArgumentException if changes come under another name
   */
  public Topology temperatures(
      Input<Reading> input,
      Map<String, Source<Ingested<RuleBookChange>, ?, ?>> changes,
      RuleBook book,
      Preload<RuleBookChange> preload,
      Duration outOfOrderness) {
    WatchTemperatures watch = new WatchTemperatures(book, outOfOrderness.toMillis());
    KeyedStream<Ingested.Accepted<Reading>, String> readings =
        intake(TEMPERATURES, input, false, Formats.INGESTED_READING, Formats.ACCEPTED_READING)
            .keyBy(watch::keyOf, Types.STRING);
    KeptState.Layout<SensorMonitor> layout = KeptState.monitors();
    String name = "temperature alerts";
    // One name for both ways, so that rules can begin to change in a job that has run without.
    String uid = "temperature-alerts";
    alertChanges.add(
        ruleChanges(changes)
            .map(
                rules ->
                    apply(
                        new RuledOperator<
                            String,
                            Ingested.Accepted<Reading>,
                            SensorMonitor,
                            AlertChange,
                            RuleBookChange>(
                            watch,
                            layout,
                            TEMPERATURES,
                            input.silence(),
                            RULE_BOOK_CHANGES,
                            preload),
                        readings,
                        rules,
                        name,
                        uid,
                        Formats.ALERT_CHANGE))
            .orElseGet(
                () ->
                    apply(
                        watch,
                        readings,
                        name,
                        uid,
                        TEMPERATURES,
                        layout,
                        Formats.ALERT_CHANGE,
                        input.silence())));
    return this;
  }

  /** Adds what users do: a row for each run of activities without a long pause. */
  public Topology activities(Input<Activity> input, SessionRule rule) {
    TrackActivity track = new TrackActivity(rule);
    activitySessions.add(
        apply(
            track,
            intake(ACTIVITY, input, false, Formats.INGESTED_ACTIVITY, Formats.ACCEPTED_ACTIVITY)
                .keyBy(track::keyOf, Types.STRING),
            "activity sessions",
            uidOf(rule),
            ACTIVITY,
            KeptState.whole(Formats.USER_SESSIONS, track::newState),
            Formats.ACTIVITY_SESSION,
            input.silence()));
    return this;
  }

  /**
   * Tells people of what is told of alerts, at least once, without holding the stream up.
   *
   * @param name of what tells them, part of the uid
   */
  public Topology notifying(String name, Notifying notifying) {
    Buckets buckets = new Buckets(maxParallelism);
    int most = maxParallelism;
    alertChanges.stream()
        .<DataStream<AlertChange>>map(changes -> changes)
        .reduce(DataStream::union)
        .ifPresent(
            changes ->
                changes
                    .filter(notifying::tells)
                    .name("what people are told of alerts")
                    .uid("notifications-" + name + "-told")
                    .keyBy(
                        change ->
                            buckets.keyOf(Math.floorMod(change.alert().alertId().hashCode(), most)),
                        Types.INT)
                    .transform(
                        "notifications to " + name, Types.VOID, new NotifyOperator(notifying))
                    .uid("notifications-" + name));
    return this;
  }

  /** Ends every branch in its sinks. */
  public void into(Sinks sinks) {
    // Each writer gets all rows of a group, or of a user, so that of two states of a row the newer
    // one is written last, and a session after what it absorbs.
    drain(
        "sales-reports",
        salesRows,
        sinks.salesRows(),
        stream -> stream.keyBy(SalesRow::groupHash, Types.INT));
    drain(
        "temperature-alerts",
        alertChanges.stream()
            .<DataStream<Alert>>map(
                changes ->
                    changes
                        .map(AlertChange::alert, Formats.ALERT)
                        .name("alerts")
                        .uid("temperature-alerts-rows"))
            .toList(),
        sinks.alerts(),
        stream -> stream.keyBy(Alert::alertId, Types.STRING));
    drain(
        "alert-history",
        alertChanges.stream()
            .<DataStream<AlertChange>>map(
                changes ->
                    changes
                        .filter(AlertChange::isTold)
                        .name("what is told of alerts")
                        .uid("temperature-alerts-told"))
            .toList(),
        sinks.alertHistory(),
        stream -> stream.keyBy(change -> change.alert().alertId(), Types.STRING));
    drain(
        "activity-sessions",
        activitySessions,
        sinks.activitySessions(),
        stream -> stream.keyBy(ActivitySession::userId, Types.STRING));
    drain("late-events", lateEvents, sinks.lateEvents(), stream -> stream);
    drain("dead-letters", deadLetters, sinks.deadLetters(), stream -> stream);
  }

  /**
   * Names the state of a report by what it means. A report that is defined anew under its old name
   * must not take the old sums for its own: a savepoint that holds them is refused instead.
   */
  static String uidOf(SalesReport report) {
    return "report-%s-%s-%s"
        .formatted(report.name(), report.windowing().id(), new TreeSet<>(report.dimensions()));
  }

  /** Names the state of users by what makes a session: a gap of its own has a state of its own. */
  static String uidOf(SessionRule rule) {
    return "activity-" + rule.id();
  }

  private <E> SingleOutputStreamOperator<Ingested.Accepted<E>> intake(
      String name,
      Input<E> input,
      boolean acceptsHere,
      TypeInformation<Ingested<E>> ingested,
      TypeInformation<Ingested.Accepted<E>> type) {
    DataStreamSource<Ingested<E>> source =
        env.fromSource(
            input.source(),
            input.isTimeOfSplits() ? input.watermarks() : WatermarkStrategy.noWatermarks(),
            name + " source",
            ingested);
    source.uid(name + "-source");
    SingleOutputStreamOperator<Ingested<E>> timed =
        input.isTimeOfSplits()
            ? source
            : source
                .assignTimestampsAndWatermarks(input.watermarks())
                .name(name + " time")
                .uid(name + "-time");
    SingleOutputStreamOperator<Ingested.Accepted<E>> accepted =
        timed
            .process(new IntakeFunction<E>(name, acceptsHere, breaker, generation))
            .returns(type)
            .name(name + " intake")
            .uid(name + "-intake");
    int most = input.mostSubtasks();
    if (most > 0 && (env.getParallelism() <= 0 || env.getParallelism() > most)) {
      source.setParallelism(most);
      // As many, so that the order of the events stays.
      timed.setParallelism(most);
      accepted.setParallelism(most);
    }
    deadLetters.add(accepted.getSideOutput(SideOutputs.DEAD_LETTERS));
    return accepted;
  }

  private DataStream<Sale> identified(
      DataStream<Ingested.Accepted<Sale>> accepted, List<SalesReport> reports, Silence silence) {
    IdBuckets buckets = new IdBuckets(maxParallelism);
    IdentifySales identify = IdentifySales.forReports(reports, buckets);
    SingleOutputStreamOperator<UnidentifiedSales> sorted =
        accepted
            .transform(
                "sales by id", Formats.UNIDENTIFIED_SALES, IdentityOperator.sorting(identify))
            .uid("sales-by-id");
    if (accepted.getParallelism() != sorted.getParallelism()) {
      // As many, so that the order of the sales stays.
      sorted.setParallelism(accepted.getParallelism());
    }
    return apply(
        new IdentityOperator(identify, buckets, SALES, silence),
        sorted.keyBy(sales -> buckets.keyOf(sales.bucket()), Types.STRING),
        "sales identity",
        "sales-identity",
        Formats.SALE);
  }

  private <F, E, S, R> SingleOutputStreamOperator<R> apply(
      KeyedProcess<?, E, S, R> process,
      KeyedStream<E, F> stream,
      String name,
      String uid,
      String input,
      KeptState.Layout<S> layout,
      TypeInformation<R> results,
      Silence silence) {
    return apply(
        new UseCaseOperator<F, E, S, R>(process, layout, input, silence),
        stream,
        name,
        uid,
        results);
  }

  private <F, E, R> SingleOutputStreamOperator<R> apply(
      UseCaseOperator<F, E, ?, R> operator,
      KeyedStream<E, F> stream,
      String name,
      String uid,
      TypeInformation<R> results) {
    SingleOutputStreamOperator<R> applied = stream.transform(name, results, operator).uid(uid);
    drainSides(applied);
    return applied;
  }

  /** The records of all inputs of rules and sensors, if there are any. */
  private Optional<DataStream<Ingested.Accepted<RuleBookChange>>> ruleChanges(
      Map<String, Source<Ingested<RuleBookChange>, ?, ?>> sources) {
    return new TreeMap<>(sources)
        .entrySet().stream()
            .<DataStream<Ingested.Accepted<RuleBookChange>>>map(
                source -> {
                  if (!source.getKey().equals(RULES) && !source.getKey().equals(SENSORS)) {
                    throw new IllegalArgumentException(
                        "changes of rules come from '%s' or '%s', not from '%s'"
                            .formatted(RULES, SENSORS, source.getKey()));
                  }
                  // They are few, and one reader keeps them in order.
                  return intake(
                      source.getKey(),
                      new Input<>(
                          source.getValue(),
                          WatermarkStrategy.noWatermarks(),
                          true,
                          Silence.IGNORED,
                          1),
                      false,
                      Formats.INGESTED_RULE_BOOK_CHANGE,
                      Formats.ACCEPTED_RULE_BOOK_CHANGE);
                })
            .reduce((one, other) -> one.union(other));
  }

  /** Flink's own way to connect a keyed stream with a broadcast one is for its own functions. */
  private <K, E, C, R> SingleOutputStreamOperator<R> apply(
      RuledOperator<K, E, ?, R, C> operator,
      KeyedStream<E, K> events,
      DataStream<Ingested.Accepted<C>> changes,
      String name,
      String uid,
      TypeInformation<R> results) {
    TwoInputTransformation<E, Ingested.Accepted<C>, R> transformation =
        new TwoInputTransformation<>(
            events.getTransformation(),
            changes.broadcast().getTransformation(),
            name,
            operator,
            results,
            env.getParallelism(),
            false);
    transformation.setStateKeySelectors(events.getKeySelector(), null);
    transformation.setStateKeyType(events.getKeyType());
    env.addOperator(transformation);
    SingleOutputStreamOperator<R> applied = new Applied<>(env, transformation).uid(uid);
    drainSides(applied);
    return applied;
  }

  private void drainSides(SingleOutputStreamOperator<?> applied) {
    deadLetters.add(applied.getSideOutput(SideOutputs.DEAD_LETTERS));
    lateEvents.add(applied.getSideOutput(SideOutputs.LATE_EVENTS));
  }

  /** A stream of a transformation that was made by hand. */
  private static final class Applied<R> extends SingleOutputStreamOperator<R> {
    Applied(StreamExecutionEnvironment env, Transformation<R> transformation) {
      super(env, transformation);
    }
  }

  /** How a stream is spread over the writers of a sink. */
  private interface Partitioning<T> {
    DataStream<T> apply(DataStream<T> stream);
  }

  private static <T> void drain(
      String kind,
      List<DataStream<T>> streams,
      Map<String, Sink<T>> sinks,
      Partitioning<T> partitioning) {
    streams.stream()
        .reduce((one, other) -> one.union(other))
        .map(partitioning::apply)
        .ifPresent(
            all ->
                sinks.forEach(
                    (name, sink) ->
                        all.sinkTo(sink)
                            .name(kind + " to " + name)
                            .uid("sink-" + kind + "-" + name)));
  }
}

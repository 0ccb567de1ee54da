package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.DetectTemperatureJumps;
import io.aforo.application.IdentifySales;
import io.aforo.application.TrackActivity;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

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
   * @param activitySessions for the sessions of users
   * @param lateEvents for what came too late
   * @param deadLetters for what was refused
   */
  public record Sinks(
      Map<String, Sink<SalesRow>> salesRows,
      Map<String, Sink<Alert>> alerts,
      Map<String, Sink<ActivitySession>> activitySessions,
      Map<String, Sink<LateEvent>> lateEvents,
      Map<String, Sink<DeadLetter>> deadLetters) {}

  private final StreamExecutionEnvironment env;
  private final int maxParallelism;
  private final List<DataStream<DeadLetter>> deadLetters = new ArrayList<>();
  private final List<DataStream<LateEvent>> lateEvents = new ArrayList<>();
  private final List<DataStream<SalesRow>> salesRows = new ArrayList<>();
  private final List<DataStream<Alert>> alerts = new ArrayList<>();
  private final List<DataStream<ActivitySession>> activitySessions = new ArrayList<>();

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
   * Adds the temperature readings: alerts where a sensor's temperature jumps.
   *
   * @param outOfOrderness how far behind its sensor's newest a reading commonly comes
   */
  public Topology temperatures(Input<Reading> input, JumpRule rule, Duration outOfOrderness) {
    DetectTemperatureJumps detect = new DetectTemperatureJumps(rule, outOfOrderness.toMillis());
    alerts.add(
        apply(
            detect,
            intake(TEMPERATURES, input, false, Formats.INGESTED_READING, Formats.ACCEPTED_READING)
                .keyBy(detect::keyOf, Types.STRING),
            "temperature jumps",
            "temperature-jumps",
            TEMPERATURES,
            KeptState.whole(Formats.JUMP_MONITOR, detect::newState),
            Formats.ALERT,
            input.silence()));
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
        alerts,
        sinks.alerts(),
        stream -> stream.keyBy(Alert::alertId, Types.STRING));
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
            .process(new IntakeFunction<E>(name, acceptsHere))
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
    IdentifySales identify = IdentifySales.forReports(reports);
    return apply(
        identify,
        accepted.keyBy(identify::keyOf, Types.STRING),
        "sales identity",
        "sales-identity",
        SALES,
        KeptState.whole(Formats.SEEN_SALE, identify::newState),
        Formats.SALE,
        silence);
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
    SingleOutputStreamOperator<R> applied =
        stream
            .transform(
                name,
                results,
                new UseCaseOperator<>(
                    new UseCaseFunction<F, E, S, R>(process, layout, input), silence))
            .uid(uid);
    deadLetters.add(applied.getSideOutput(SideOutputs.DEAD_LETTERS));
    lateEvents.add(applied.getSideOutput(SideOutputs.LATE_EVENTS));
    return applied;
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

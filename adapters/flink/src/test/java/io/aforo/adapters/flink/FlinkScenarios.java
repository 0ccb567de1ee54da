package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.application.TrackActivity;
import io.aforo.application.UnidentifiedSales;
import io.aforo.application.WatchTemperatures;
import io.aforo.application.contract.ScenarioContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.RuledProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SeenSales;
import io.aforo.domain.temperature.RuleBookChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.OutputTag;

/** The scenarios on Flink's own operator, with a state backend of choice. */
abstract class FlinkScenarios extends ScenarioContract {

  /** Of ids. */
  private static final int BUCKETS = 2;

  /** The backend that state is kept in. */
  abstract StateBackend backend() throws Exception;

  /** Whether the operator is saved, thrown away and restored before each step. */
  abstract boolean restoresBetweenSteps();

  @Override
  protected <K, E, S, R> Run<E, R> start(KeyedProcess<K, E, S, R> process) throws Exception {
    return new HarnessRun<>(process);
  }

  @Override
  protected <K, E, S, R> RuledRun<E, R, RuleBookChange> startRuled(
      RuledProcess<K, E, S, R, RuleBookChange> process) throws Exception {
    return new RuledHarnessRun<>(process);
  }

  @Override
  protected Run<Sale, SalesRow> startReport(AggregateSales report) throws Exception {
    return new CombinedRun<>(
        () -> report.newCombiner(true), Formats.SALES_BUNDLE, new HarnessRun<>(report));
  }

  @Override
  protected Run<Ingested.Accepted<Sale>, Sale> startIdentity(IdentifySales identify)
      throws Exception {
    IdBuckets buckets = new IdBuckets(BUCKETS);
    IdentifySales spread =
        new IdentifySales(identify.rememberMillis(), buckets, identify.isOrdered());
    return new CombinedRun<>(
        spread::newSorter, Formats.UNIDENTIFIED_SALES, new IdentityRun(spread, buckets));
  }

  /** How many bytes of the heap may be taken by what is kept before a backend that serializes. */
  long cacheBytes() {
    return HeapShare.MOST;
  }

  /** The keys of an operator that has no other room than this. */
  private record Narrow(KeyScope keys, long bytes) implements KeyScope {

    @Override
    public LongSupplier cacheBytes() {
      return () -> bytes;
    }

    @Override
    public Object current() {
      return keys.current();
    }

    @Override
    public void enter(Object key) {
      keys.enter(key);
    }
  }

  private <S> KeptState.Layout<S> layoutOf(KeyedProcess<?, ?, S, ?> process) {
    KeptState.Layout<S> layout = roomyLayoutOf(process);
    long bytes = cacheBytes();
    return (context, serialized) ->
        layout.open(context, serialized.map(keys -> new Narrow(keys, bytes)));
  }

  @SuppressWarnings("unchecked")
  private static <S> KeptState.Layout<S> roomyLayoutOf(KeyedProcess<?, ?, S, ?> process) {
    Object layout;
    if (process instanceof AggregateSales aggregate) {
      layout = KeptState.paged(aggregate);
    } else if (process instanceof WatchTemperatures) {
      layout = KeptState.monitors();
    } else if (process instanceof TrackActivity track) {
      layout = KeptState.whole(Formats.USER_SESSIONS, track::newState);
    } else {
      throw new IllegalArgumentException("no layout is known for " + process.getClass());
    }
    return (KeptState.Layout<S>) layout;
  }

  @SuppressWarnings("unchecked")
  private static <K> TypeInformation<K> keyTypeOf(KeyedProcess<K, ?, ?, ?> process) {
    return (TypeInformation<K>) (process instanceof AggregateSales ? Types.INT : Types.STRING);
  }

  /** A combiner in front of a run, saved and restored with it. */
  private final class CombinedRun<E, B, R> implements Run<E, R> {

    private final CombineOperator.Factory<E, B> factory;
    private final TypeInformation<B> type;
    private final Run<B, R> behind;
    private OneInputStreamOperatorTestHarness<E, B> combiner;

    private CombinedRun(
        CombineOperator.Factory<E, B> factory, TypeInformation<B> type, Run<B, R> behind)
        throws Exception {
      this.factory = factory;
      this.type = type;
      this.behind = behind;
      open(null);
    }

    private void open(OperatorSubtaskState saved) throws Exception {
      combiner = new OneInputStreamOperatorTestHarness<>(new CombineOperator<>(factory));
      combiner.setup(type.createSerializer(new SerializerConfigImpl()));
      if (saved != null) {
        combiner.initializeState(saved);
      }
      combiner.open();
    }

    private void beforeStep() throws Exception {
      if (restoresBetweenSteps()) {
        combiner.prepareSnapshotPreBarrier(0);
        OperatorSubtaskState saved = combiner.snapshot(0, 0);
        send();
        combiner.close();
        open(saved);
      }
    }

    private void send() throws Exception {
      for (B bundle : combiner.extractOutputValues()) {
        behind.event(bundle);
      }
      combiner.getOutput().clear();
    }

    @Override
    public void event(E event) throws Exception {
      beforeStep();
      combiner.processElement(new StreamRecord<>(event));
      send();
    }

    @Override
    public void watermark(long epochMillis) throws Exception {
      beforeStep();
      combiner.processWatermark(epochMillis);
      send();
      behind.watermark(epochMillis);
    }

    @Override
    public Said<R> said() {
      try {
        combiner.prepareSnapshotPreBarrier(0);
        send();
      } catch (Exception broken) {
        throw new IllegalStateException("the combiner could not be drained", broken);
      }
      return behind.said();
    }

    @Override
    public int pendingTimers() {
      return behind.pendingTimers();
    }

    @Override
    public int keysWithState() {
      return behind.keysWithState();
    }

    @Override
    public void close() {
      try {
        combiner.close();
      } catch (Exception notClosed) {
        throw new IllegalStateException("the harness could not be closed", notClosed);
      } finally {
        behind.close();
      }
    }
  }

  /** An operator under Flink's harness, saved and restored as the test asks for. */
  private abstract class OperatorRun<K, E, S, R, H extends AbstractStreamOperatorTestHarness<R>>
      implements Run<E, R> {

    final KeyedProcess<K, E, S, R> process;
    private final List<R> results = new ArrayList<>();
    private final List<LateEvent> late = new ArrayList<>();
    private final List<DeadLetter> rejected = new ArrayList<>();
    H harness;

    private OperatorRun(KeyedProcess<K, E, S, R> process) {
      this.process = process;
    }

    /** A new operator, as a worker gets it: nothing that happened before is in it. */
    abstract H harness() throws Exception;

    final void open(OperatorSubtaskState saved) throws Exception {
      harness = harness();
      harness.setStateBackend(backend());
      harness.setup();
      if (saved != null) {
        harness.initializeState(saved);
      }
      harness.open();
    }

    final void beforeStep() throws Exception {
      if (restoresBetweenSteps()) {
        OperatorSubtaskState saved = harness.snapshot(0, 0);
        collect();
        harness.close();
        open(saved);
      }
    }

    private void collect() {
      results.addAll(harness.extractOutputValues());
      harness.getOutput().clear();
      drain(SideOutputs.LATE_EVENTS, late);
      drain(SideOutputs.DEAD_LETTERS, rejected);
    }

    private <T> void drain(OutputTag<T> tag, Collection<T> into) {
      Queue<StreamRecord<T>> side = harness.getSideOutput(tag);
      if (side != null) {
        side.forEach(record -> into.add(record.getValue()));
        side.clear();
      }
    }

    @Override
    public Said<R> said() {
      collect();
      Said<R> said =
          new Said<>(List.copyOf(results), List.copyOf(late), List.copyOf(rejected), counted());
      results.clear();
      late.clear();
      rejected.clear();
      return said;
    }

    private Map<Tally, Long> counted() {
      Map<String, Accumulator<?, ?>> accumulators =
          harness.getEnvironment().getAccumulatorRegistry().getUserMap();
      Map<Tally, Long> counted = new EnumMap<>(Tally.class);
      for (Tally tally : Tally.values()) {
        Accumulator<?, ?> accumulator = accumulators.get(Counted.tally("input", tally));
        if (accumulator != null) {
          counted.put(tally, (Long) accumulator.getLocalValue());
        }
      }
      return counted;
    }

    @Override
    public int pendingTimers() {
      return harness.numEventTimeTimers();
    }

    @Override
    public int keysWithState() {
      UseCaseOperator<?, ?, ?, ?> operator = (UseCaseOperator<?, ?, ?, ?>) harness.getOperator();
      String state =
          process instanceof AggregateSales || process instanceof IdentifySales
              ? "header"
              : "state";
      try (Stream<K> keys =
          operator.<K>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
        return (int) keys.count();
      }
    }

    @Override
    public void close() {
      try {
        harness.close();
      } catch (Exception notClosed) {
        throw new IllegalStateException("the harness could not be closed", notClosed);
      }
    }
  }

  private final class IdentityRun
      extends OperatorRun<
          Integer,
          UnidentifiedSales,
          SeenSales,
          Sale,
          KeyedOneInputStreamOperatorTestHarness<String, UnidentifiedSales, Sale>> {

    private final IdentifySales identify;
    private final IdBuckets buckets;

    private IdentityRun(IdentifySales identify, IdBuckets buckets) throws Exception {
      super(identify);
      this.identify = identify;
      this.buckets = buckets;
      open(null);
    }

    @Override
    KeyedOneInputStreamOperatorTestHarness<String, UnidentifiedSales, Sale> harness()
        throws Exception {
      IdBuckets keys = buckets;
      return new KeyedOneInputStreamOperatorTestHarness<>(
          new IdentityOperator(InstantiationUtil.clone(identify), keys, "input", Silence.IGNORED),
          sales -> keys.keyOf(sales.bucket()),
          Types.STRING,
          BUCKETS,
          1,
          0);
    }

    @Override
    public void event(UnidentifiedSales sales) throws Exception {
      beforeStep();
      harness.processElement(new StreamRecord<>(sales));
    }

    @Override
    public void watermark(long epochMillis) throws Exception {
      beforeStep();
      harness.processWatermark(epochMillis);
    }
  }

  private final class HarnessRun<K, E, S, R>
      extends OperatorRun<K, E, S, R, KeyedOneInputStreamOperatorTestHarness<K, E, R>> {

    private HarnessRun(KeyedProcess<K, E, S, R> process) throws Exception {
      super(process);
      open(null);
    }

    @Override
    KeyedOneInputStreamOperatorTestHarness<K, E, R> harness() throws Exception {
      KeyedProcess<K, E, S, R> own = InstantiationUtil.clone(process);
      return new KeyedOneInputStreamOperatorTestHarness<>(
          new UseCaseOperator<K, E, S, R>(own, layoutOf(own), "input", Silence.IGNORED),
          process::keyOf,
          keyTypeOf(process));
    }

    @Override
    public void event(E event) throws Exception {
      beforeStep();
      harness.processElement(new StreamRecord<>(event));
    }

    @Override
    public void watermark(long epochMillis) throws Exception {
      beforeStep();
      harness.processWatermark(epochMillis);
    }
  }

  private final class RuledHarnessRun<K, E, S, R>
      extends OperatorRun<
          K,
          E,
          S,
          R,
          KeyedTwoInputStreamOperatorTestHarness<K, E, Ingested.Accepted<RuleBookChange>, R>>
      implements RuledRun<E, R, RuleBookChange> {

    private RuledHarnessRun(RuledProcess<K, E, S, R, RuleBookChange> process) throws Exception {
      super(process);
      open(null);
    }

    @Override
    @SuppressWarnings("unchecked")
    KeyedTwoInputStreamOperatorTestHarness<K, E, Ingested.Accepted<RuleBookChange>, R> harness()
        throws Exception {
      RuledProcess<K, E, S, R, RuleBookChange> own =
          (RuledProcess<K, E, S, R, RuleBookChange>) InstantiationUtil.clone(process);
      return new KeyedTwoInputStreamOperatorTestHarness<>(
          new RuledOperator<K, E, S, R, RuleBookChange>(
              own,
              layoutOf(own),
              "input",
              Silence.IGNORED,
              Topology.RULE_BOOK_CHANGES,
              Preload.nothing()),
          process::keyOf,
          null,
          keyTypeOf(process));
    }

    @Override
    public void event(E event) throws Exception {
      beforeStep();
      harness.processElement1(new StreamRecord<>(event));
    }

    @Override
    public void change(Ingested.Accepted<RuleBookChange> change) throws Exception {
      beforeStep();
      harness.processElement2(new StreamRecord<>(change));
    }

    @Override
    public void watermark(long epochMillis) throws Exception {
      beforeStep();
      harness.processWatermark1(new Watermark(epochMillis));
    }
  }
}

package io.aforo.adapters.flink;

import static io.aforo.domain.sales.SaleBuilder.aSale;
import static io.aforo.domain.sales.SaleBuilder.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.IdentifySales;
import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.Combiner;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SeenPage;
import io.aforo.domain.sales.SeenPages;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.sales.SeenSales;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the identity of sales keeps, and what it carries over from 0.1.0. */
class IdentityOperatorTest {

  private static final int MAX_PARALLELISM = 8;
  private static final long REMEMBER = Duration.ofHours(25).toMillis();
  private static final long NOW = time("12:00");
  private static final int SALES = 300;

  private final IdBuckets buckets = new IdBuckets(MAX_PARALLELISM);
  private final IdentifySales identify = new IdentifySales(REMEMBER, buckets, false);

  /** What 0.1.0 ran: the id is the key, and has a value and a timer of its own. */
  private static final class OfOneId extends KeyedProcessFunction<String, Sale, Sale> {

    private static final long serialVersionUID = 1L;

    private transient ValueState<SeenSale> state;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("state", Formats.SEEN_SALE));
    }

    @Override
    public void processElement(Sale sale, Context context, Collector<Sale> out) throws Exception {
      SeenSale seen = remembered(sale);
      state.update(seen);
      context.timerService().registerEventTimeTimer(seen.forgetAt());
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Sale> out) {
      state.clear();
    }

    private static SeenSale remembered(Sale sale) {
      SeenPages pages = SeenPages.onHeap();
      new SeenSales(REMEMBER, SeenSales.Header.NONE, pages).see(sale, Long.MIN_VALUE);
      SeenPage page = pages.get(0).orElseThrow();
      return new SeenSale(page.fingerprint(0), page.forgetAt(0));
    }
  }

  /** The subtasks of the operator. */
  private final class Subtasks implements AutoCloseable {

    private final List<KeyedOneInputStreamOperatorTestHarness<String, UnidentifiedSales, Sale>>
        harnesses = new ArrayList<>();

    private Subtasks(int parallelism, String backend, List<OperatorSubtaskState> saved)
        throws Exception {
      IdBuckets keys = buckets;
      for (int subtask = 0; subtask < parallelism; subtask++) {
        KeyedOneInputStreamOperatorTestHarness<String, UnidentifiedSales, Sale> harness =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new IdentityOperator(identify, keys, "sales", Silence.IGNORED),
                sales -> keys.keyOf(sales.bucket()),
                Types.STRING,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        harnesses.add(harness);
        start(harness, backend, saved, parallelism, subtask);
      }
    }

    private void send(List<Sale> sales) throws Exception {
      Combiner<Ingested.Accepted<Sale>, UnidentifiedSales> sorter = identify.newSorter();
      sales.forEach(sale -> sorter.add(new Ingested.Accepted<>(RECORD, sale), NOW));
      List<UnidentifiedSales> sorted = new ArrayList<>();
      sorter.drain(sorted::add);
      for (UnidentifiedSales each : sorted) {
        harnesses
            .get(subtaskOf(buckets.keyOf(each.bucket()), harnesses.size()))
            .processElement(new StreamRecord<>(each));
      }
    }

    private List<Sale> passed() {
      return harnesses.stream().flatMap(harness -> harness.extractOutputValues().stream()).toList();
    }

    private long counted(String counter) {
      long sum = 0;
      for (AbstractStreamOperatorTestHarness<?> harness : harnesses) {
        Accumulator<?, ?> accumulator =
            harness.getEnvironment().getAccumulatorRegistry().getUserMap().get(counter);
        sum += accumulator == null ? 0 : (Long) accumulator.getLocalValue();
      }
      return sum;
    }

    private void advanceTo(long watermark) throws Exception {
      for (KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness : harnesses) {
        harness.processWatermark(watermark);
      }
    }

    private long keys(String state) {
      return harnesses.stream().mapToLong(each -> SalesSimulation.keys(each, state)).sum();
    }

    /** How many ids the buckets of the first subtask hold. */
    private int ids() throws Exception {
      IdentityOperator operator = (IdentityOperator) harnesses.get(0).getOperator();
      List<String> keys;
      try (Stream<String> all =
          operator.<String>getKeyedStateBackend().getKeys("header", VoidNamespace.INSTANCE)) {
        keys = all.toList();
      }
      int ids = 0;
      for (String key : keys) {
        operator.setCurrentKey(key);
        for (SeenPage page : operator.getRuntimeContext().getMapState(IDS).values()) {
          ids += page.size();
        }
      }
      return ids;
    }

    private void assertNothingIsKept() {
      for (AbstractStreamOperatorTestHarness<?> harness : harnesses) {
        assertThat(((KeyedOneInputStreamOperatorTestHarness<?, ?, ?>) harness).numEventTimeTimers())
            .as("timers")
            .isZero();
      }
      assertThat(List.of(keys(IdentityOperator.OF_ONE_ID), keys("header"), keys("ids")))
          .as("keys with a value of one id, with times, with ids")
          .containsExactly(0L, 0L, 0L);
    }

    private List<OperatorSubtaskState> save() throws Exception {
      return snapshots(harnesses);
    }

    @Override
    public void close() throws Exception {
      for (AbstractStreamOperatorTestHarness<?> harness : harnesses) {
        harness.close();
      }
    }
  }

  private static final MapStateDescriptor<Integer, SeenPage> IDS =
      new MapStateDescriptor<>("ids", Types.INT, Formats.SEEN_PAGE);

  private static final SourceRecord RECORD =
      new SourceRecord("sales", 0, 7, NOW, new byte[0], new byte[] {1});

  @ParameterizedTest(name = "{0}, {1} subtasks")
  @CsvSource({"hashmap, 2", "hashmap, 3", "rocksdb, 2", "rocksdb, 1"})
  void whatWasSeenBeforeIsSeenAfterIdsHaveMovedIntoBuckets(String backend, int parallelism)
      throws Exception {
    List<OperatorSubtaskState> saved = savedByTheFormerLayout(backend);

    List<OperatorSubtaskState> savedAgain;
    try (Subtasks subtasks = new Subtasks(parallelism, backend, saved)) {
      assertThat(subtasks.keys(IdentityOperator.OF_ONE_ID)).isZero();
      assertThat(subtasks.keys("header")).isEqualTo(MAX_PARALLELISM);
      subtasks.send(sales(0, SALES, "10.00 EUR"));
      subtasks.send(sales(0, SALES, "10.01 EUR"));
      assertThat(subtasks.passed()).isEmpty();
      assertThat(subtasks.counted("sales.duplicates")).isEqualTo(SALES);
      assertThat(subtasks.counted("sales.rejected.ID_CONFLICT")).isEqualTo(SALES);

      subtasks.send(sales(SALES, 2 * SALES, "10.00 EUR"));
      assertThat(subtasks.passed())
          .containsExactlyInAnyOrderElementsOf(sales(SALES, 2 * SALES, "10.00 EUR"));
      savedAgain = subtasks.save();
    }

    try (Subtasks subtasks = new Subtasks(2, backend, savedAgain)) {
      subtasks.send(sales(0, 2 * SALES, "10.00 EUR"));
      subtasks.send(sales(0, 2 * SALES, "10.01 EUR"));
      assertThat(subtasks.passed()).isEmpty();
      assertThat(subtasks.counted("sales.duplicates")).isEqualTo(3 * SALES);
      assertThat(subtasks.counted("sales.rejected.ID_CONFLICT")).isEqualTo(3 * SALES);

      subtasks.advanceTo(time("12:00") + 2 * SALES + REMEMBER);
      subtasks.assertNothingIsKept();
    }
  }

  @ParameterizedTest
  @CsvSource({"hashmap", "rocksdb"})
  void whatWasCarriedOverIsForgottenInTimeThoughNothingMoreComes(String backend) throws Exception {
    List<OperatorSubtaskState> saved = savedByTheFormerLayout(backend);

    try (Subtasks subtasks = new Subtasks(1, backend, saved)) {
      subtasks.advanceTo(NOW + REMEMBER + SALES / 2);
      subtasks.send(sales(0, SALES, "10.01 EUR"));

      assertThat(subtasks.passed())
          .containsExactlyInAnyOrderElementsOf(sales(0, SALES / 2 + 1, "10.01 EUR"));
      assertThat(subtasks.counted("sales.rejected.ID_CONFLICT")).isEqualTo(SALES / 2 - 1);
      subtasks.advanceTo(NOW + 3 * REMEMBER);
      subtasks.assertNothingIsKept();
    }
  }

  @ParameterizedTest
  @CsvSource({"hashmap", "rocksdb"})
  void idsOfManyDaysAreSweptAndHaveFewTimers(String backend) throws Exception {
    try (Subtasks subtasks = new Subtasks(1, backend, List.of())) {
      long day = Duration.ofDays(1).toMillis();
      for (int hour = 0; hour < 96; hour++) {
        long now = NOW + hour * day / 24;
        subtasks.advanceTo(now);
        subtasks.send(
            IntStream.range(0, 50)
                .mapToObj(n -> aSale().in("norte").id("s" + n).at(now).build())
                .filter(sale -> sale.hashCode() % 2 == 0)
                .toList());
        List<Sale> ofThisHour = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
          ofThisHour.add(aSale().in("sur").id(hour + "-" + n).at(now).build());
        }
        subtasks.send(ofThisHour);
        assertThat(subtasks.harnesses.get(0).numEventTimeTimers())
            .isBetween(1, 3 * MAX_PARALLELISM);
      }
      assertThat(subtasks.counted("sales.accepted")).isGreaterThan(96 * 20);
      assertThat(subtasks.ids()).as("of 25 to 32 hours").isBetween(25 * 20, 32 * 20 + 50);

      subtasks.advanceTo(NOW + 96 * day / 24 + REMEMBER);
      subtasks.assertNothingIsKept();
    }
  }

  private static List<Sale> sales(int from, int until, String amount) {
    return IntStream.range(from, until)
        .mapToObj(n -> aSale().in("norte").id("s" + n).at(NOW + n).of(amount).build())
        .toList();
  }

  private static List<OperatorSubtaskState> savedByTheFormerLayout(String backend)
      throws Exception {
    List<KeyedOneInputStreamOperatorTestHarness<String, Sale, Sale>> harnesses = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      harnesses.add(
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new OfOneId()),
              SeenSales::idOf,
              Types.STRING,
              MAX_PARALLELISM,
              2,
              subtask));
      start(harnesses.get(subtask), backend, List.of(), 2, subtask);
    }
    for (Sale sale : sales(0, SALES, "10.00 EUR")) {
      harnesses.get(subtaskOf(SeenSales.idOf(sale), 2)).processElement(new StreamRecord<>(sale));
    }
    List<OperatorSubtaskState> saved = snapshots(harnesses);
    for (AbstractStreamOperatorTestHarness<?> harness : harnesses) {
      harness.close();
    }
    return saved;
  }

  private static int subtaskOf(String key, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
  }

  private static void start(
      AbstractStreamOperatorTestHarness<?> harness,
      String backend,
      List<OperatorSubtaskState> saved,
      int parallelism,
      int subtask)
      throws Exception {
    harness.setStateBackend(backend(backend));
    harness.setup();
    if (!saved.isEmpty()) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              AbstractStreamOperatorTestHarness.repackageState(
                  saved.toArray(OperatorSubtaskState[]::new)),
              MAX_PARALLELISM,
              saved.size(),
              parallelism,
              subtask));
    }
    harness.open();
  }

  private static StateBackend backend(String name) {
    if (name.equals("hashmap")) {
      return new HashMapStateBackend();
    }
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
    // Managed memory costs a harness far more time than it saves.
    backend.getMemoryConfiguration().setUseManagedMemory(false);
    return backend;
  }

  private static <H extends AbstractStreamOperatorTestHarness<?>>
      List<OperatorSubtaskState> snapshots(List<H> harnesses) throws Exception {
    List<OperatorSubtaskState> saved = new ArrayList<>();
    for (H harness : harnesses) {
      saved.add(harness.snapshot(0, 0));
    }
    return saved;
  }
}

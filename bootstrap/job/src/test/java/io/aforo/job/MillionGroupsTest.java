package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Ingested;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.SlicedWindows;
import io.aforo.domain.time.TimeWindow;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million customers within half an hour: every row is exact, and when their windows are closed,
 * neither the state nor the heap remembers them.
 */
@Timeout(240)
class MillionGroupsTest {

  private static final int FEW = 5_000;
  private static final int MANY = 1_000_000;
  private static final int PARTITIONS = 2;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long OPENING = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path directory;

  private static JobCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = JobCluster.start(directory);
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  static Stream<Windowing> windowings() {
    return Stream.of(
        Windowing.tumbling(HOUR),
        Windowing.sliding(HOUR, Duration.ofMinutes(30)),
        Windowing.session(HOUR));
  }

  @ParameterizedTest
  @MethodSource("windowings")
  void everyRowIsExactAndClosedWindowsLeaveNothingBehind(Windowing windowing) throws Exception {
    SalesReport report = report(windowing, Dimension.CUSTOMER);
    CheckedRows.startAnew(windowing);

    Sizes sizes = run(report, false);

    // Of two sliding windows, one ends within the hour.
    int rowsOfEach = windowing instanceof SlicedWindows windows ? windowsWith(windows) : 1;
    assertThat(CheckedRows.firstWrong()).isEmpty();
    assertThat(CheckedRows.count()).isEqualTo(rowsOfEach * (long) (FEW + MANY));
    sizes.assertThatNothingIsLeft();
  }

  @Test
  void aMillionIdsAreForgotten() throws Exception {
    Sizes sizes = run(report(Windowing.tumbling(HOUR)), true);

    sizes.assertThatNothingIsLeft();
  }

  private static int windowsWith(SlicedWindows windows) {
    return (int) (windows.sizeMillis() / windows.everyMillis());
  }

  private static SalesReport report(Windowing windowing, Dimension... dimensions) {
    return new SalesReport(
        windowing.id(), windowing, Set.of(dimensions), WindowLifecycle.ofLateness(HOUR));
  }

  /** A few customers and then a million, each time measured twice: before and after their end. */
  private static Sizes run(SalesReport report, boolean isDeduplicated) throws Exception {
    Recording<Sale> recording = Recording.ofHolds(Waves.partitions(), Waves.holds()).endless();
    Configuration settings = cluster.settings(PARTITIONS);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));

    JobID job =
        cluster.submit(
            settings,
            List.of(report),
            recording,
            new ScriptedWatermarks(),
            isDeduplicated,
            CheckedRows::new);
    List<Size> sizes = new ArrayList<>();
    for (List<Integer> hold : Waves.holds()) {
      cluster.await(job, "hold at " + hold, recording::isHeld);
      // A checkpoint comes behind all that was read, so it is also what ends the waiting.
      sizes.add(new Size(cluster.checkpoint(job), usedHeap()));
      recording.release();
    }
    return new Sizes(sizes.get(1), sizes.get(2), sizes.get(3));
  }

  /**
   * What is reachable: the least of what is used after several collections. One alone can come to
   * nothing, while native code holds the heap, and Flink lets go of a snapshot a moment after the
   * checkpoint that it was taken for.
   */
  private static long usedHeap() {
    AtomicLong least = new AtomicLong(Long.MAX_VALUE);
    AtomicInteger unchanged = new AtomicInteger();
    Awaitility.await("the heap to settle")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              System.gc();
              long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
              // More than what a running job makes anew between two looks.
              boolean isLess = used < least.get() - (1 << 20);
              least.accumulateAndGet(used, Math::min);
              return (isLess ? unchanged.getAndSet(0) : unchanged.incrementAndGet()) >= 5;
            });
    return least.get();
  }

  private record Size(long stateBytes, long heapBytes) {}

  /**
   * @param before after a few customers came and went
   * @param full with all customers
   * @param after when they were gone
   */
  private record Sizes(Size before, Size full, Size after) {

    void assertThatNothingIsLeft() {
      assertThat(full.stateBytes()).isGreaterThan(20L * MANY);
      // But for numbers that are written in more digits.
      assertThat(after.stateBytes())
          .isBetween(before.stateBytes() - 500, before.stateBytes() + 500);
      // An id alone takes some sixty bytes, where a snapshot does not still hold it once more.
      long grown = full.heapBytes() - before.heapBytes();
      assertThat(grown).isGreaterThan(40L * MANY);
      // Flink's tables on the heap keep the room for their entries.
      assertThat(after.heapBytes()).isLessThan(before.heapBytes() + grown / 5);
    }
  }

  /**
   * Two waves of sales, days apart: of each customer a sale and of every fifth a return as well,
   * and behind them a sale so much later that all windows close and all ids are forgotten. Sales
   * are made when they are read, so that what is measured is not the recording.
   */
  private static final class Waves {

    private static final List<Integer> CUSTOMERS = List.of(FEW, MANY);
    private static final long APART = 6 * DAY;

    private static int salesOf(int wave) {
      return CUSTOMERS.get(wave) + CUSTOMERS.get(wave) / 5;
    }

    /** In turn the last sale of a wave and the one behind it. */
    static List<List<Integer>> holds() {
      List<List<Integer>> holds = new ArrayList<>();
      int read = 0;
      for (int wave = 0; wave < CUSTOMERS.size(); wave++) {
        read += salesOf(wave) / PARTITIONS;
        holds.add(List.of(read, read));
        read++;
        holds.add(List.of(read, read));
      }
      return holds;
    }

    static List<List<Ingested<Sale>>> partitions() {
      List<List<Ingested<Sale>>> partitions = new ArrayList<>();
      for (int number = 0; number < PARTITIONS; number++) {
        partitions.add(partition(number));
      }
      return partitions;
    }

    private static List<Ingested<Sale>> partition(int number) {
      int size = IntStream.of(0, 1).map(wave -> salesOf(wave) / PARTITIONS + 1).sum();
      int secondWave = salesOf(0) / PARTITIONS + 1;
      return new AbstractList<>() {
        @Override
        public Ingested<Sale> get(int position) {
          return position < secondWave
              ? record(number, 0, position, position)
              : record(number, 1, position - secondWave, position);
        }

        @Override
        public int size() {
          return size;
        }
      };
    }

    private static Ingested<Sale> record(int partition, int wave, int inWave, int offset) {
      long opening = OPENING + wave * APART;
      if (inWave == salesOf(wave) / PARTITIONS) {
        long later = opening + APART / 2;
        String id = "behind " + wave + " in " + partition;
        return RandomSales.record(partition, offset, later, sale(id, "", SaleKind.SALE, 0, later));
      }
      int number = inWave * PARTITIONS + partition;
      boolean isReturn = number >= CUSTOMERS.get(wave);
      int customer = isReturn ? 5 * (number - CUSTOMERS.get(wave)) : number;
      Sale sale =
          sale(
              wave + "-" + number,
              "customer " + customer,
              isReturn ? SaleKind.RETURN : SaleKind.SALE,
              isReturn ? 1 : customer,
              soldAt(opening, customer));
      return RandomSales.record(partition, offset, opening - 1, sale);
    }

    /** Within half an hour. */
    static long soldAt(long opening, int customer) {
      return opening + customer % Duration.ofMinutes(30).toMillis();
    }

    static long openingBefore(long time) {
      return time - Math.floorMod(time - OPENING, APART);
    }

    static SalesTotals totalsOf(int customer) {
      long returns = customer % 5 == 0 ? 1 : 0;
      return new SalesTotals(
          1,
          returns,
          ExactSum.of(1_000 * (1 - returns)),
          ExactSum.of(customer),
          ExactSum.of(returns));
    }

    private static Sale sale(String id, String customer, SaleKind kind, long amount, long at) {
      return new Sale(
          id,
          "store",
          "product",
          customer,
          kind,
          new Quantity(1_000),
          new Money(amount, "EUR"),
          at);
    }
  }

  /** Checks each row as it comes, and keeps none: one bit says that it was there. */
  private static final class CheckedRows implements SalesReports {

    private static final Map<Long, BitSet> CUSTOMERS = new HashMap<>();
    private static Optional<SalesRow> wrong = Optional.empty();
    private static Windowing windowing = Windowing.tumbling(HOUR);

    static synchronized void startAnew(Windowing of) {
      CUSTOMERS.clear();
      wrong = Optional.empty();
      windowing = of;
    }

    /** Rows of different customers and windows. */
    static synchronized long count() {
      return CUSTOMERS.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    static synchronized Optional<SalesRow> firstWrong() {
      return wrong;
    }

    @Override
    public void write(List<SalesRow> batch) {
      synchronized (CheckedRows.class) {
        for (SalesRow row : batch) {
          if (!row.group().customerId().isEmpty() && !isRight(row) && wrong.isEmpty()) {
            wrong = Optional.of(row);
          }
        }
      }
    }

    private static boolean isRight(SalesRow row) {
      int customer = Integer.parseInt(row.group().customerId().substring("customer ".length()));
      TimeWindow window = row.window();
      long opening = Waves.openingBefore(window.end());
      long soldAt = Waves.soldAt(opening, customer);
      boolean isItsWindow =
          windowing instanceof SlicedWindows windows
              ? window.start() <= soldAt
                  && soldAt < window.end()
                  && windows.windowEndingAt(window.end()).equals(window)
              : window.equals(new TimeWindow(soldAt, soldAt + HOUR.toMillis()));
      long name = windowing instanceof SlicedWindows ? window.start() : opening;
      BitSet customers = CUSTOMERS.computeIfAbsent(name, absent -> new BitSet());
      boolean isFirst = !customers.get(customer);
      customers.set(customer);
      return isItsWindow
          && isFirst
          && row.status() == RowStatus.FINAL
          && row.totals().equals(Waves.totalsOf(customer));
    }

    @Override
    public void close() {}
  }
}

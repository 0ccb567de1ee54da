package io.aforo.benchmarks.sales;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.domain.sales.Sale;
import java.io.Serializable;
import java.util.Objects;

/**
 * Hazelcast's stream engine, a member of its own in this process: windows of one stage before its
 * partitions and one behind them, a sliding window from the one before it by what has come and what
 * has gone. Sessions have one stage.
 *
 * <p>It has its own rule for sessions: two sales exactly the gap apart are two sessions, where
 * Flink and Aforo say one. No two sales of one product are, here.
 */
final class HazelcastJet implements SalesContestant {

  // Not a part of the job: it runs in this process.
  private static volatile Sale[] events;
  private static volatile Rows rows;
  private static volatile Stopwatch stopwatch;

  @Override
  public String name() {
    return "Hazelcast Jet";
  }

  @Override
  public boolean canAnswer(SalesQuestion question) {
    return !question.isOnRocksDb();
  }

  @Override
  public Rows answer(SalesQuestion question, Sale[] sales, Stopwatch stopwatch) {
    HazelcastJet.events = sales;
    HazelcastJet.rows = new Rows();
    HazelcastJet.stopwatch = stopwatch;
    Pipeline pipeline = Pipeline.create();
    pipeline
        .readFrom(source())
        .withNativeTimestamps(SalesStream.DISORDER)
        .setLocalParallelism(1)
        .groupingKey(Sale::productId)
        .window(windows(question.windows()))
        .aggregate(sums())
        .setLocalParallelism(1)
        .writeTo(sink());
    Member.IN_THIS_PROCESS.getJet().newJob(pipeline, new JobConfig()).join();
    return HazelcastJet.rows;
  }

  private static WindowDefinition windows(SalesQuestion.Windows windows) {
    long size = windows.size().toMillis();
    return switch (windows) {
      case TUMBLING -> WindowDefinition.tumbling(size);
      case SLIDING -> WindowDefinition.sliding(size, windows.slide().toMillis());
      case SESSION -> WindowDefinition.session(size);
    };
  }

  private static AggregateOperation1<Sale, Sums, Sums> sums() {
    return AggregateOperation.withCreate(Sums::new)
        .<Sale>andAccumulate(Sums::add)
        .andCombine(Sums::combine)
        .andDeduct(Sums::deduct)
        .andExportFinish(Sums::copy);
  }

  /** Ends with the last sale, so that all windows close. */
  private static StreamSource<Sale> source() {
    return Sources.streamFromProcessorWithWatermarks(
        "memory",
        true,
        policy ->
            ProcessorMetaSupplier.forceTotalParallelismOne(
                ProcessorSupplier.of(() -> new Reader(policy))));
  }

  private static Sink<KeyedWindowResult<String, Sums>> sink() {
    return Sinks.fromProcessor(
        "collect",
        ProcessorMetaSupplier.forceTotalParallelismOne(ProcessorSupplier.of(Collector::new)));
  }

  /** Started with the first job. */
  private static final class Member {

    private static final HazelcastInstance IN_THIS_PROCESS =
        Hazelcast.newHazelcastInstance(alone());

    private Member() {}

    private static Config alone() {
      Config config = new Config();
      config.setProperty("hazelcast.phone.home.enabled", "false");
      config.setProperty("hazelcast.logging.type", "slf4j");
      config.setProperty("hazelcast.socket.bind.any", "false");
      NetworkConfig network = config.getNetworkConfig();
      network.setPort(0).setPublicAddress("127.0.0.1");
      network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
      JoinConfig join = network.getJoin();
      join.getAutoDetectionConfig().setEnabled(false);
      join.getMulticastConfig().setEnabled(false);
      join.getTcpIpConfig().setEnabled(false);
      config.getJetConfig().setEnabled(true).setCooperativeThreadCount(1);
      return config;
    }
  }

  private static final class Reader extends AbstractProcessor {

    private final EventTimeMapper<Sale> times;
    private final Traverser<Object> sales;

    private Reader(EventTimePolicy<? super Sale> policy) {
      times = new EventTimeMapper<>(policy);
      times.addPartitions(1);
      sales =
          Traversers.traverseArray(events)
              .flatMap(sale -> times.flatMapEvent(sale, 0, sale.soldAt()));
    }

    @Override
    public boolean complete() {
      stopwatch.start();
      return emitFromTraverser(sales);
    }
  }

  private static final class Collector extends AbstractProcessor {

    private final Rows to = rows;

    @Override
    @SuppressWarnings("unchecked") // It is what the one stage before it sends.
    protected boolean tryProcess0(Object item) {
      KeyedWindowResult<String, Sums> row = (KeyedWindowResult<String, Sums>) item;
      Sums sums = row.result();
      to.add(row.key(), row.start(), row.end(), sums.sales, sums.units, sums.amount);
      return true;
    }

    @Override
    public boolean complete() {
      stopwatch.stop();
      return true;
    }
  }

  /** What is added up for a product, in 1/1,000 and 1/10,000; equal if the numbers are. */
  private static final class Sums implements Serializable {

    private static final long serialVersionUID = 1L;

    private long sales;
    private long units;
    private long amount;

    private void add(Sale sale) {
      sales++;
      units += sale.quantity().thousandths();
      amount += sale.amount().tenThousandths();
    }

    private void combine(Sums other) {
      sales += other.sales;
      units += other.units;
      amount += other.amount;
    }

    private void deduct(Sums other) {
      sales -= other.sales;
      units -= other.units;
      amount -= other.amount;
    }

    private Sums copy() {
      Sums copy = new Sums();
      copy.combine(this);
      return copy;
    }

    // A key whose sums are those of none leaves a sliding window.
    @Override
    public boolean equals(Object other) {
      return other instanceof Sums sums
          && sales == sums.sales
          && units == sums.units
          && amount == sums.amount;
    }

    @Override
    public int hashCode() {
      return Objects.hash(sales, units, amount);
    }
  }
}

package io.aforo.benchmarks.latency;

import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.benchmarks.Stopwatch;
import io.aforo.benchmarks.Suite;
import io.aforo.benchmarks.endtoend.Flink;
import io.aforo.benchmarks.endtoend.Framed;
import io.aforo.benchmarks.endtoend.Servers;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.schemas.TemperatureReading;
import io.aforo.schemas.TemperatureUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long after the second reading of a jump its alert is committed, while a steady stream of
 * readings comes in. From when the broker appended that reading, to the millisecond, and from when
 * it was due to be sent.
 */
public final class AlertLatencySuite implements Suite {

  private static final String TOPIC = "readings";
  private static final int PARTITIONS = 4;
  private static final int HEAP_MEBIBYTES = 2_048;
  private static final int JUMPS_A_SECOND = 20;

  /** A prime, so that each jump is another sensor's: an alert stays open for longer than this. */
  private static final int SENSORS = 4_001;

  private static final double USUAL = 20.5;
  private static final double AFTER_THE_JUMP = 45.5;

  /** Readings a second. */
  private static final int SLOW = 1_000;

  private static final int FAST = 20_000;

  /**
   * Whatever is measured then, at the higher rate: the compilers of job and broker keep most of a
   * core until then, and all others wait for their turn. A job that runs for days has that behind
   * it.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  private static final Duration LAST_ALERTS = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "alert-latency";
  }

  @Override
  public Headline headline() {
    return Headline.FIGURES;
  }

  @Override
  public List<Trial> trials(Scale scale) {
    List<Trial> trials = new ArrayList<>();
    if (scale == Scale.FULL) {
      trials.add(new Trial(scenario(SLOW), OURS, 5, HEAP_MEBIBYTES));
    }
    trials.add(new Trial(scenario(FAST), OURS, scale == Scale.QUICK ? 1 : 5, HEAP_MEBIBYTES));
    return trials;
  }

  private static String scenario(int perSecond) {
    return "%,d readings/s".formatted(perSecond);
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    int perSecond = trial.scenario().equals(scenario(SLOW)) ? SLOW : FAST;
    Duration measured = Duration.ofSeconds(scale == Scale.QUICK ? 15 : 30);
    try (Servers servers = Servers.start()) {
      servers.createTopic(TOPIC, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
      JobConfig config = servers.config("temperatures: { topic: " + TOPIC + " }\n");
      PostgresSchema.migrate(Adapters.postgresSettings(config.deployment()));
      StreamExecutionEnvironment environment = Flink.environment(servers);
      AforoJob.of(config).defineIn(environment);
      try (CommitListener commits = new CommitListener(servers)) {
        JobClient job = environment.executeAsync();
        Map<String, Double> figures = measure(servers, commits, perSecond, measured);
        job.cancel().get();
        return new Answer("", figures);
      }
    }
  }

  /**
   * A reading that makes a jump.
   *
   * @param dueNanos when it was to be sent
   * @param appendedMillis when it was appended to its partition, by the broker's clock, which is
   *     this machine's
   */
  private record Jump(long dueNanos, AtomicReference<Long> appendedMillis) {}

  private static Map<String, Double> measure(
      Servers servers, CommitListener commits, int perSecond, Duration measured) throws Exception {
    Stopwatch stopwatch = new Stopwatch();
    BothClocks clock;
    Map<String, Jump> jumps;
    long furthestBehind;
    try (Sender sender = new Sender(servers, BothClocks.now())) {
      sender.send(FAST, WARM_UP);
      clock = BothClocks.now();
      stopwatch.start();
      furthestBehind = sender.send(perSecond, measured);
      stopwatch.stop();
      jumps = sender.lastJumps();
    }
    awaitAll(jumps, commits);
    clock.checkStillTogether();
    if (jumps.size() != JUMPS_A_SECOND * measured.toSeconds()) {
      throw new IllegalStateException("only %d jumps were sent".formatted(jumps.size()));
    }
    return figures(jumps, commits, clock, stopwatch, furthestBehind);
  }

  /** Sends readings by plan. */
  private static final class Sender implements AutoCloseable {

    private final BothClocks clock;
    private final Framed<TemperatureReading> framed;
    // With the defaults of Kafka's client: a batch goes when it is 5 ms old.
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final boolean[] isWarm = new boolean[SENSORS];
    private final Map<String, Jump> jumps = new LinkedHashMap<>();
    private long sent;
    private boolean owesJump;
    private int parity;

    private Sender(Servers servers, BothClocks clock) throws Exception {
      this.clock = clock;
      framed = new Framed<>(TemperatureReading.class, TOPIC + "-value", servers.registryUrl());
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", servers.bootstrapServers()),
              new StringSerializer(),
              new ByteArraySerializer());
      // Nothing has to be found out while the plan runs.
      producer.partitionsFor(TOPIC);
    }

    /** Sends so many readings a second; returns how far that was behind its plan at most, ns. */
    private long send(int perSecond, Duration time) throws Exception {
      jumps.clear();
      parity = 1 - parity;
      OpenLoop plan = new OpenLoop(System.nanoTime(), perSecond);
      long readings = perSecond * time.toSeconds();
      long furthestBehind = 0;
      for (long next = 0; next < readings; ) {
        long now = System.nanoTime();
        long due = Math.min(readings, plan.due(now));
        if (next == due) {
          LockSupport.parkNanos(200_000);
          continue;
        }
        furthestBehind = Math.max(furthestBehind, now - plan.dueNanos(next));
        for (; next < due; next++) {
          owesJump |= next % (perSecond / JUMPS_A_SECOND) == 0;
          send(plan.dueNanos(next));
        }
      }
      producer.flush();
      if (failure.get() != null) {
        throw failure.get();
      }
      return furthestBehind;
    }

    /**
     * Sends the next sensor's reading, a jump if one is owed and the sensor has made none. Each
     * plan has every other sensor for its jumps, so that none finds all next ones used by another.
     */
    private void send(long dueNanos) throws Exception {
      int sensor = (int) (sent % SENSORS);
      String id = "sensor-%04d".formatted(sensor);
      AtomicReference<Long> appendedMillis = new AtomicReference<>();
      if (owesJump && sensor % 2 == parity && !isWarm[sensor] && sent >= 2L * SENSORS) {
        owesJump = false;
        isWarm[sensor] = true;
        jumps.put(id, new Jump(dueNanos, appendedMillis));
      }
      sent++;
      long readAt = clock.millisAt(dueNanos);
      TemperatureReading reading =
          TemperatureReading.newBuilder()
              .setSensorId(id)
              .setValue(isWarm[sensor] ? AFTER_THE_JUMP : USUAL)
              .setUnit(TemperatureUnit.CELSIUS)
              .setReadAt(Instant.ofEpochMilli(readAt))
              .build();
      producer.send(
          new ProducerRecord<>(TOPIC, null, readAt, id, framed.of(reading)),
          (written, refusal) -> {
            if (refusal == null) {
              appendedMillis.set(written.timestamp());
            } else {
              failure.set(refusal);
            }
          });
    }

    /** The readings of the last plan that made jumps, by their sensors. */
    private Map<String, Jump> lastJumps() {
      return Map.copyOf(jumps);
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static void awaitAll(Map<String, Jump> jumps, CommitListener commits)
      throws InterruptedException {
    long end = System.nanoTime() + LAST_ALERTS.toNanos();
    while (!commits.heardAt().keySet().containsAll(jumps.keySet())) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "of %d alerts only %d have come"
                .formatted(
                    jumps.size(),
                    jumps.keySet().stream().filter(commits.heardAt()::containsKey).count()));
      }
      Thread.sleep(10);
    }
  }

  private static Map<String, Double> figures(
      Map<String, Jump> jumps,
      CommitListener commits,
      BothClocks clock,
      Stopwatch stopwatch,
      long furthestBehindNanos) {
    Percentiles appended =
        latency(jumps, commits, jump -> clock.nanosAt(jump.appendedMillis().get()));
    Percentiles planned = latency(jumps, commits, Jump::dueNanos);
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "from the append", appended);
    put(figures, "from the plan", planned);
    figures.put("alerts", (double) jumps.size());
    figures.put("sender behind its plan at most, ms", furthestBehindNanos / 1e6);
    figures.put(
        "cores used", stopwatch.figures(1).get("cpuNanos") / stopwatch.figures(1).get("wallNanos"));
    return figures;
  }

  private static void put(Map<String, Double> figures, String since, Percentiles latency) {
    figures.put("p50 ms " + since, latency.at(500) / 1e6);
    figures.put("p99 ms " + since, latency.at(990) / 1e6);
    figures.put("p99.9 ms " + since, latency.at(999) / 1e6);
    figures.put("max ms " + since, latency.max() / 1e6);
  }

  private static Percentiles latency(
      Map<String, Jump> jumps, CommitListener commits, ToLongFunction<Jump> startNanos) {
    return new Percentiles(
        jumps.entrySet().stream()
            .mapToLong(
                jump ->
                    commits.heardAt().get(jump.getKey()) - startNanos.applyAsLong(jump.getValue()))
            .toArray());
  }
}

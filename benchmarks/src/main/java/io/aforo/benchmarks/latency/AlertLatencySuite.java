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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long after the second reading of a jump its alert is committed, while a steady stream of
 * readings comes in. From when that reading was due to be sent, and from when the broker had
 * acknowledged it.
 */
public final class AlertLatencySuite implements Suite {

  private static final String TOPIC = "readings";
  private static final int PARTITIONS = 4;
  private static final int HEAP_MEBIBYTES = 2_048;
  private static final int JUMPS_A_SECOND = 20;

  /** A prime, so that each jump is another sensor's: an alert stays open for longer than this. */
  private static final int SENSORS = 2_003;

  private static final double USUAL = 20.5;
  private static final double AFTER_THE_JUMP = 45.5;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
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
    for (int perSecond : new int[] {1_000, 20_000}) {
      trials.add(
          new Trial(scenario(perSecond), OURS, scale == Scale.QUICK ? 1 : 5, HEAP_MEBIBYTES));
    }
    return trials;
  }

  private static String scenario(int perSecond) {
    return "%,d readings/s".formatted(perSecond);
  }

  @Override
  public Answer run(Trial trial, Scale scale) throws Exception {
    int perSecond = trial.scenario().equals(scenario(1_000)) ? 1_000 : 20_000;
    Duration measured = Duration.ofSeconds(scale == Scale.QUICK ? 15 : 30);
    try (Servers servers = Servers.start()) {
      servers.createTopic(TOPIC, PARTITIONS);
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

  /** A reading that makes a jump. */
  private record Jump(long dueNanos, AtomicReference<Long> acknowledged) {}

  private static Map<String, Double> measure(
      Servers servers, CommitListener commits, int perSecond, Duration measured) throws Exception {
    long warmUp = perSecond * WARM_UP.toSeconds();
    long readings = warmUp + perSecond * measured.toSeconds();
    Map<String, Jump> jumps = new ConcurrentHashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    boolean[] isWarm = new boolean[SENSORS];
    long furthestBehind = 0;
    Stopwatch stopwatch = new Stopwatch();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.bootstrapServers(), "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer())) {
      Framed<TemperatureReading> framed =
          new Framed<>(TemperatureReading.class, TOPIC + "-value", servers.registryUrl());
      // Nothing has to be found out while the plan runs.
      producer.partitionsFor(TOPIC);
      long startMillis = System.currentTimeMillis();
      OpenLoop plan = new OpenLoop(System.nanoTime(), perSecond);
      for (long next = 0; next < readings; ) {
        long now = System.nanoTime();
        long due = Math.min(readings, plan.due(now));
        if (next == due) {
          LockSupport.parkNanos(200_000);
          continue;
        }
        for (; next < due; next++) {
          int sensor = (int) (next % SENSORS);
          boolean isJump =
              next % (perSecond / JUMPS_A_SECOND) == 0 && next >= 2L * SENSORS && !isWarm[sensor];
          isWarm[sensor] |= isJump;
          long dueNanos = plan.dueNanos(next);
          if (next == warmUp) {
            stopwatch.start();
          }
          if (next >= warmUp) {
            furthestBehind = Math.max(furthestBehind, now - dueNanos);
          }
          long readAt = startMillis + (dueNanos - plan.startNanos()) / 1_000_000;
          String id = "sensor-%04d".formatted(sensor);
          AtomicReference<Long> acknowledged = new AtomicReference<>();
          if (isJump && next >= warmUp) {
            jumps.put(id, new Jump(dueNanos, acknowledged));
          }
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
                acknowledged.set(System.nanoTime());
                if (refusal != null) {
                  failure.set(refusal);
                }
              });
        }
      }
      stopwatch.stop();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    awaitAll(jumps, commits);
    return figures(jumps, commits, stopwatch, furthestBehind);
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
      Stopwatch stopwatch,
      long furthestBehindNanos) {
    Percentiles planned =
        new Percentiles(
            jumps.entrySet().stream()
                .mapToLong(
                    jump -> commits.heardAt().get(jump.getKey()) - jump.getValue().dueNanos())
                .toArray());
    Percentiles acknowledged =
        new Percentiles(
            jumps.entrySet().stream()
                .mapToLong(
                    jump ->
                        commits.heardAt().get(jump.getKey()) - jump.getValue().acknowledged().get())
                .toArray());
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("p50 ms", planned.at(500) / 1e6);
    figures.put("p99 ms", planned.at(990) / 1e6);
    figures.put("p99.9 ms", planned.at(999) / 1e6);
    figures.put("max ms", planned.max() / 1e6);
    figures.put("p50 ms from the acknowledgement", acknowledged.at(500) / 1e6);
    figures.put("p99 ms from the acknowledgement", acknowledged.at(990) / 1e6);
    figures.put("alerts", (double) jumps.size());
    figures.put("sender behind its plan at most, ms", furthestBehindNanos / 1e6);
    figures.put(
        "cores used", stopwatch.figures(1).get("cpuNanos") / stopwatch.figures(1).get("wallNanos"));
    return figures;
  }
}

package io.aforo.adapters.datagen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.datagen.Datagen.Settings;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The source in jobs on a cluster. */
class DatagenSourceTest {

  private static final String LOOPBACK = "127.0.0.1";

  private static final Settings SETTINGS =
      new Settings(100_000, 3_000, 9, Instant.parse("2026-01-01T10:00:00Z"));

  private static MiniCluster cluster;

  @BeforeAll
  static void startCluster(@TempDir Path directory) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumSlotsPerTaskManager(1)
                .setCommonBindAddress(LOOPBACK)
                .build());
    cluster.start();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @BeforeEach
  void forget() {
    Seen.EVENTS.clear();
    Seen.failsAt = -1;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSourceGivesItsEventsInTheirOrderAndEnds(EventKind<?> kind) throws Exception {
    run(kind, "none");

    assertThat(Seen.EVENTS).isEqualTo(expected(kind));
  }

  static Stream<EventKind<?>> kinds() {
    return Stream.of(EventKind.SALES, EventKind.READINGS, EventKind.ACTIVITIES);
  }

  @Test
  void afterARestartTheSameEventsComeAgainAndThenTheRest() throws Exception {
    Seen.failsAt = 2_000;

    run(EventKind.SALES, "fixed-delay");

    assertThat(Seen.EVENTS.subList(0, 2_000))
        .isEqualTo(expected(EventKind.SALES).subList(0, 2_000));
    List<Object> again = Seen.EVENTS.subList(2_000, Seen.EVENTS.size());
    assertThat(again)
        .hasSizeBetween(1_000, 3_000)
        .isEqualTo(expected(EventKind.SALES).subList(3_000 - again.size(), 3_000));
  }

  private static <E> void run(EventKind<E> kind, String restarts) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, restarts);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(10));
    // So that no record is copied, which would need a format.
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.fromSource(
            Datagen.source(kind, SETTINGS, DatagenSourceTest.<E>type()),
            WatermarkStrategy.noWatermarks(),
            "datagen")
        .map(new Seen<E>())
        .returns(Types.LONG)
        .sinkTo(new DiscardingSink<>());
    cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
  }

  private static <E> List<Ingested<E>> expected(EventKind<E> kind) {
    return LongStream.range(0, SETTINGS.rows())
        .mapToObj(number -> Datagen.ingested(kind, SETTINGS, number))
        .toList();
  }

  /** A type for records that stay where they are: nothing is ever written with it. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <E> TypeInformation<Ingested<E>> type() {
    return (TypeInformation) new GenericTypeInfo<>(Ingested.class);
  }

  /** Notes each event, and fails once before one of them. */
  private static final class Seen<E> implements MapFunction<Ingested<E>, Long> {

    private static final long serialVersionUID = 1L;

    static final List<Object> EVENTS = Collections.synchronizedList(new ArrayList<>());
    static volatile long failsAt;

    @Override
    public Long map(Ingested<E> ingested) {
      long number = ((Ingested.Accepted<E>) ingested).record().offset();
      if (number == failsAt) {
        failsAt = -1;
        throw new IllegalStateException("as the test wants it");
      }
      EVENTS.add(ingested);
      return number;
    }
  }
}

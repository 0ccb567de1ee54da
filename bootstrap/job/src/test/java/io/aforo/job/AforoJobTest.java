package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.job.config.JobConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class AforoJobTest {

  private final JobConfig config =
      JobConfig.load(
          Optional.empty(),
          List.of("--environment", "test", "--sales", "{}", "--checkpoint.interval", "7s"),
          Map.of(
              "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
              "SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
              "PGHOST", "127.0.0.1",
              "PGDATABASE", "d",
              "PGUSER", "u"));

  @Test
  void checkpointsAreExactlyOnceAndAlignedWhateverTheClusterSays() {
    Configuration cluster = new Configuration();
    cluster.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE);
    cluster.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(cluster);

    AforoJob.of(config).defineIn(env);

    assertThat(env.getCheckpointConfig().getCheckpointingConsistencyMode())
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
  }

  @Test
  void jsonAndItsDeadLettersNeedNoRegistry() {
    JobConfig json =
        JobConfig.load(
            Optional.empty(),
            List.of(
                "--environment=test",
                "--sales.source=kafka-json",
                "--sinks.results=print",
                "--sinks.deadLetters=kafka",
                "--sinks.lateEvents=print"),
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    AforoJob.of(json).defineIn(env);

    assertThat(env.getStreamGraph().getStreamNodes()).isNotEmpty();
  }

  @Test
  void theClustersIntervalWinsOverOurs() {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
    StreamExecutionEnvironment told = StreamExecutionEnvironment.getExecutionEnvironment(cluster);
    StreamExecutionEnvironment silent =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    AforoJob.of(config).defineIn(told);
    AforoJob.of(config).defineIn(silent);

    assertThat(told.getCheckpointInterval()).isEqualTo(3_000);
    assertThat(silent.getCheckpointInterval()).isEqualTo(7_000);
  }

  @Test
  void stateOutlivesAJobThatFailsOrIsCancelledUnlessTheClusterSaysOtherwise() {
    Configuration cluster = new Configuration();
    cluster.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
    StreamExecutionEnvironment told = StreamExecutionEnvironment.getExecutionEnvironment(cluster);
    StreamExecutionEnvironment silent =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    AforoJob.of(config).defineIn(told);
    AforoJob.of(config).defineIn(silent);

    assertThat(told.getCheckpointConfig().getExternalizedCheckpointRetention())
        .isEqualTo(ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
    assertThat(silent.getCheckpointConfig().getExternalizedCheckpointRetention())
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  @Test
  void checkpointsMayFailForFiveMinutesUnlessTheClusterSaysOtherwise() {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1);
    StreamExecutionEnvironment told = StreamExecutionEnvironment.getExecutionEnvironment(cluster);
    StreamExecutionEnvironment silent =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    AforoJob.of(config).defineIn(told);
    AforoJob.of(config).defineIn(silent);

    assertThat(told.getCheckpointConfig().getTolerableCheckpointFailureNumber()).isOne();
    // Every seven seconds.
    assertThat(silent.getCheckpointConfig().getTolerableCheckpointFailureNumber()).isEqualTo(42);
  }

  @Test
  void aBoundedJobTakesNoCheckpointThatHasForgottenFinishedSubtasks() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());

    AforoJob.bounded(config).defineIn(env);

    assertThat(
            env.getConfiguration().get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH))
        .isEqualTo(false);
  }
}

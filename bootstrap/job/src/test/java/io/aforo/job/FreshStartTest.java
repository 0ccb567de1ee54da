package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.job.config.ConfigurationException;
import io.aforo.job.config.JobConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.junit.jupiter.api.Test;

class FreshStartTest {

  @Test
  void aStartWithStateIsNotJudged() {
    Configuration resumed = new Configuration();
    resumed.set(StateRecoveryOptions.SAVEPOINT_PATH, "file:///savepoint");

    assertThat(FreshStart.isToBeJudged(resumed)).isFalse();
    assertThat(FreshStart.isToBeJudged(new Configuration())).isTrue();
  }

  @Test
  void aJobManagerThatTakesOverInApplicationModeMayHaveState() {
    Configuration application = new Configuration();
    application.set(DeploymentOptions.TARGET, "embedded");
    assertThat(FreshStart.isToBeJudged(application)).isTrue();

    application.set(HighAvailabilityOptions.HA_MODE, "kubernetes");
    assertThat(FreshStart.isToBeJudged(application)).isFalse();
  }

  @Test
  void aDatabaseThatCannotBeAskedIsNoPermission() {
    JobConfig config =
        config(
            "[postgres]",
            Map.of("PGHOST", "127.0.0.1", "PGPORT", "1", "PGDATABASE", "d", "PGUSER", "u"));

    assertThatThrownBy(() -> FreshStart.requireNoRows(config, "the way back"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "it cannot be told whether tables hold rows of its generation already")
        .hasMessageContaining("postgres: ")
        .hasMessageContaining("the way back")
        .hasMessageContaining("raise `generation` (now 1)")
        .hasMessageContaining("--allow-fresh-start");
  }

  @Test
  void whatOnlyGrowsIsNotAsked() {
    assertThatCode(() -> FreshStart.requireNoRows(config("[print]", Map.of()), "the way back"))
        .doesNotThrowAnyException();
  }

  private static JobConfig config(String sink, Map<String, String> environment) {
    return JobConfig.load(
        Optional.empty(),
        List.of(
            "--environment=test",
            "--sales.source=datagen",
            "--sinks.results=" + sink,
            "--sinks.deadLetters=" + sink,
            "--sinks.lateEvents=" + sink),
        environment);
  }
}

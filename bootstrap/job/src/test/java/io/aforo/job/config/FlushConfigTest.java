package io.aforo.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushConfigTest {

  @Test
  void alertsWaitForLessThanOtherRows() {
    FlushConfig flush = new FlushConfig(1_000, Duration.ofSeconds(1), Duration.ofMillis(10));

    assertThat(flush.everyForAlerts()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void alertsNeverWaitForMore() {
    FlushConfig flush = new FlushConfig(1_000, Duration.ofMillis(5), Duration.ofMillis(10));

    assertThat(flush.everyForAlerts()).isEqualTo(Duration.ofMillis(5));
  }
}

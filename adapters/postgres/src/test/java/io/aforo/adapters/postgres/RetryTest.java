package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RetryTest {

  private static final PostgresSettings SETTINGS =
      PostgresSettings.of("db.example", 5432, "shop", "writer")
          .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(20));

  private final List<Long> waits = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5;
  private final Retry retry =
      new Retry(
          SETTINGS,
          () -> now,
          nanos -> {
            waits.add(nanos);
            now += nanos;
          });

  @Test
  void whatSucceedsIsNotTriedAgain() {
    assertThat(retry.<String>call("Writing", () -> "done")).isEqualTo("done");
    assertThat(waits).isEmpty();
  }

  @Test
  void whatPassesIsTriedAgainUntilItSucceeds() {
    String result =
        retry.call(
            "Writing",
            () -> {
              if (waits.size() < 3) {
                throw new SQLException("connection refused", "08001");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(waits).hasSize(3);
  }

  @Test
  void waitsDoubleUpToFiveSecondsAndEndWithTheTimeAllowed() {
    long start = now;

    assertThatThrownBy(() -> retry.call("Writing", RetryTest::refused))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("Writing, tried " + (waits.size() + 1) + " times within PT20S")
        .hasMessageContaining("connection refused");

    assertThat(now - start).isEqualTo(TimeUnit.SECONDS.toNanos(20));
    long most = TimeUnit.MILLISECONDS.toNanos(100);
    for (long wait : waits.subList(0, waits.size() - 1)) {
      assertThat(wait).isBetween(most / 2, most);
      most = Math.min(2 * most, TimeUnit.SECONDS.toNanos(5));
    }
  }

  @Test
  void theTimeAllowedBeginsWithTheFirstFailure() {
    String result =
        retry.call(
            "Writing",
            () -> {
              if (waits.isEmpty()) {
                now += TimeUnit.MINUTES.toNanos(5);
                throw new SQLException("read timed out", "08006");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
  }

  @Test
  void whatDoesNotPassFailsAtOnce() {
    assertThatThrownBy(
            () ->
                retry.call(
                    "Writing",
                    () -> {
                      throw new SQLException("no such table", "42P01");
                    }))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("aforo migrate");
    assertThat(waits).isEmpty();
  }

  @Test
  void anInterruptEndsTheWaitAndIsPassedOn() {
    Retry interrupted =
        new Retry(
            SETTINGS,
            () -> now,
            nanos -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> interrupted.call("Writing", RetryTest::refused))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static String refused() throws SQLException {
    throw new SQLException("connection refused", "08001");
  }
}

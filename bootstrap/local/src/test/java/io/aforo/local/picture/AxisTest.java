package io.aforo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-03-01T22:30:00Z | 2026-03-02T01:10:00Z | 22:30 (2026-03-01), 23:00, 23:30, 00:00 (2026-03-02), 00:30, 01:00
          2026-03-01T00:00:00Z | 2026-03-04T00:00:00Z | 00:00 (2026-03-01), 12:00, 00:00 (2026-03-02), 12:00, 00:00 (2026-03-03), 12:00, 00:00 (2026-03-04)
          2026-03-01T00:00:00Z | 2026-03-08T12:00:00Z | 2026-03-01, 2026-03-02, 2026-03-03, 2026-03-04, 2026-03-05, 2026-03-06, 2026-03-07, 2026-03-08
          2026-03-01T10:00:01Z | 2026-03-01T10:01:01Z | 10:00:10 (2026-03-01), 10:00:20, 10:00:30, 10:00:40, 10:00:50, 10:01:00
          2026-03-01T10:00:00Z | 2026-03-01T10:00:00.008Z | 10:00:00.000 (2026-03-01), 10:00:00.001, 10:00:00.002, 10:00:00.003, 10:00:00.004, 10:00:00.005, 10:00:00.006, 10:00:00.007, 10:00:00.008
          """)
  void timesAreRoundAndTheDayStandsWhereItIsNew(Instant start, Instant end, String expected) {
    List<Axis.Mark> marks = Axis.times(new Span(start.toEpochMilli(), end.toEpochMilli()), 9);

    assertThat(text(marks)).isEqualTo(expected);
  }

  @Test
  void noSpanHasMoreMarksThanThereIsRoomFor() {
    for (long millis = 1; millis < 100L * 365 * 86_400_000; millis = millis * 3 / 2 + 1) {
      assertThat(Axis.times(new Span(-millis / 3, millis - millis / 3), 10))
          .as(millis + " ms")
          .hasSizeBetween(1, 11);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -5 | 25 | -5, 0, 5, 10, 15, 20, 25
          3.95 | 4.05 | 3.96, 3.98, 4, 4.02, 4.04
          -180.5 | 1200 | 0, 500, 1000
          -0.002 | 0.002 | -0.002, -0.001, 0, 0.001, 0.002
          """)
  void temperaturesAreRound(double low, double high, String expected) {
    assertThat(text(Axis.temperatures(low * 9_000, high * 9_000, 6))).isEqualTo(expected);
  }

  private static String text(List<Axis.Mark> marks) {
    return marks.stream()
        .map(mark -> mark.label() + (mark.more().isEmpty() ? "" : " (" + mark.more() + ")"))
        .collect(Collectors.joining(", "));
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnTest {

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T10:00:00Z, 2026-01-01T10:00:00Z",
    "2026-01-01T10:00:00.007Z, 2026-01-01T10:00:00.007Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "+12026-01-01T10:00:00Z, 12026-01-01T10:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "0000-12-31T23:59:59Z, 0001-12-31T23:59:59Z BC",
    "-4712-01-01T00:00:00Z, 4713-01-01T00:00:00Z BC"
  })
  void timesAreWrittenAsPostgresReadsThem(Instant time, String expected) {
    assertThat(Column.timestamp(time.toEpochMilli())).isEqualTo(expected);
  }

  @Test
  void beforeEverythingAndNeverAreInfinite() {
    assertThat(Column.timestamp(Long.MIN_VALUE)).isEqualTo("-infinity");
    assertThat(Column.timestamp(Long.MAX_VALUE)).isEqualTo("infinity");
  }

  @Test
  void timesBeyondTheTypeCanBeTakenAsInfinite() {
    assertThat(Column.nearestTimestamp(Long.MAX_VALUE - 1)).isEqualTo("infinity");
    assertThat(Column.nearestTimestamp(Long.MIN_VALUE + 1)).isEqualTo("-infinity");
    assertThat(Column.nearestTimestamp(1)).isEqualTo("1970-01-01T00:00:00.001Z");
  }

  @Test
  void whatNoTextCanHoldIsReplaced() {
    assertThat(Column.printable("a\0b\ud83dc\udf5e")).isEqualTo("a\ufffdb\ufffdc\ufffd");
    assertThat(Column.printable("caf\u00e9 \ud83c\udf5e")).isEqualTo("caf\u00e9 \ud83c\udf5e");
  }

  @Test
  void bytesAreWrittenInHexadecimal() {
    assertThat(Column.bytes(new byte[] {0, -1, 16})).isEqualTo("\\x00ff10");
  }
}

package io.aforo.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.benchmarks.sales.Rows;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class WindowTableTest {

  @Test
  void rowsAreEqualWhateverDecimalsAndOrderTheyAreWrittenIn() {
    Rows one = new Rows();
    WindowTable.add(one, "a", 0, 2, new BigDecimal("1.5"), new BigDecimal("3"));
    WindowTable.add(one, "b", 300_000, 1, new BigDecimal("1"), new BigDecimal("0.0001"));
    Rows other = new Rows();
    WindowTable.add(other, "b", 300_000, 1, new BigDecimal("1.000"), new BigDecimal("0.0001"));
    WindowTable.add(other, "a", 0, 2, new BigDecimal("1.500"), new BigDecimal("3.0000"));

    assertThat(one.checksum()).isEqualTo(other.checksum());
  }

  @Test
  void everyColumnCounts() {
    String checksum = checksum("a", 0, 2, "1.5", "3");

    assertThat(checksum("b", 0, 2, "1.5", "3")).isNotEqualTo(checksum);
    assertThat(checksum("a", 300_000, 2, "1.5", "3")).isNotEqualTo(checksum);
    assertThat(checksum("a", 0, 3, "1.5", "3")).isNotEqualTo(checksum);
    assertThat(checksum("a", 0, 2, "1.501", "3")).isNotEqualTo(checksum);
    assertThat(checksum("a", 0, 2, "1.5", "3.0001")).isNotEqualTo(checksum);
  }

  private static String checksum(
      String product, long start, long sales, String units, String amount) {
    Rows rows = new Rows();
    WindowTable.add(rows, product, start, sales, new BigDecimal(units), new BigDecimal(amount));
    return rows.checksum();
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapShareTest {

  @Test
  void allGetAsMuchAsEachOther() {
    // Others may be open in this virtual machine, of tests that came before.
    int others = HeapShare.taken();
    long all = (others + 2) * 3L * HeapShare.LEAST;

    HeapShare one = new HeapShare(all);
    HeapShare other = new HeapShare(all);
    assertThat(one.getAsLong()).isEqualTo(other.getAsLong()).isEqualTo(3 * HeapShare.LEAST);
    other.close();
    other.close();

    assertThat(one.getAsLong()).isEqualTo(all / (others + 1));
    one.close();
  }

  @Test
  void aShareIsNeverMoreThanIsWorthHavingNorLessThanAPage() {
    try (HeapShare large = new HeapShare(Long.MAX_VALUE);
        HeapShare small = new HeapShare(0)) {
      assertThat(large.getAsLong()).isEqualTo(HeapShare.MOST);
      assertThat(small.getAsLong()).isEqualTo(HeapShare.LEAST);
    }
  }
}

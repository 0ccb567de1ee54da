package io.aforo.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void aPercentileIsTheSmallestValueThatAsManyAreNotAbove() {
    Percentiles thousand = new Percentiles(LongStream.rangeClosed(1, 1_000).toArray());

    assertThat(thousand.at(500)).isEqualTo(500);
    assertThat(thousand.at(990)).isEqualTo(990);
    assertThat(thousand.at(999)).isEqualTo(999);
    assertThat(thousand.at(1_000)).isEqualTo(1_000);
    assertThat(thousand.max()).isEqualTo(1_000);
  }

  @Test
  void theTailOfAFewIsTheirWorst() {
    Percentiles few = new Percentiles(new long[] {30, 10, 20});

    assertThat(few.at(1)).isEqualTo(10);
    assertThat(few.at(500)).isEqualTo(20);
    assertThat(few.at(990)).isEqualTo(30);
  }

  @Test
  void nothingHasNoPercentile() {
    assertThatThrownBy(() -> new Percentiles(new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be a value");
  }
}

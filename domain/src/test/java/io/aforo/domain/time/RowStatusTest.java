package io.aforo.domain.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class RowStatusTest {

  @Test
  void statusesAreStoredByRankAndTheMoreSettledRanksHigher() {
    assertThat(RowStatus.values())
        .extracting(RowStatus::name, RowStatus::rank)
        .containsExactly(
            tuple("PROVISIONAL", 0), tuple("FINAL", 1), tuple("CORRECTED", 2), tuple("MERGED", 3));
  }
}

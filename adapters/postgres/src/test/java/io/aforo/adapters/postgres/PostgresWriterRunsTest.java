package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.postgres.GuardedUpsert.Line;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresWriterRunsTest {

  @Test
  void aStatementHoldsAThousandRowsAtMost() {
    List<Line<String>> lines = Collections.nCopies(2_001, line("small"));

    assertThat(PostgresWriter.runs(lines)).extracting(List::size).containsExactly(1_000, 1_000, 1);
  }

  @Test
  void aStatementOfLargeRowsHoldsFewer() {
    List<Line<String>> lines = Collections.nCopies(5, line("x".repeat(1_500_000)));

    assertThat(PostgresWriter.runs(lines)).extracting(List::size).containsExactly(2, 2, 1);
  }

  @Test
  void aRowThatIsTooLargeAloneIsAStatementOfItsOwn() {
    List<Line<String>> lines =
        List.of(line("a"), line("x".repeat(5_000_000)), line("b"), line("c"));

    assertThat(PostgresWriter.runs(lines)).extracting(List::size).containsExactly(1, 1, 2);
  }

  private static Line<String> line(String cell) {
    return new Line<>("", new String[] {cell, null});
  }
}

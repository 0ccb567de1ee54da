package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTableTest {

  private static final List<Figures> FIGURES =
      List.of(
          new Figures(
              1,
              "kill -9 of a TaskManager while a checkpoint is under way",
              new Verdict(12_345, 12_000, 123, 45, 222, Map.of()),
              new Poller.Seen(300, 0, 0),
              1,
              Duration.ofMillis(4_200),
              true),
          new Figures(
              6,
              "a | b",
              new Verdict(
                  1,
                  1,
                  0,
                  0,
                  0,
                  Map.of(
                      "sales_reports", new Verdict.Difference(1, 2, 3, List.of()),
                      "dead_letters", new Verdict.Difference(10, 20, 30, List.of()))),
              new Poller.Seen(300, 4, 5),
              0,
              Duration.ofSeconds(61),
              false));

  @Test
  void onTheScreenColumnsAreAlignedAndFit() {
    assertThat(FiguresTable.text(FIGURES))
        .isEqualTo(
            """
            Nr  Fault                        In  Accepted  Rej.  Late  Dupl.  Miss.  Extra  Wrong  Torn  Back  Rest.  Recov.  Passed
             1  kill -9 of a TaskManag…  12,345    12,000   123    45    222      0      0      0     0     0      1   4.2 s  yes
             6  a | b                         1         1     0     0      0     11     22     33     4     5      0  61.0 s  NO
            """);
  }

  @Test
  void inADocumentItIsATableInMarkdown() {
    assertThat(FiguresTable.markdown(FIGURES))
        .isEqualTo(
            """
            | Nr. | Fault | Events in | Accepted | Rejected | Late | Duplicates | Missing rows | Extra rows | Wrong rows | Torn reads | Revision regressions | Restarts | Recovery | Passed |
            | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
            | 1 | kill -9 of a TaskManager while a checkpoint is under way | 12,345 | 12,000 | 123 | 45 | 222 | 0 | 0 | 0 | 0 | 0 | 1 | 4.2 s | yes |
            | 6 | a \\| b | 1 | 1 | 0 | 0 | 0 | 11 | 22 | 33 | 4 | 5 | 0 | 61.0 s | NO |
            """);
  }
}

package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void ciRunsTenOfThemAndEndsWithTheOneThatNothingCanFollow() {
    assertThat(numbers("ci")).containsExactly(1, 2, 4, 4, 6, 8, 9, 12, 14, 17, 11);
  }

  @Test
  void faultsAreChosenByNumberAndStrikeInTheirOwnOrder() {
    assertThat(numbers(" 11, 7,3")).containsExactly(3, 7, 7, 11);
  }

  @Test
  void allAreAllAndOnlyTheLastOneIsTheEnd() {
    List<Fault> all = Faults.selected("all");

    assertThat(all).isEqualTo(Faults.ALL);
    assertThat(all.subList(0, all.size() - 1)).noneMatch(Fault::isTheEnd);
    assertThat(all.get(all.size() - 1).isTheEnd()).isTrue();
  }

  @Test
  void whatIsNoFaultIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> Faults.selected("3,most"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("-Dfaults=3,most", "'most'", "ci, all", "[1, 2, 3, 4,");
  }

  private static List<Integer> numbers(String selection) {
    return Faults.selected(selection).stream().map(Fault::number).toList();
  }
}

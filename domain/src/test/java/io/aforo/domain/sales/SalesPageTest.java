package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Pages against plain lists, with groups whose hashes collide. */
class SalesPageTest {

  private enum Act {
    ADD,
    FIND_OR_ADD,
    SET_FROM,
    SET_UNTIL,
    SET_MARK,
    COUNT,
    REMOVE,
    CLEAR,
    COPY
  }

  private record Step(Act act, GroupKey group, int number) {}

  private static final class Cell {
    private final GroupKey group;
    private long from;
    private long until;
    private long mark;
    private SalesTotals totals = SalesTotals.empty();

    private Cell(GroupKey group) {
      this.group = group;
    }

    private Cell copy() {
      Cell copy = new Cell(group);
      copy.from = from;
      copy.until = until;
      copy.mark = mark;
      copy.totals = totals;
      return copy;
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aPageIsAListOfCellsThatAreFoundByTheirGroup(@ForAll("steps") List<Step> steps) {
    SalesPage page = new SalesPage();
    List<Cell> naive = new ArrayList<>();
    SalesPage left = new SalesPage();
    List<Cell> naiveLeft = new ArrayList<>();

    for (Step step : steps) {
      int cell = naive.isEmpty() ? -1 : step.number % naive.size();
      switch (step.act) {
        case ADD -> {
          assertThat(page.add(step.group)).isEqualTo(naive.size());
          naive.add(new Cell(step.group));
        }
        case FIND_OR_ADD -> {
          int expected = newest(naive, step.group, naive.size());
          if (expected < 0) {
            expected = naive.size();
            naive.add(new Cell(step.group));
          }
          assertThat(page.findOrAdd(step.group)).isEqualTo(expected);
        }
        case REMOVE -> {
          int divisor = 1 + step.number % 5;
          List<Cell> kept = new ArrayList<>();
          for (int i = 0; i < naive.size(); i++) {
            if (i % divisor != 0) {
              kept.add(naive.get(i));
            }
          }
          naive = kept;
          page.removeIf(i -> i % divisor == 0);
        }
        case CLEAR -> {
          naive.clear();
          page.clear();
        }
        case COPY -> {
          // The work goes on with the copy or with the original; the other stays as it is.
          left = step.number % 2 == 0 ? page : page.copy();
          page = step.number % 2 == 0 ? page.copy() : page;
          naiveLeft = naive;
          naive = new ArrayList<>(naive.stream().map(Cell::copy).toList());
        }
        default -> {
          if (cell >= 0) {
            change(page, naive.get(cell), cell, step);
          }
        }
      }
      isTheSame(page, naive, step.number);
    }

    isTheSame(left, naiveLeft, 0);
  }

  private static void change(SalesPage page, Cell naive, int cell, Step step) {
    switch (step.act) {
      case SET_FROM -> {
        naive.from = numberOrZero(step);
        page.setFrom(cell, naive.from);
      }
      case SET_UNTIL -> {
        naive.until = numberOrZero(step);
        page.setUntil(cell, naive.until);
      }
      case SET_MARK -> {
        naive.mark = numberOrZero(step);
        page.setMark(cell, naive.mark);
      }
      default -> {
        Sale sale = SaleBuilder.aSale().of(step.number + " EUR").build();
        naive.totals = naive.totals.plus(sale);
        page.totals().plus(cell, sale);
      }
    }
  }

  private static long numberOrZero(Step step) {
    return step.number % 4 == 0 ? 0 : step.number - 50L;
  }

  private static void isTheSame(SalesPage page, List<Cell> naive, int asked) {
    assertThat(page.size()).isEqualTo(naive.size());
    for (int cell = 0; cell < naive.size(); cell++) {
      Cell expected = naive.get(cell);
      assertThat(page.group(cell)).isEqualTo(expected.group);
      assertThat(page.from(cell)).isEqualTo(expected.from);
      assertThat(page.until(cell)).isEqualTo(expected.until);
      assertThat(page.mark(cell)).isEqualTo(expected.mark);
      assertThat(page.totals().totals(cell)).isEqualTo(expected.totals);
    }
    // Not after each step, since a page that nobody asks keeps no index.
    if (asked % 3 == 0) {
      for (GroupKey group : GROUPS) {
        int cell = page.find(group);
        assertThat(cell).isEqualTo(newest(naive, group, naive.size()));
        assertThat(
                page.find(
                    group.hashCode(),
                    group.storeId(),
                    group.productId(),
                    group.customerId(),
                    group.currency()))
            .isEqualTo(cell);
        for (; cell >= 0; cell = page.before(cell)) {
          assertThat(page.before(cell)).isEqualTo(newest(naive, group, cell));
        }
      }
    }
  }

  private static int newest(List<Cell> cells, GroupKey group, int before) {
    for (int cell = before - 1; cell >= 0; cell--) {
      if (cells.get(cell).group.equals(group)) {
        return cell;
      }
    }
    return -1;
  }

  @Test
  void theGroupsOfThisTestCollide() {
    assertThat(GROUPS).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    assertThat(GROUPS.stream().map(GroupKey::hashCode).distinct()).hasSizeLessThan(20);
  }

  @Test
  void aPageOfManyGroupsFindsThemAllAndGivesItsRoomBack() {
    SalesPage page = new SalesPage();
    for (int n = 0; n < 100_000; n++) {
      page.findOrAdd(group("store-" + n, ""));
    }
    assertThat(page.find(group("store-99999", ""))).isEqualTo(99_999);

    page.removeIf(cell -> cell % 100 != 7);

    assertThat(page.size()).isEqualTo(1_000);
    assertThat(page.find(group("store-107", ""))).isEqualTo(1);
    assertThat(page.find(group("store-108", ""))).isEqualTo(-1);
  }

  @Test
  void aCopyOfAPageThatWasAskedKnowsTheCellsOfAGroup() {
    SalesPage page = new SalesPage();
    GroupKey norte = group("norte", "");
    page.add(norte);
    page.add(group("sur", ""));
    page.add(norte);
    assertThat(page.find(norte)).isEqualTo(2);

    SalesPage copy = page.copy();
    page.clear();

    assertThat(copy.find(norte)).isEqualTo(2);
    assertThat(copy.before(2)).isZero();
    assertThat(copy.before(0)).isEqualTo(-1);
  }

  /** "Aa" and "BB" have one hash, and so have all texts of as many of them. */
  private static final List<GroupKey> GROUPS = groups();

  private static List<GroupKey> groups() {
    List<GroupKey> groups = new ArrayList<>();
    for (String store : List.of("AaAa", "AaBB", "BBAa", "BBBB", "norte")) {
      for (String product : List.of("Aa", "BB", "te", "")) {
        groups.add(group(store, product));
        groups.add(new GroupKey(store, product, "ana", "EUR"));
        groups.add(new GroupKey(store, product, "", "USD"));
      }
    }
    return List.copyOf(groups);
  }

  private static GroupKey group(String store, String product) {
    return new GroupKey(store, product, "", "EUR");
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(12, Act.ADD),
            Tuple.of(12, Act.FIND_OR_ADD),
            Tuple.of(4, Act.SET_FROM),
            Tuple.of(4, Act.SET_UNTIL),
            Tuple.of(4, Act.SET_MARK),
            Tuple.of(4, Act.COUNT),
            Tuple.of(3, Act.REMOVE),
            Tuple.of(1, Act.CLEAR),
            Tuple.of(1, Act.COPY));
    return Combinators.combine(acts, Arbitraries.of(GROUPS), Arbitraries.integers().between(0, 100))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }
}

package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells against lists of totals, up to sums that outgrow a long. */
class SalesCellsTest {

  /** Which of a cell's sums is that of the units. */
  private static final int UNITS = 2;

  private enum Act {
    ADD,
    SALE,
    PLUS,
    MINUS,
    RESET,
    PUT_BACK,
    MOVE,
    TRUNCATE,
    COPY
  }

  private record Step(Act act, Sale sale, int one, int other) {}

  @Property(edgeCases = EdgeCasesMode.NONE)
  void cellsHoldWhatTotalsHold(@ForAll("steps") List<Step> steps) {
    SalesCells cells = new SalesCells();
    List<SalesTotals> naive = new ArrayList<>();

    for (Step step : steps) {
      if (step.act == Act.ADD || naive.isEmpty()) {
        assertThat(cells.add()).isEqualTo(naive.size());
        naive.add(SalesTotals.empty());
        continue;
      }
      int one = step.one % naive.size();
      int other = step.other % naive.size();
      switch (step.act) {
        case SALE -> {
          cells.plus(one, step.sale);
          naive.set(one, naive.get(one).plus(step.sale));
        }
        case PLUS -> {
          cells.plus(one, cells.copy(), other);
          naive.set(one, naive.get(one).plus(naive.get(other)));
        }
        case MINUS -> {
          cells.minus(one, cells.copy(), other);
          naive.set(one, minus(naive.get(one), naive.get(other)));
        }
        case RESET -> {
          cells.reset(one);
          naive.set(one, SalesTotals.empty());
        }
        case PUT_BACK -> {
          putBack(cells, one, huge(step.other));
          naive.set(one, huge(step.other));
        }
        case MOVE -> {
          cells.move(one, other);
          naive.set(other, naive.get(one));
        }
        case TRUNCATE -> {
          cells.truncate(one, Math.max(4, step.other % 2 == 0 ? one : 2 * one));
          naive = new ArrayList<>(naive.subList(0, one));
        }
        default -> cells = restored(cells, naive.size());
      }
      for (int cell = 0; cell < naive.size(); cell++) {
        assertThat(cells.totals(cell)).isEqualTo(naive.get(cell));
        assertThat(cells.contributions(cell)).isEqualTo(naive.get(cell).contributions());
      }
    }
    Statistics.label("outgrows a long")
        .collect(cells.hasHigh())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
  }

  private static SalesTotals minus(SalesTotals one, SalesTotals other) {
    return new SalesTotals(
        one.sales() - other.sales(),
        one.returns() - other.returns(),
        one.units().minus(other.units()),
        one.gross().minus(other.gross()),
        one.returned().minus(other.returned()));
  }

  /** Taken apart, put together again and copied. */
  private static SalesCells restored(SalesCells cells, int size) {
    SalesCells restored = new SalesCells();
    for (int cell = 0; cell < size; cell++) {
      restored.add();
      for (int sum = 0; sum < SalesCells.SUMS; sum++) {
        restored.set(cell, sum, cells.high(cell, sum), cells.low(cell, sum));
      }
    }
    return restored.copy();
  }

  @ParameterizedTest(name = "{0} and {1} are {2} * 10^18 and {3}")
  @CsvSource({
    "999999999999999998, 1, 0, 999999999999999999",
    "999999999999999999, 1, 1, 0",
    "999999999999999999, 2, 1, 1",
    "-999999999999999998, -1, 0, -999999999999999999",
    "-999999999999999999, -1, -1, 0",
    "-999999999999999999, -2, -1, -1",
  })
  void aSumThatReachesTenToTheEighteenthIsKeptInTwoParts(
      long kept, long added, long high, long low) {
    SalesCells cells = cellsOf(unitsOf(0, kept));

    cells.plus(0, cellsOf(unitsOf(0, added)), 0);

    assertThat(cells.high(0, UNITS)).isEqualTo(high);
    assertThat(cells.low(0, UNITS)).isEqualTo(low);
    assertThat(cells.hasHigh()).isEqualTo(high != 0);
  }

  @Test
  void whatIsFoldedIntoACellIsThatOfTheOtherCell() {
    SalesCells others = cellsOf(huge(1), huge(2), huge(4), huge(8));
    SalesCells cells = cellsOf(huge(16), huge(32), huge(64));

    cells.plus(2, others, 3);
    cells.minus(1, others, 2);

    assertThat(totalsOf(cells, 3)).containsExactly(huge(16), huge(28), huge(72));
  }

  @Test
  void thereIsRoomForMoreCellsThanOneStartsWithAlsoBesideHugeSums() {
    SalesCells cells = cellsOf(huge(1), huge(2), huge(3), huge(4), huge(5));

    cells.add();
    cells.plus(5, cells.copy(), 4);

    assertThat(totalsOf(cells, 6))
        .containsExactly(huge(1), huge(2), huge(3), huge(4), huge(5), huge(5));
  }

  @Test
  void aCellThatIsResetIsNothingAndItsNeighboursStay() {
    SalesCells cells = cellsOf(huge(1), huge(2), huge(3));

    cells.reset(1);

    assertThat(totalsOf(cells, 3)).containsExactly(huge(1), SalesTotals.empty(), huge(3));
  }

  @Test
  void aCellThatIsMovedTakesItsHugeSumsAlong() {
    SalesCells cells = cellsOf(huge(1), huge(2), huge(3), huge(4));

    cells.move(3, 1);

    assertThat(totalsOf(cells, 4)).containsExactly(huge(1), huge(4), huge(3), huge(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void whatIsCutOffIsGoneAlsoWhereItsPlaceIsTakenAgain(int capacity) {
    SalesCells cells = cellsOf(huge(1), huge(2), huge(3), huge(4), huge(5), huge(6));

    cells.truncate(4, capacity);
    cells.add();
    cells.add();

    assertThat(totalsOf(cells, 6))
        .containsExactly(
            huge(1), huge(2), huge(3), huge(4), SalesTotals.empty(), SalesTotals.empty());
  }

  @Test
  void sumsThatFitALongHaveNoHighPart() {
    SalesCells others = cellsOf(huge(1), unitsOf(0, 5));
    SalesCells cells = cellsOf(unitsOf(0, 7));

    cells.plus(0, others, 1);

    assertThat(totalsOf(cells, 1)).containsExactly(unitsOf(0, 12));
    assertThat(cells.hasHigh()).isFalse();
    assertThat(others.hasHigh()).isTrue();
  }

  @Test
  void whatIsPutBackReplacesWhatWasThere() {
    SalesCells cells = cellsOf(huge(1), huge(2));

    cells.set(1, UNITS, 0, 5);

    SalesTotals kept = huge(2);
    assertThat(totalsOf(cells, 2))
        .containsExactly(
            huge(1),
            new SalesTotals(
                kept.sales(), kept.returns(), ExactSum.of(5), kept.gross(), kept.returned()));
  }

  /** All sums are different, and those of amounts and units outgrow a long. */
  private static SalesTotals huge(long factor) {
    return new SalesTotals(
        factor,
        2 * factor,
        new ExactSum(3 * factor, 4 * factor),
        new ExactSum(5 * factor, 6 * factor),
        new ExactSum(7 * factor, 8 * factor));
  }

  private static SalesTotals unitsOf(long high, long low) {
    return new SalesTotals(0, 0, new ExactSum(high, low), ExactSum.ZERO, ExactSum.ZERO);
  }

  private static SalesCells cellsOf(SalesTotals... totals) {
    SalesCells cells = new SalesCells();
    for (SalesTotals each : totals) {
      putBack(cells, cells.add(), each);
    }
    return cells;
  }

  private static void putBack(SalesCells cells, int cell, SalesTotals totals) {
    cells.set(cell, 0, 0, totals.sales());
    cells.set(cell, 1, 0, totals.returns());
    cells.set(cell, UNITS, totals.units().high(), totals.units().low());
    cells.set(cell, 3, totals.gross().high(), totals.gross().low());
    cells.set(cell, 4, totals.returned().high(), totals.returned().low());
  }

  private static List<SalesTotals> totalsOf(SalesCells cells, int size) {
    return IntStream.range(0, size).mapToObj(cells::totals).toList();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(1, Act.ADD),
            Tuple.of(6, Act.SALE),
            Tuple.of(30, Act.PLUS),
            Tuple.of(2, Act.MINUS),
            Tuple.of(1, Act.RESET),
            Tuple.of(3, Act.PUT_BACK),
            Tuple.of(1, Act.MOVE),
            Tuple.of(1, Act.TRUNCATE),
            Tuple.of(1, Act.COPY));
    Arbitrary<Sale> sales =
        Combinators.combine(
                Arbitraries.of(SaleKind.class),
                Arbitraries.of(0L, 1L, 999_999_999_999L),
                Arbitraries.of(0L, 1L, 10_000_000_000_000L))
            .as(
                (kind, quantity, amount) ->
                    new Sale(
                        "s",
                        "s",
                        "p",
                        "",
                        kind,
                        new Quantity(quantity),
                        new Money(amount, "EUR"),
                        0));
    return Combinators.combine(
            acts, sales, Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMinSize(30)
        .ofMaxSize(55);
  }
}

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
import net.jqwik.api.statistics.Statistics;

/** Cells against lists of totals, up to sums that outgrow a long. */
class SalesCellsTest {

  private enum Act {
    ADD,
    SALE,
    PLUS,
    MINUS,
    RESET,
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
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 2));
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

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(1, Act.ADD),
            Tuple.of(6, Act.SALE),
            Tuple.of(30, Act.PLUS),
            Tuple.of(2, Act.MINUS),
            Tuple.of(1, Act.RESET),
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

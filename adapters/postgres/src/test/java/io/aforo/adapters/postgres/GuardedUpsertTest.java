package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.postgres.GuardedUpsert.Line;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.time.RowStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class GuardedUpsertTest {

  private static final GuardedUpsert<SalesRow> SALES = PostgresSalesReports.UPSERT;

  /** Kept in tables: it must never change. */
  private static final long HASH_OF_BREAD = 8873783479057718096L;

  @Property(tries = 200)
  void aBatchIsReducedToTheHighestRowOfEachKey(@ForAll("batches") List<SalesRow> batch) {
    Comparator<SalesRow> order =
        Comparator.comparingLong(SalesRow::revision).thenComparingInt(row -> row.status().rank());
    Map<SalesRow.Key, SalesRow> highest = new HashMap<>();
    batch.forEach(row -> highest.merge(row.key(), row, (a, b) -> order.compare(a, b) >= 0 ? a : b));

    List<Line<SalesRow>> lines = SALES.lines(batch);

    assertThat(lines).extracting(Line::row).containsExactlyInAnyOrderElementsOf(highest.values());
  }

  @Property(tries = 200)
  void everyBatchIsInTheSameOrderOfKeys(@ForAll("batches") List<SalesRow> batch) {
    List<SalesRow> reversed = new ArrayList<>(batch);
    Collections.reverse(reversed);

    assertThat(SALES.lines(batch)).extracting(SALES::keyText).isEqualTo(keys(reversed)).isSorted();
  }

  @Test
  void inAnAppendOnlyTableTheFirstRecordOfAKeyStays() {
    LateEvent first = new LateEvent("r", "s", "e", 1, 2, List.of());
    LateEvent again = new LateEvent("r", "s", "e", 3, 4, List.of());

    assertThat(PostgresLateEvents.UPSERT.lines(List.of(first, again)))
        .extracting(Line::row)
        .containsExactly(first);
  }

  @Test
  void theHashOfAKeyIsStableAndNeverNegative() {
    Line<SalesRow> bread = line("bread", 3);

    assertThat(SALES.keyHash(bread)).isEqualTo(HASH_OF_BREAD).isNotNegative();
    assertThat(SALES.keyHash(line("bread", 4))).isEqualTo(HASH_OF_BREAD);
    assertThat(SALES.keyHash(line("milk", 3))).isNotEqualTo(HASH_OF_BREAD);
  }

  @Test
  void aRowIsWrittenOutForPeople() {
    assertThat(SALES.keyText(line("bread", 3)))
        .isEqualTo(
            """
            report: hourly-sales-by-product
            store_id:\s
            product_id: bread
            customer_id:\s
            currency: EUR
            window_start: 2026-01-01T10:00:00Z
            window_seq: 0""");
  }

  @Provide
  Arbitrary<List<SalesRow>> batches() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "B", "", "\ud83c\udf5e", "\uffff"),
            Arbitraries.longs().between(1, 4),
            Arbitraries.of(RowStatus.class))
        .as(Rows::salesRow)
        .list()
        .ofMaxSize(40);
  }

  private static Line<SalesRow> line(String product, long lines) {
    return SALES.lines(List.of(Rows.salesRow(product, lines, RowStatus.FINAL))).get(0);
  }

  private static List<String> keys(List<SalesRow> batch) {
    return SALES.lines(batch).stream().map(SALES::keyText).toList();
  }
}

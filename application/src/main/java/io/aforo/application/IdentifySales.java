package io.aforo.application;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Combiner;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SeenPages;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.sales.SeenSales;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;

/**
 * Lets each sale pass once: a repeat of an id within its store adds nothing, and the same id with
 * another content is refused. Ids are forgotten by event time.
 *
 * <p>In two stages: wherever sales come in, they are sorted by buckets of ids, and behind that each
 * bucket remembers its ids. The bucket is the key, so that one message and one timer do for many
 * ids.
 *
 * @param rememberMillis how long an id is remembered after its sale, or its arrival if that is
 *     later
 * @param spread how ids are spread over buckets
 * @param isOrdered whether sales of different ids stay in their order, too, where they come in one
 *     stream and each goes on in one: they are not gathered then
 */
public record IdentifySales(long rememberMillis, Spread spread, boolean isOrdered)
    implements KeyedProcess<Integer, UnidentifiedSales, SeenSales, Sale> {

  /** Spreads ids over buckets; part of saved state, so it never changes. */
  public interface Spread extends Serializable {

    /** How many buckets there are. */
    int buckets();

    /**
     * The bucket of an id, in {@code [0, buckets)}.
     *
     * @param idHash the hash code of {@link SeenSales#idOf}
     */
    int bucketOf(int idHash);
  }

  public IdentifySales {
    Objects.requireNonNull(spread, "spread");
  }

  /**
   * Long enough that a repeat which comes even later is late for every one of the reports whose
   * windows have times and a length; in order if a report depends on it: windows of so many sales
   * do, and whether a session's row was corrected.
   */
  public static IdentifySales forReports(Collection<SalesReport> reports, Spread spread) {
    return new IdentifySales(
        reports.stream()
            .mapToLong(SalesReport::rememberMillis)
            .max()
            .orElse(Duration.ofHours(24).toMillis()),
        spread,
        reports.stream().anyMatch(SalesReport::dependsOnOrder));
  }

  /** What sorts sales by their buckets, for one place where sales come in. */
  public Combiner<Ingested.Accepted<Sale>, UnidentifiedSales> newSorter() {
    return new SalesSorter(spread, isOrdered ? 1 : SalesSorter.MOST_SALES);
  }

  @Override
  public Integer keyOf(UnidentifiedSales sales) {
    return sales.bucket();
  }

  @Override
  public SeenSales newState() {
    return new SeenSales(rememberMillis);
  }

  /** The state of a bucket, for a runtime that keeps its pages itself. */
  public SeenSales stateOf(SeenSales.Header header, SeenPages pages) {
    return new SeenSales(rememberMillis, header, pages);
  }

  @Override
  public boolean onEvent(
      SeenSales seen, UnidentifiedSales sales, long watermark, Outcome<Sale> outcome) {
    boolean isChanged = false;
    for (Ingested.Accepted<Sale> accepted : sales.sales()) {
      Sale sale = accepted.event();
      SeenSale.Verdict verdict = seen.see(sale, watermark);
      switch (verdict) {
        case FIRST -> {
          isChanged = true;
          outcome.count(Tally.ACCEPTED);
          outcome.result(sale);
        }
        case DUPLICATE -> outcome.count(Tally.DUPLICATES);
        case CONFLICT -> outcome.reject(conflict(accepted));
      }
    }
    return isChanged;
  }

  private static DeadLetter conflict(Ingested.Accepted<Sale> accepted) {
    Sale sale = accepted.event();
    return DeadLetter.of(
        accepted.record(),
        new InvalidEvent(
            RejectionReason.ID_CONFLICT,
            "sale_id '"
                + sale.saleId()
                + "' of store '"
                + sale.storeId()
                + "' was already counted with another content; the first one stays"));
  }

  @Override
  public boolean onTime(SeenSales seen, long watermark, Outcome<Sale> outcome) {
    return seen.forget(watermark);
  }

  @Override
  public long wakeAt(SeenSales seen) {
    return seen.wakeAt();
  }

  @Override
  public boolean keepsWakeAt() {
    return true;
  }

  @Override
  public boolean isSpent(SeenSales seen) {
    return seen.isEmpty();
  }
}

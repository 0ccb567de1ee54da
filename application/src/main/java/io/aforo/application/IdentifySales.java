package io.aforo.application;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.time.EventTime;
import java.time.Duration;
import java.util.Collection;

/**
 * Lets each sale pass once: a repeat of an id within its store adds nothing, and the same id with
 * another content is refused. Ids are forgotten by event time.
 *
 * @param rememberMillis how long an id is remembered after its sale, or its arrival if that is
 *     later
 */
public record IdentifySales(long rememberMillis)
    implements KeyedProcess<String, Ingested.Accepted<Sale>, SeenSale, Sale> {

  /**
   * Long enough that a repeat which comes even later is late for every one of the reports whose
   * windows have times and a length.
   */
  public static IdentifySales forReports(Collection<SalesReport> reports) {
    return new IdentifySales(
        reports.stream()
            .mapToLong(SalesReport::rememberMillis)
            .max()
            .orElse(Duration.ofHours(24).toMillis()));
  }

  /** Store and id; neither can hold the character between them. */
  @Override
  public String keyOf(Ingested.Accepted<Sale> sale) {
    return sale.event().storeId() + '\u0000' + sale.event().saleId();
  }

  @Override
  public SeenSale newState() {
    return new SeenSale();
  }

  @Override
  public boolean onEvent(
      SeenSale seen, Ingested.Accepted<Sale> accepted, long watermark, Outcome<Sale> outcome) {
    Sale sale = accepted.event();
    seen.forget(watermark);
    long rememberUntil = EventTime.plus(Math.max(sale.soldAt(), watermark), rememberMillis);
    SeenSale.Verdict verdict = seen.see(sale, rememberUntil);
    switch (verdict) {
      case FIRST -> {
        outcome.count(Tally.ACCEPTED);
        outcome.result(sale);
      }
      case DUPLICATE -> outcome.count(Tally.DUPLICATES);
      case CONFLICT ->
          outcome.reject(
              DeadLetter.of(
                  accepted.record(),
                  new InvalidEvent(
                      RejectionReason.ID_CONFLICT,
                      "sale_id '"
                          + sale.saleId()
                          + "' of store '"
                          + sale.storeId()
                          + "' was already counted with another content; the first one stays")));
    }
    return verdict == SeenSale.Verdict.FIRST;
  }

  @Override
  public boolean onTime(SeenSale seen, long watermark, Outcome<Sale> outcome) {
    return seen.forget(watermark);
  }

  @Override
  public long wakeAt(SeenSale seen) {
    return seen.isUnseen() ? EventTime.MAX : seen.forgetAt();
  }

  @Override
  public boolean isSpent(SeenSale seen) {
    return seen.isUnseen();
  }
}

package io.aforo.application;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import java.util.List;

/**
 * Sales whose ids are still to be looked for, all of one bucket of ids, in the order in which they
 * came. Not copied: whoever makes it changes the list no more.
 *
 * @param bucket the bucket that all their ids belong to
 * @param sales with the records that they came in, for those that are refused
 */
public record UnidentifiedSales(int bucket, List<Ingested.Accepted<Sale>> sales) {}

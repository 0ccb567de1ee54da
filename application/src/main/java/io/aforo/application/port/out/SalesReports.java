package io.aforo.application.port.out;

import io.aforo.domain.sales.SalesRow;

/**
 * Keeps the newest state of each row of the reports, by {@link SalesRow#key()}. A stored row is
 * replaced only where (generation, revision, rank of the status) does not go down and the content
 * differs; of two rows with one key in a batch, the one that is higher by this order counts.
 */
public interface SalesReports extends Store<SalesRow> {}

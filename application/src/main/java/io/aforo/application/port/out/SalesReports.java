package io.aforo.application.port.out;

import io.aforo.domain.sales.SalesRow;

/**
 * Keeps the newest state of each row of the reports, by {@link SalesRow#key()}. A stored row is
 * replaced only where (generation, revision, rank of the status) does not go down and the content
 * differs; of two rows with one key in a batch, the one that is higher by this order counts.
 *
 * <p>When the rows of a batch are in their places, each of them that is absorbing makes MERGED what
 * it {@link SalesRow#absorbs}: rows that were stored and rows of the same batch, with the totals
 * and the revision that they have. Readers see both changes or none. Such a row belongs to this
 * generation from then on; one of a higher generation is left alone.
 *
 * <p>An absorbing row does this even if the guard refuses it because a newer one is stored: a
 * session only grows, so what lies within an older state of it lies within the newest, too. For the
 * same reason, what was absorbed need not come back. It does come back where a newer revision of it
 * is written by itself, as a writer that was thought dead can do, until the session is written
 * again.
 *
 * <p>Whether a row is absorbing is said to the store and not kept by it: a row that is read absorbs
 * nothing.
 */
public interface SalesReports extends Store<SalesRow> {}

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
 * session only grows, so what lies within an older state of it lies within the newest, too.
 *
 * <p>Nor does an absorbing row show what a stored session holds already: where it {@link
 * SalesRow#isCoveredBy is covered} by the last row before it, in its report and group, that is not
 * MERGED and not of a lower generation, it is written as MERGED, with its own totals and revision.
 * So what was absorbed does not come back, not even as a newer revision, while its session is
 * there; and a job that starts again from an older state, and sees a part of a session before the
 * whole, shows no sale twice. A row that ends later than the stored one is written as it is. A
 * lower generation's row covers nothing, since a higher one recomputes on purpose.
 *
 * <p>Whether a row is absorbing is said to the store and not kept by it: a row that is read absorbs
 * nothing.
 */
public interface SalesReports extends Store<SalesRow> {}

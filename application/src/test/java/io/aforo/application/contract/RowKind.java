package io.aforo.application.contract;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;

/**
 * How the rows of a store are made and looked at.
 *
 * @param <R> the rows
 */
interface RowKind<R> {

  /** A row of its own for each id, beside which the others stay as they are. */
  R row(String id, long revision, RowStatus status);

  /** A session's row, which absorbs; times in epoch milliseconds, the end exclusive. */
  R session(String owner, long start, long end, long revision, RowStatus status);

  /** Rows with this window, each of another owner; none is of {@link RowsContract#VISITOR}. */
  List<R> ofOthers(long start, long end);

  /** The row with the same key, revision and status, and another content. */
  R withOtherContent(R row);

  /** The row with the status MERGED. */
  R merged(R row);

  /** What is read of a row that was written. */
  R read(R row);

  /** What tells the row from others. */
  Object key(R row);

  TimeWindow window(R row);

  long revision(R row);

  RowStatus status(R row);
}

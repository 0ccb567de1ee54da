package io.aforo.benchmarks.endtoend;

import io.aforo.benchmarks.sales.Rows;
import java.util.Optional;

/** A contestant that writes to {@link WindowTable}. */
interface ToWindowTable extends Contestant {

  @Override
  default void prepare(Servers servers) throws Exception {
    WindowTable.create(servers);
  }

  @Override
  default Optional<Rows> rows(Servers servers) throws Exception {
    return Optional.of(WindowTable.read(servers));
  }

  @Override
  default void clear(Servers servers) throws Exception {
    WindowTable.clear(servers);
  }
}

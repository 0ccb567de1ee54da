package io.aforo.benchmarks.endtoend;

import java.util.Optional;

/** A contestant that writes to {@link WindowTable#OTHERS}. */
interface ToWindowTable extends Contestant {

  @Override
  default void prepare(Servers servers) throws Exception {
    WindowTable.create(servers);
  }

  @Override
  default Optional<WindowTable> table() {
    return Optional.of(WindowTable.OTHERS);
  }
}

package io.aforo.adapters.flink;

import java.util.function.LongSupplier;

/** The keys of an operator: whose state is looked at. */
interface KeyScope {

  /** The key whose state is looked at now; none before the first event. */
  Object current();

  /** Looks at the state of another key from now on. */
  void enter(Object key);

  /**
   * How many bytes of the heap may be taken by what is kept before the state backend; asked for
   * once by who keeps anything there.
   */
  LongSupplier cacheBytes();

  /** Does something to the state of a key, and then looks at that of the current one again. */
  default void within(Object key, Access access) throws Exception {
    Object before = current();
    enter(key);
    access.run();
    // Without a key before, whoever comes next enters one.
    if (before != null) {
      enter(before);
    }
  }

  /** What is done within a key. */
  @FunctionalInterface
  interface Access {
    void run() throws Exception;
  }
}

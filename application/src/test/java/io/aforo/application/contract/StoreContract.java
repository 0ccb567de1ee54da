package io.aforo.application.contract;

import java.util.Set;

/** What the contracts of all stores have in common. */
public interface StoreContract {

  /**
   * What this store promises. A test that {@link Promised needs} more is reported as skipped, with
   * the reason; the tests that need nothing are for every store.
   */
  Set<Promise> promises();
}

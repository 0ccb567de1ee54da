package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.domain.sales.Sale;

/** One way to answer a {@link SalesQuestion}. */
interface SalesContestant {

  String name();

  /** Whether it can answer: not everyone has every kind of windows, or RocksDB. */
  boolean canAnswer(SalesQuestion question);

  /**
   * Answers once.
   *
   * @param sales in the order in which they arrive, at most {@link SalesStream#DISORDER} late
   * @param stopwatch started before the first sale is looked at, stopped after the last row
   */
  Rows answer(SalesQuestion question, Sale[] sales, Stopwatch stopwatch) throws Exception;
}

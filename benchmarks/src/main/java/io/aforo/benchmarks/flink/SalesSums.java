package io.aforo.benchmarks.flink;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.java.tuple.Tuple3;

/**
 * Count, quantity and amount of (product, quantity, amount), changed in place as the heap allows:
 * what a user gives to Flink's built-in windows.
 */
public final class SalesSums
    implements AggregateFunction<
        Tuple3<String, Long, Long>, Tuple3<Long, Long, Long>, Tuple3<Long, Long, Long>> {

  private static final long serialVersionUID = 1L;

  @Override
  public Tuple3<Long, Long, Long> createAccumulator() {
    return Tuple3.of(0L, 0L, 0L);
  }

  @Override
  public Tuple3<Long, Long, Long> add(
      Tuple3<String, Long, Long> sale, Tuple3<Long, Long, Long> sums) {
    sums.f0 += 1;
    sums.f1 += sale.f1;
    sums.f2 += sale.f2;
    return sums;
  }

  @Override
  public Tuple3<Long, Long, Long> getResult(Tuple3<Long, Long, Long> sums) {
    return sums;
  }

  @Override
  public Tuple3<Long, Long, Long> merge(
      Tuple3<Long, Long, Long> sums, Tuple3<Long, Long, Long> others) {
    sums.f0 += others.f0;
    sums.f1 += others.f1;
    sums.f2 += others.f2;
    return sums;
  }
}

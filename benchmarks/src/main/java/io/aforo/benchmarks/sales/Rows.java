package io.aforo.benchmarks.sales;

/**
 * What a contestant answered: a sum over its rows that does not depend on their order, so that two
 * answers are equal if and only if, but for a chance of 2 to the -64, the rows are.
 */
public final class Rows {

  private long count;
  private long sum;

  /**
   * Adds a row.
   *
   * @param product whose row it is
   * @param start of the window, epoch milliseconds
   * @param end of the window, exclusive, epoch milliseconds
   * @param sales how many lines
   * @param thousandths their quantity, in 1/1,000
   * @param tenThousandths their amount, in 1/10,000 of the currency
   */
  public void add(
      String product, long start, long end, long sales, long thousandths, long tenThousandths) {
    long row = product.hashCode();
    row = mixed(row + start);
    row = mixed(row + end);
    row = mixed(row + sales);
    row = mixed(row + thousandths);
    row = mixed(row + tenThousandths);
    sum += row;
    count++;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** How many rows there are. */
  public long count() {
    return count;
  }

  /** The number of rows, and their sum. */
  public String checksum() {
    return count + "-" + Long.toHexString(sum);
  }
}

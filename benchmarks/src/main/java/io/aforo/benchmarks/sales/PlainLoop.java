package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Stopwatch;
import io.aforo.domain.sales.Sale;
import java.util.HashMap;
import java.util.Map;

/**
 * The limit: one thread, no framework, nothing that could be restarted, and no time that has to be
 * waited for: slices are kept until the end, and a window is the sum of its slices.
 */
final class PlainLoop implements SalesContestant {

  private static final int SALES = 0;
  private static final int UNITS = 1;
  private static final int AMOUNT = 2;
  private static final int SUMS = 3;

  @Override
  public String name() {
    return "plain loop";
  }

  @Override
  public boolean canAnswer(SalesQuestion question) {
    return question.windows() != SalesQuestion.Windows.SESSION && !question.isOnRocksDb();
  }

  @Override
  public Rows answer(SalesQuestion question, Sale[] sales, Stopwatch stopwatch) {
    stopwatch.start();
    long slide = question.windows().slide().toMillis();
    int slicesInWindow = (int) (question.windows().size().toMillis() / slide);
    long origin = Math.floorDiv(sales[0].soldAt() - SalesStream.DISORDER, slide);
    int slices =
        (int)
                (Math.floorDiv(sales[sales.length - 1].soldAt() + SalesStream.DISORDER, slide)
                    - origin)
            + 1;
    Map<String, Integer> places = new HashMap<>();
    // By slice, then by product.
    long[][] sums = new long[slices][];
    for (Sale sale : sales) {
      int slice = (int) (Math.floorDiv(sale.soldAt(), slide) - origin);
      Integer known = places.get(sale.productId());
      int place;
      if (known == null) {
        place = places.size() * SUMS;
        places.put(sale.productId(), place);
      } else {
        place = known;
      }
      long[] sum = sums[slice];
      if (sum == null || place >= sum.length) {
        sum = grown(sum, place);
        sums[slice] = sum;
      }
      sum[place + SALES]++;
      sum[place + UNITS] += sale.quantity().thousandths();
      sum[place + AMOUNT] += sale.amount().tenThousandths();
    }
    Rows rows = rows(places, sums, slicesInWindow, origin, slide);
    stopwatch.stop();
    return rows;
  }

  private static long[] grown(long[] sum, int place) {
    long[] grown = new long[Math.max(64 * SUMS, 2 * (place + SUMS))];
    if (sum != null) {
      System.arraycopy(sum, 0, grown, 0, sum.length);
    }
    return grown;
  }

  private static Rows rows(
      Map<String, Integer> places, long[][] sums, int slicesInWindow, long origin, long slide) {
    String[] products = new String[places.size()];
    places.forEach((product, place) -> products[place / SUMS] = product);
    long[] window = new long[products.length * SUMS];
    Rows rows = new Rows();
    for (int last = 0; last < sums.length + slicesInWindow - 1; last++) {
      fold(window, last < sums.length ? sums[last] : null, 1);
      fold(window, last >= slicesInWindow ? sums[last - slicesInWindow] : null, -1);
      long end = (origin + last + 1) * slide;
      for (int product = 0; product < products.length; product++) {
        int place = product * SUMS;
        if (window[place + SALES] > 0) {
          rows.add(
              products[product],
              end - slicesInWindow * slide,
              end,
              window[place + SALES],
              window[place + UNITS],
              window[place + AMOUNT]);
        }
      }
    }
    return rows;
  }

  private static void fold(long[] window, long[] slice, long sign) {
    if (slice != null) {
      for (int place = 0; place < Math.min(window.length, slice.length); place++) {
        window[place] += sign * slice[place];
      }
    }
  }
}

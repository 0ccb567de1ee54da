package io.aforo.adapters.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a list that has a fault shorter, for as long as it still has one: takes away halves, then
 * quarters, and so on, as in A. Zeller, R. Hildebrandt, <i>Simplifying and Isolating
 * Failure-Inducing Input</i>, 2002. Without any one of the elements that stay, the fault is gone.
 */
final class Shrinking {

  private Shrinking() {}

  /**
   * @param hasFault whether a list has the fault; true of the whole list
   */
  static <T> List<T> shrink(List<T> whole, Predicate<List<T>> hasFault) {
    List<T> smallest = whole;
    int chunk = Math.max(1, whole.size() / 2);
    while (true) {
      boolean isShorter = false;
      for (int from = 0; from < smallest.size(); ) {
        List<T> without = new ArrayList<>(smallest.subList(0, from));
        without.addAll(smallest.subList(Math.min(from + chunk, smallest.size()), smallest.size()));
        if (hasFault.test(without)) {
          smallest = without;
          isShorter = true;
        } else {
          from += chunk;
        }
      }
      if (chunk > 1) {
        chunk /= 2;
      } else if (!isShorter) {
        return smallest;
      }
    }
  }
}

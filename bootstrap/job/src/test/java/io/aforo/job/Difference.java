package io.aforo.job;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where two sets differ: the first few that one has and the other has not, so that a failure of
 * thousands can be read.
 *
 * @param <T> the elements
 */
record Difference<T>(List<T> missing, List<T> unexpected) {

  private static final int FEW = 5;

  static <T> Difference<T> between(
      Collection<? extends T> actual, Collection<? extends T> expected) {
    return new Difference<>(fewOf(expected, actual), fewOf(actual, expected));
  }

  static <T> Difference<T> none() {
    return new Difference<>(List.of(), List.of());
  }

  private static <T> List<T> fewOf(Collection<? extends T> all, Collection<? extends T> others) {
    Set<T> known = new HashSet<>(others);
    return all.stream()
        .filter(one -> !known.contains(one))
        .<T>map(one -> one)
        .sorted(java.util.Comparator.comparing(Object::toString))
        .limit(FEW)
        .toList();
  }
}

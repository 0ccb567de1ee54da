package io.aforo.adapters.flink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Keys for buckets of state: bucket {@code n} gets a key that falls into key group {@code n}, so
 * that buckets spread over subtasks as evenly as key groups do. Hashed numbers would leave some key
 * groups with several buckets and some with none.
 */
final class Buckets implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int[] keys;

  /**
   * @param maxParallelism the job's max parallelism, which is the number of key groups
   */
  Buckets(int maxParallelism) {
    keys =
        keysOfGroups(maxParallelism, Integer::valueOf).stream()
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** The key of a bucket in {@code [0, maxParallelism)}. */
  int keyOf(int bucket) {
    return keys[bucket];
  }

  /**
   * For each key group the first key that falls into it.
   *
   * @param keys by number, from 0 on
   */
  static <K> List<K> keysOfGroups(int maxParallelism, IntFunction<K> keys) {
    List<K> found = new ArrayList<>(Collections.nCopies(maxParallelism, null));
    int missing = maxParallelism;
    for (int number = 0; missing > 0; number++) {
      K key = keys.apply(number);
      int group = KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
      if (found.get(group) == null) {
        found.set(group, key);
        missing--;
      }
    }
    return found;
  }
}

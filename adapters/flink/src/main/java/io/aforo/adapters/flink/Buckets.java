package io.aforo.adapters.flink;

import java.io.Serializable;
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
    keys = new int[maxParallelism];
    boolean[] isFound = new boolean[maxParallelism];
    int missing = maxParallelism;
    for (int key = 0; missing > 0; key++) {
      int group = KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
      if (!isFound[group]) {
        isFound[group] = true;
        keys[group] = key;
        missing--;
      }
    }
  }

  /** The key of a bucket in {@code [0, maxParallelism)}. */
  int keyOf(int bucket) {
    return keys[bucket];
  }
}

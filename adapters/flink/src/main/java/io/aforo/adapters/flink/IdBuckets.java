package io.aforo.adapters.flink;

import io.aforo.application.IdentifySales;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Buckets of ids: each id is in the bucket of the key group that it would fall into itself. So what
 * was once kept under the id as the key is on the subtask that keeps the bucket.
 */
final class IdBuckets implements IdentifySales.Spread {

  private static final long serialVersionUID = 1L;

  private final List<String> keys;

  /**
   * @param maxParallelism the job's max parallelism, which is the number of key groups
   */
  IdBuckets(int maxParallelism) {
    keys = Buckets.keysOfGroups(maxParallelism, Integer::toString);
  }

  /** The key of a bucket: a number, which no id is, since an id has U+0000 in it. */
  String keyOf(int bucket) {
    return keys.get(bucket);
  }

  @Override
  public int buckets() {
    return keys.size();
  }

  @Override
  public int bucketOf(int idHash) {
    return KeyGroupRangeAssignment.computeKeyGroupForKeyHash(idHash, keys.size());
  }
}

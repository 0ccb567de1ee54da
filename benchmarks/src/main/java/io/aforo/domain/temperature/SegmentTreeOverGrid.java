package io.aforo.domain.temperature;

import java.util.Arrays;

/**
 * A ring of time's buckets, as long as the log's, and a segment tree of their extremes: the
 * readings of two buckets are looked at, and a logarithmic number of sums. It has its full size
 * from the first reading on, and must be longer than the span of what is kept.
 */
final class SegmentTreeOverGrid implements WindowStructure {

  private static final int LEAVES = 4_096;
  private static final long BUCKET_MILLIS = 61;

  // Node 1 is the root, the children of n are 2n and 2n + 1.
  private final Extremes[] nodes = new Extremes[2 * LEAVES];
  private final Bucket[] buckets = new Bucket[LEAVES];
  private long firstBucket = Long.MIN_VALUE;
  private long lastBucket = Long.MIN_VALUE;

  SegmentTreeOverGrid() {
    Arrays.setAll(nodes, i -> new Extremes());
    Arrays.setAll(buckets, i -> new Bucket());
  }

  @Override
  public void add(String id, long at, long value) {
    long bucket = Math.floorDiv(at, BUCKET_MILLIS);
    if (lastBucket == Long.MIN_VALUE) {
      firstBucket = bucket;
      lastBucket = bucket;
    }
    firstBucket = Math.min(firstBucket, bucket);
    lastBucket = Math.max(lastBucket, bucket);
    int leaf = leaf(bucket);
    buckets[leaf].add(id, at, value);
    for (int node = LEAVES + leaf; node >= 1; node /= 2) {
      nodes[node].include(at, value);
    }
  }

  /** Whole buckets only: what is left of the one at the edge is never asked for. */
  @Override
  public void forgetBefore(long time) {
    long bucket = Math.floorDiv(time, BUCKET_MILLIS);
    for (; firstBucket < Math.min(bucket, lastBucket); firstBucket++) {
      int leaf = leaf(firstBucket);
      if (buckets[leaf].size == 0) {
        continue;
      }
      buckets[leaf].clear();
      nodes[LEAVES + leaf].clear();
      for (int node = (LEAVES + leaf) / 2; node >= 1; node /= 2) {
        nodes[node].clear();
        nodes[node].include(nodes[2 * node]);
        nodes[node].include(nodes[2 * node + 1]);
      }
    }
  }

  @Override
  public void include(long earliest, long latest, Extremes extremes) {
    long first = Math.max(firstBucket, Math.floorDiv(earliest, BUCKET_MILLIS));
    long last = Math.min(lastBucket, Math.floorDiv(latest, BUCKET_MILLIS));
    if (first > last || lastBucket == Long.MIN_VALUE) {
      return;
    }
    buckets[leaf(first)].include(earliest, latest, extremes);
    if (first == last) {
      return;
    }
    buckets[leaf(last)].include(earliest, latest, extremes);
    if (last - first > 1) {
      int start = leaf(first + 1);
      int end = leaf(last - 1);
      if (start <= end) {
        includeLeaves(start, end, extremes);
      } else {
        includeLeaves(start, LEAVES - 1, extremes);
        includeLeaves(0, end, extremes);
      }
    }
  }

  private void includeLeaves(int start, int end, Extremes extremes) {
    int low = LEAVES + start;
    int high = LEAVES + end + 1;
    while (low < high) {
      if ((low & 1) == 1) {
        extremes.include(nodes[low++]);
      }
      if ((high & 1) == 1) {
        extremes.include(nodes[--high]);
      }
      low /= 2;
      high /= 2;
    }
  }

  private static int leaf(long bucket) {
    return (int) Math.floorMod(bucket, (long) LEAVES);
  }

  private static final class Bucket {

    private long[] times = new long[2];
    private long[] values = new long[2];
    private String[] ids = new String[2];
    private int size;

    void add(String id, long at, long value) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
        ids = Arrays.copyOf(ids, 2 * size);
      }
      times[size] = at;
      values[size] = value;
      ids[size++] = id;
    }

    void clear() {
      Arrays.fill(ids, 0, size, null);
      size = 0;
    }

    void include(long earliest, long latest, Extremes extremes) {
      for (int i = 0; i < size; i++) {
        if (times[i] >= earliest && times[i] <= latest) {
          extremes.include(times[i], values[i]);
        }
      }
    }
  }
}

package io.aforo.domain.temperature;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A balanced tree by time in columns, each node of which knows the extremes of what is beneath it:
 * logarithmic whatever comes. Its shape is a heap of random priorities (Seidel and Aragon,
 * Randomized Search Trees, 1996).
 */
final class SummingTreap implements WindowStructure {

  private static final int NONE = 0;

  private final SplittableRandom random = new SplittableRandom(1);
  private long[] times = new long[16];
  private long[] values = new long[16];
  private String[] ids = new String[16];
  private int[] priorities = new int[16];
  private int[] lefts = new int[16];
  private int[] rights = new int[16];
  private Extremes[] summaries = new Extremes[16];
  private int root = NONE;
  // Nodes that are free are a list by their left links.
  private int free = NONE;
  private int used = 1;
  private int splitLeft;
  private int splitRight;

  @Override
  public void add(String id, long at, long value) {
    int node = newNode();
    times[node] = at;
    values[node] = value;
    ids[node] = id;
    priorities[node] = random.nextInt();
    lefts[node] = NONE;
    rights[node] = NONE;
    sum(node);
    root = insert(root, node);
  }

  @Override
  public void forgetBefore(long time) {
    while (firstAt() < time) {
      root = removeFirst(root);
    }
  }

  @Override
  public void include(long earliest, long latest, Extremes extremes) {
    int node = root;
    while (node != NONE && (times[node] < earliest || times[node] > latest)) {
      node = times[node] < earliest ? rights[node] : lefts[node];
    }
    if (node == NONE) {
      return;
    }
    extremes.include(times[node], values[node]);
    int left = lefts[node];
    while (left != NONE) {
      if (times[left] >= earliest) {
        extremes.include(times[left], values[left]);
        includeAll(rights[left], extremes);
        left = lefts[left];
      } else {
        left = rights[left];
      }
    }
    int right = rights[node];
    while (right != NONE) {
      if (times[right] <= latest) {
        extremes.include(times[right], values[right]);
        includeAll(lefts[right], extremes);
        right = rights[right];
      } else {
        right = lefts[right];
      }
    }
  }

  private void includeAll(int node, Extremes extremes) {
    if (node != NONE) {
      extremes.include(summaries[node]);
    }
  }

  private long firstAt() {
    int node = root;
    while (lefts[node] != NONE) {
      node = lefts[node];
    }
    return times[node];
  }

  private int insert(int tree, int node) {
    if (tree == NONE) {
      return node;
    }
    if (priorities[node] > priorities[tree]) {
      split(tree, times[node]);
      lefts[node] = splitLeft;
      rights[node] = splitRight;
      sum(node);
      return node;
    }
    if (times[node] < times[tree]) {
      lefts[tree] = insert(lefts[tree], node);
    } else {
      rights[tree] = insert(rights[tree], node);
    }
    summaries[tree].include(times[node], values[node]);
    return tree;
  }

  /** Parts a tree into what is up to {@code time} and what is later. */
  private void split(int tree, long time) {
    if (tree == NONE) {
      splitLeft = NONE;
      splitRight = NONE;
    } else if (times[tree] <= time) {
      split(rights[tree], time);
      rights[tree] = splitLeft;
      sum(tree);
      splitLeft = tree;
    } else {
      split(lefts[tree], time);
      lefts[tree] = splitRight;
      sum(tree);
      splitRight = tree;
    }
  }

  private int removeFirst(int tree) {
    if (lefts[tree] != NONE) {
      lefts[tree] = removeFirst(lefts[tree]);
      sum(tree);
      return tree;
    }
    int rest = rights[tree];
    ids[tree] = null;
    lefts[tree] = free;
    free = tree;
    return rest;
  }

  private void sum(int node) {
    Extremes summary = summaries[node];
    summary.clear();
    summary.include(times[node], values[node]);
    includeAll(lefts[node], summary);
    includeAll(rights[node], summary);
  }

  private int newNode() {
    if (free != NONE) {
      int node = free;
      free = lefts[node];
      return node;
    }
    if (used == times.length) {
      int length = used * 2;
      times = Arrays.copyOf(times, length);
      values = Arrays.copyOf(values, length);
      ids = Arrays.copyOf(ids, length);
      priorities = Arrays.copyOf(priorities, length);
      lefts = Arrays.copyOf(lefts, length);
      rights = Arrays.copyOf(rights, length);
      summaries = Arrays.copyOf(summaries, length);
    }
    summaries[used] = new Extremes();
    return used++;
  }
}

package io.aforo.domain.temperature;

import java.util.Arrays;

/** Parallel columns in the order of time; a look at every reading of the range. */
final class ScannedColumns implements WindowStructure {

  private long[] times = new long[8];
  private long[] values = new long[8];
  private String[] ids = new String[8];
  private int from;
  private int to;

  @Override
  public void add(String id, long at, long value) {
    makeRoom();
    int position = firstNotBefore(at + 1);
    System.arraycopy(times, position, times, position + 1, to - position);
    System.arraycopy(values, position, values, position + 1, to - position);
    System.arraycopy(ids, position, ids, position + 1, to - position);
    times[position] = at;
    values[position] = value;
    ids[position] = id;
    to++;
  }

  @Override
  public void forgetBefore(long time) {
    while (times[from] < time) {
      ids[from++] = null;
    }
  }

  @Override
  public void include(long earliest, long latest, Extremes extremes) {
    for (int i = firstNotBefore(earliest); i < to && times[i] <= latest; i++) {
      extremes.include(times[i], values[i]);
    }
  }

  private void makeRoom() {
    if (to < times.length) {
      return;
    }
    int size = to - from;
    int length = size > times.length / 2 ? times.length * 2 : times.length;
    times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), length);
    values = Arrays.copyOf(Arrays.copyOfRange(values, from, to), length);
    ids = Arrays.copyOf(Arrays.copyOfRange(ids, from, to), length);
    from = 0;
    to = size;
  }

  private int firstNotBefore(long time) {
    if (to == from || times[to - 1] < time) {
      return to;
    }
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

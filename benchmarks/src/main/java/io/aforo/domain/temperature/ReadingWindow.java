package io.aforo.domain.temperature;

/**
 * What an arriving reading asks of a structure: how far the readings of its window differ, if it is
 * the newest, and the strongest pair that it makes on either side of its time. No reading is more
 * than a window older than the newest, so two windows are kept.
 */
final class ReadingWindow {

  private final WindowStructure structure;
  private final long windowMillis;
  private final Extremes extremes = new Extremes();
  private long newestAt = Long.MIN_VALUE;

  private long difference;
  private long secondAt;
  private long firstAt;
  private long first;
  private long second;

  ReadingWindow(WindowStructure structure, long windowMillis) {
    this.structure = structure;
    this.windowMillis = windowMillis;
  }

  /** Returns by how much the two readings of the strongest pair differ; -1 if it is alone. */
  long arrive(String id, long at, long value) {
    difference = -1;
    if (at >= newestAt) {
      newestAt = at;
      extremes.clear();
      structure.includeTrailing(at, windowMillis, extremes);
      compareWithExtremes(at, value);
    } else {
      extremes.clear();
      structure.include(at - windowMillis, at, extremes);
      compareWithExtremes(at, value);
      extremes.clear();
      structure.include(at + 1, at + windowMillis, extremes);
      compareWithExtremes(at, value);
    }
    structure.add(id, at, value);
    structure.forgetBefore(newestAt - 2 * windowMillis);
    return difference;
  }

  /** The strongest pair of the last reading that came, which was not alone. */
  ReadingPair strongest() {
    return new ReadingPair(new Temperature(first), firstAt, new Temperature(second), secondAt);
  }

  private void compareWithExtremes(long at, long value) {
    if (!extremes.isEmpty()) {
      compare(extremes.coldestAt(), extremes.coldest(), at, value);
      compare(extremes.hottestAt(), extremes.hottest(), at, value);
    }
  }

  private void compare(long otherAt, long other, long at, long value) {
    boolean isFirst = otherAt < at || (otherAt == at && other <= value);
    long pairFirstAt = isFirst ? otherAt : at;
    long pairSecondAt = isFirst ? at : otherAt;
    long pairFirst = isFirst ? other : value;
    long pairSecond = isFirst ? value : other;
    int order = Long.compare(Math.abs(value - other), difference);
    order = order != 0 ? order : Long.compare(secondAt, pairSecondAt);
    order = order != 0 ? order : Long.compare(firstAt, pairFirstAt);
    order = order != 0 ? order : Long.compare(first, pairFirst);
    order = order != 0 ? order : Long.compare(second, pairSecond);
    if (order > 0) {
      difference = Math.abs(value - other);
      firstAt = pairFirstAt;
      secondAt = pairSecondAt;
      first = pairFirst;
      second = pairSecond;
    }
  }
}

package io.aforo.domain.temperature;

/** The coldest and the hottest of some readings, of equal ones the earliest. */
final class Extremes {

  private long coldest;
  private long coldestAt;
  private long hottest;
  private long hottestAt;

  Extremes() {
    clear();
  }

  void clear() {
    coldest = Long.MAX_VALUE;
    coldestAt = Long.MAX_VALUE;
    hottest = Long.MIN_VALUE;
    hottestAt = Long.MAX_VALUE;
  }

  boolean isEmpty() {
    return coldest > hottest;
  }

  /** The value of the coldest; there must be one. */
  long coldest() {
    return coldest;
  }

  long coldestAt() {
    return coldestAt;
  }

  /** The value of the hottest; there must be one. */
  long hottest() {
    return hottest;
  }

  long hottestAt() {
    return hottestAt;
  }

  /** Takes in one more, in whatever order they come. */
  void include(long at, long value) {
    includeCold(at, value);
    includeHot(at, value);
  }

  /** Takes in what others come down to. */
  void include(Extremes others) {
    includeCold(others.coldestAt, others.coldest);
    includeHot(others.hottestAt, others.hottest);
  }

  private void includeCold(long at, long value) {
    if (value < coldest || (value == coldest && at < coldestAt)) {
      coldest = value;
      coldestAt = at;
    }
  }

  private void includeHot(long at, long value) {
    if (value > hottest || (value == hottest && at < hottestAt)) {
      hottest = value;
      hottestAt = at;
    }
  }

  boolean isColdest(long at, long value) {
    return value == coldest && at == coldestAt;
  }

  boolean isHottest(long at, long value) {
    return value == hottest && at == hottestAt;
  }
}

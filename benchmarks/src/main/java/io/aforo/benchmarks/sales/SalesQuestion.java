package io.aforo.benchmarks.sales;

import io.aforo.benchmarks.Suite;
import java.time.Duration;

/**
 * What all contestants of a scenario compute: for each product and window the number of sales, the
 * quantity and the amount, exact.
 *
 * @param name the windows, the keys and where state is kept
 * @param windows the kind of windows
 * @param stream the sales
 * @param isOnRocksDb whether Flink's state is in RocksDB; on the heap if not
 */
record SalesQuestion(String name, Windows windows, SalesStream stream, boolean isOnRocksDb) {

  /** The kinds of windows. */
  enum Windows {
    TUMBLING("tumbling 1 h", Duration.ofHours(1), Duration.ofHours(1)),
    SLIDING("sliding 1 h / 5 min", Duration.ofHours(1), Duration.ofMinutes(5)),
    /** Of which the size is the gap. */
    SESSION("session 30 min", Duration.ofMinutes(30), Duration.ZERO);

    private final String label;
    private final Duration size;
    private final Duration slide;

    Windows(String label, Duration size, Duration slide) {
      this.label = label;
      this.size = size;
      this.slide = slide;
    }

    Duration size() {
      return size;
    }

    Duration slide() {
      return slide;
    }

    /** As in the tables. */
    String label() {
      return label;
    }
  }

  static SalesQuestion of(
      Windows windows, boolean isMillion, boolean isOnRocksDb, Suite.Scale scale) {
    return new SalesQuestion(
        windows.label()
            + ", "
            + (isMillion ? "1,000,000 keys" : "1,000 Zipf keys")
            + (isOnRocksDb ? ", RocksDB" : ", heap"),
        windows,
        new SalesStream(
            isMillion ? 1_000_000 : 1_000,
            isMillion ? SalesStream.Popularity.UNIFORM : SalesStream.Popularity.ZIPF,
            events(windows, isMillion, isOnRocksDb, scale == Suite.Scale.QUICK),
            span(windows, isMillion).toMillis()),
        isOnRocksDb);
  }

  /** As many as the slowest can do in half a minute or so; in full, in one or two. */
  private static int events(
      Windows windows, boolean isMillion, boolean isOnRocksDb, boolean isQuick) {
    return switch (windows) {
      case TUMBLING ->
          isOnRocksDb
              ? (isMillion ? 400_000 : 1_000_000)
              : isMillion ? (isQuick ? 1_000_000 : 2_000_000) : (isQuick ? 4_000_000 : 16_000_000);
      case SLIDING ->
          isOnRocksDb
              ? (isMillion ? 200_000 : isQuick ? 300_000 : 1_000_000)
              : isMillion ? (isQuick ? 300_000 : 500_000) : (isQuick ? 2_000_000 : 8_000_000);
      case SESSION -> isOnRocksDb ? 400_000 : 1_000_000;
    };
  }

  /**
   * Sessions': so long that the rarer products' end now and then. Others': so short that there are
   * as many sales to a row as one would have who needs millions a second.
   */
  private static Duration span(Windows windows, boolean isMillion) {
    if (windows == Windows.SESSION) {
      return Duration.ofDays(isMillion ? 1 : 14);
    }
    return isMillion ? Duration.ofMinutes(15) : Duration.ofHours(2);
  }

  /** Whether it matters less, and takes long. */
  boolean isAside() {
    return isOnRocksDb && windows != Windows.SLIDING;
  }

  /** Whether the quick run has it. */
  boolean isQuick() {
    boolean isFew = stream.popularity() == SalesStream.Popularity.ZIPF;
    return !isAside() && (isFew || !isOnRocksDb && windows != Windows.SESSION);
  }
}

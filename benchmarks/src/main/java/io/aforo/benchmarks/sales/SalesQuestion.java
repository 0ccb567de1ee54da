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
    boolean isQuick = scale == Suite.Scale.QUICK;
    SalesStream stream;
    if (windows == Windows.SESSION) {
      // Long enough that the rarer products' sessions end now and then.
      stream =
          isMillion
              ? new SalesStream(1_000_000, false, isQuick ? 1_000_000 : 3_000_000, days(1))
              : new SalesStream(1_000, true, isQuick ? 1_000_000 : 3_000_000, days(14));
    } else if (isMillion) {
      stream =
          new SalesStream(
              1_000_000,
              false,
              isOnRocksDb ? (isQuick ? 200_000 : 1_000_000) : (isQuick ? 1_000_000 : 3_000_000),
              Duration.ofMinutes(15).toMillis());
    } else {
      stream =
          new SalesStream(
              1_000,
              true,
              isOnRocksDb ? (isQuick ? 1_000_000 : 2_000_000) : (isQuick ? 4_000_000 : 8_000_000),
              Duration.ofHours(8).toMillis());
    }
    return new SalesQuestion(
        windows.label()
            + ", "
            + (isMillion ? "1,000,000 keys" : "1,000 Zipf keys")
            + (isOnRocksDb ? ", RocksDB" : ", heap"),
        windows,
        stream,
        isOnRocksDb);
  }

  private static long days(int days) {
    return Duration.ofDays(days).toMillis();
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What competes does the same: figures of wrong answers would be worth nothing. */
class WindowStructureTest {

  private static final long WINDOW = Arrivals.WINDOW_MILLIS;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scan",
        "scan+deques",
        "treemap",
        "treap",
        "treap+deques",
        "grid",
        "grid+deques",
        "blocks",
        "blocks+deques"
      })
  void findsTheStrongestPairOfEveryReading(String structure) {
    for (int seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      ReadingWindow window = new ReadingWindow(WindowStructure.of(structure), WINDOW);
      List<KeptReading> all = new ArrayList<>();
      int step = 1 + random.nextInt(3_000);
      long newest = 0;

      for (int i = 0; i < 400; i++) {
        // Whole hundreds: the same times, and times a window apart, come often.
        newest += 100L * random.nextInt(1 + step / 100);
        long at = random.nextBoolean() ? newest : newest - 100L * random.nextInt(600);
        long value = random.nextInt(12);

        long difference = window.arrive("r" + i, at, value);

        List<ReadingPair> pairs = pairs(all, at, new Temperature(value));
        assertThat(difference >= 0).isEqualTo(!pairs.isEmpty());
        if (difference >= 0) {
          assertThat(window.strongest())
              .isEqualTo(
                  pairs.stream()
                      .reduce((one, other) -> other.isStrongerThan(one) ? other : one)
                      .orElseThrow());
        }
        all.add(new KeptReading("r" + i, new Temperature(value), at));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, in-order", "60, in-order", "1, shuffled", "60, shuffled", "2000, shuffled"})
  void arrivalsAreNeverOlderThanAWindow(int readings, String order) {
    Arrivals arrivals = new Arrivals(readings, order, "noise");
    long newest = 0;
    long late = 0;

    for (int i = 0; i < 50_000; i++) {
      arrivals.next();
      newest = Math.max(newest, arrivals.at());
      late += arrivals.at() < newest ? 1 : 0;
      assertThat(newest - arrivals.at()).isLessThanOrEqualTo(WINDOW);
    }
    assertThat(newest).isGreaterThan((50_000 - readings - 1) * (WINDOW / readings));
    assertThat(late > 40_000).isEqualTo(order.equals("shuffled") && readings > 1);
  }

  private static List<ReadingPair> pairs(List<KeptReading> all, long at, Temperature value) {
    return all.stream()
        .filter(other -> Math.abs(other.readAt() - at) <= WINDOW)
        .map(other -> ReadingPair.between(other.temperature(), other.readAt(), value, at))
        .toList();
  }
}

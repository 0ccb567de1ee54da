package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailingMinimumTest {

  private record Entry(long time, long value) {}

  @Property(tries = 300)
  void isTheEarliestSmallestOfTheWindowInWhateverOrderValuesCome(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 5) Integer> values,
      @ForAll Random random) {
    TrailingMinimum minimum = new TrailingMinimum();
    List<Entry> all = new ArrayList<>();
    long clock = 0;
    long start = 0;

    for (int value : values) {
      clock += random.nextInt(3);
      long time = Math.max(start, clock - random.nextInt(5));
      minimum.add(time, value);
      all.add(new Entry(time, value));
      start = clock - 10;
      minimum.dropBefore(start);
      long windowStart = start;
      all.removeIf(entry -> entry.time() < windowStart);

      assertThat(minimum.isEmpty()).isEqualTo(all.isEmpty());
      if (!all.isEmpty()) {
        assertThat(new Entry(minimum.time(), minimum.value()))
            .isEqualTo(
                all.stream()
                    .min(Comparator.comparingLong(Entry::value).thenComparingLong(Entry::time))
                    .orElseThrow());
      }
    }
  }

  @ParameterizedTest(name = "without {0} to {1}, from {2} on: {3}")
  @CsvSource({
    "2, 3, 1, 1",
    "2, 3, 2, 4",
    "2, 2, 2, 3",
    "1, 2, 1, 3",
    "0, 0, 1, 1",
    "5, 9, 1, 1",
    "3, 9223372036854775807, 2, 2",
    "-9223372036854775808, 3, 1, 4"
  })
  void letsGoOfWhatIsBetweenTwoTimes(long earliest, long latest, long from, long timeOfMinimum) {
    TrailingMinimum minimum = new TrailingMinimum();
    minimum.add(1, 10);
    minimum.add(2, 20);
    minimum.add(3, 30);
    minimum.add(4, 40);

    minimum.dropBetween(earliest, latest);
    minimum.dropBefore(from);

    assertThat(new Entry(minimum.time(), minimum.value()))
        .isEqualTo(new Entry(timeOfMinimum, 10 * timeOfMinimum));
  }

  @Test
  void anOlderOneTakesItsPlaceAmongMany() {
    TrailingMinimum minimum = new TrailingMinimum();
    for (int time = 0; time < 1_000; time++) {
      minimum.add(10L * time, time);
    }

    minimum.add(4_995, 250);
    minimum.add(7_005, 900);

    minimum.dropBefore(2_490);
    assertThat(new Entry(minimum.time(), minimum.value())).isEqualTo(new Entry(2_490, 249));
    minimum.dropBefore(2_501);
    assertThat(new Entry(minimum.time(), minimum.value())).isEqualTo(new Entry(4_995, 250));
    minimum.dropBefore(4_996);
    assertThat(new Entry(minimum.time(), minimum.value())).isEqualTo(new Entry(5_000, 500));
    minimum.dropBefore(7_001);
    assertThat(new Entry(minimum.time(), minimum.value())).isEqualTo(new Entry(7_010, 701));
  }

  @ParameterizedTest(name = "time {0}, value {1}: the minimum is then at {2}")
  @CsvSource({"1, 10, 2", "1, 11, 1", "2, 10, 1", "2, 20, 1"})
  void letsGoOfItsOldestAndOfNoOther(long time, long value, long timeOfMinimum) {
    TrailingMinimum minimum = new TrailingMinimum();
    minimum.add(1, 10);
    minimum.add(2, 20);

    minimum.dropOldest(time, value);

    assertThat(minimum.time()).isEqualTo(timeOfMinimum);
  }

  @Test
  void hasNothingToLetGoOfWhenItIsEmpty() {
    TrailingMinimum minimum = new TrailingMinimum();
    minimum.add(1, 10);
    minimum.dropBetween(1, 1);

    minimum.dropOldest(1, 10);

    assertThat(minimum.isEmpty()).isTrue();
    minimum.add(2, 20);
    assertThat(new Entry(minimum.time(), minimum.value())).isEqualTo(new Entry(2, 20));
  }
}

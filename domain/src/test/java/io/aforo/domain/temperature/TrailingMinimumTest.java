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
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WriteBackCacheTest {

  private final Map<Integer, String> stored = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private WriteBackCache<Integer, String> cache(long budget) {
    return new WriteBackCache<>(
        new WriteBackCache.Store<>() {
          @Override
          public String read(Integer name) {
            asked.add("read " + name);
            return stored.get(name);
          }

          @Override
          public void write(Integer name, String value) {
            asked.add("write " + name);
            stored.put(name, value);
          }

          @Override
          public void remove(Integer name) {
            asked.add("remove " + name);
            stored.remove(name);
          }
        },
        String::length,
        () -> budget);
  }

  @Test
  void whatIsUsedAgainIsReadOnceAndWrittenOnce() throws Exception {
    stored.put(1, "a");
    WriteBackCache<Integer, String> cache = cache(100);

    assertThat(cache.get(1)).contains("a");
    cache.put(1, "b");
    cache.put(1, "c");
    assertThat(cache.get(1)).contains("c");
    cache.flush();
    cache.flush();

    assertThat(asked).containsExactly("read 1", "write 1");
    assertThat(stored).containsExactly(Map.entry(1, "c"));
  }

  @Test
  void whatWasRemovedIsNotWrittenAnyMore() throws Exception {
    WriteBackCache<Integer, String> cache = cache(100);

    cache.put(1, "a");
    cache.put(2, "b");
    cache.remove(1);
    cache.flush();

    assertThat(cache.get(1)).isEmpty();
    assertThat(stored).containsExactly(Map.entry(2, "b"));
  }

  @Test
  void whatNeedsRoomPutsOthersOutAndWritesThemOnlyIfTheyChanged() throws Exception {
    stored.put(1, "12345");
    WriteBackCache<Integer, String> cache = cache(10);

    cache.get(1);
    cache.put(2, "1234567890");
    assertThat(asked).containsExactly("read 1");
    cache.put(3, "1");
    assertThat(asked).containsExactly("read 1", "write 2");
    assertThat(cache.get(2)).contains("1234567890");
    assertThat(asked).containsExactly("read 1", "write 2", "read 2", "write 3");
  }

  @Test
  void aValueThatIsTooLargeByItselfIsKeptAllTheSame() throws Exception {
    WriteBackCache<Integer, String> cache = cache(3);

    cache.put(1, "12345");

    assertThat(cache.get(1)).contains("12345");
    assertThat(asked).isEmpty();
  }

  @Property
  void itAnswersAsAMapAndLeavesThatMapBehindItAtEachFlush(
      @ForAll @IntRange(min = 0, max = 12) int budget,
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 999) Integer> steps)
      throws Exception {
    stored.clear();
    WriteBackCache<Integer, String> cache = cache(budget);
    Map<Integer, String> map = new HashMap<>();
    for (int step : steps) {
      int name = step % 10;
      switch (step / 10 % 8) {
        case 0 -> {
          cache.remove(name);
          map.remove(name);
        }
        case 1 -> {
          cache.flush();
          assertThat(stored).isEqualTo(map);
        }
        case 2, 3, 4 -> assertThat(cache.get(name)).isEqualTo(Optional.ofNullable(map.get(name)));
        default -> {
          String value = "x".repeat(step % 7);
          cache.put(name, value);
          map.put(name, value);
        }
      }
    }
    cache.flush();
    assertThat(stored).isEqualTo(map);
  }
}

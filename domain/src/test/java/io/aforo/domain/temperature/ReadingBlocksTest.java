package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Readings in blocks against the same in one list. */
class ReadingBlocksTest {

  // By value alone: the smallest of a stream is the first of equal ones.
  private static final Comparator<KeptReading> COLDEST =
      Comparator.comparing(KeptReading::temperature);
  private static final Comparator<KeptReading> HOTTEST = COLDEST.reversed();

  @Property(tries = 200)
  void holdWhatAListWouldWhateverIsDone(
      @ForAll @IntRange(min = 1, max = 400) int times,
      @ForAll @IntRange(min = 1, max = 50) int values,
      @ForAll Random random) {
    ReadingBlocks blocks = new ReadingBlocks();
    List<KeptReading> list = new ArrayList<>();
    int thinning = 5 + random.nextInt(100);

    for (int i = 0; i < 700; i++) {
      KeptReading reading =
          new KeptReading(
              "r" + i, new Temperature(random.nextInt(values)), random.nextInt(times) - times / 2);
      add(blocks, reading);
      list.add(lastAfter(list, reading.readAt()), reading);

      if (random.nextInt(4) == 0) {
        assertThat(blocks.removeFirst()).isEqualTo(list.remove(0).readingId());
      }
      int earliest = random.nextInt(times) - times / 2;
      int latest = earliest + random.nextInt(times / 4 + 1);
      if (random.nextInt(thinning) == 0) {
        List<String> letGo = new ArrayList<>();
        blocks.leaveExtremes(earliest, latest, letGo::add);
        assertThat(letGo).isEqualTo(leaveExtremes(list, earliest, latest));
      }
      blocks = random.nextInt(50) == 0 ? blocks.copy() : blocks;

      assertThat(extremes(blocks, earliest, latest))
          .isEqualTo(extremes(within(list, earliest, latest)));
      assertThat(blocks.size()).isEqualTo(list.size());
      assertThat(blocks.countAfter(earliest))
          .isEqualTo((int) list.stream().filter(kept -> kept.readAt() > earliest).count());
      assertThat(blocks.nextAt(earliest))
          .isEqualTo(
              list.stream()
                  .mapToLong(KeptReading::readAt)
                  .filter(at -> at >= earliest)
                  .min()
                  .orElse(Long.MAX_VALUE));
      if (!list.isEmpty()) {
        assertThat(blocks.firstAt()).isEqualTo(list.get(0).readAt());
        assertThat(blocks.firstValue()).isEqualTo(list.get(0).temperature().ninthsOfMilliCelsius());
        assertThat(blocks.newest()).isEqualTo(list.get(list.size() - 1));
        assertThat(blocks.lastAt()).isEqualTo(blocks.newest().readAt());
      }
    }
    assertThat(readings(blocks, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(list);
    assertThat(readings(blocks, -3, 5)).isEqualTo(within(list, -3, 5));
  }

  @Property(tries = 20)
  void aCopySharesNothing(@ForAll Random random) {
    ReadingBlocks blocks = new ReadingBlocks();
    for (int i = 0; i < 200; i++) {
      add(blocks, new KeptReading("r" + i, new Temperature(i), random.nextInt(1_000)));
    }
    List<KeptReading> before = readings(blocks, Long.MIN_VALUE, Long.MAX_VALUE);
    ReadingBlocks copy = blocks.copy();

    blocks.leaveExtremes(0, 1_000, id -> {});
    blocks.add("new", 500, 0);

    assertThat(readings(copy, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(before);
  }

  private static void add(ReadingBlocks blocks, KeptReading reading) {
    blocks.add(reading.readingId(), reading.readAt(), reading.temperature().ninthsOfMilliCelsius());
  }

  private static int lastAfter(List<KeptReading> list, long at) {
    return (int) list.stream().filter(kept -> kept.readAt() <= at).count();
  }

  private static List<String> leaveExtremes(List<KeptReading> list, long earliest, long latest) {
    List<KeptReading> range = within(list, earliest, latest);
    List<KeptReading> staying =
        range.isEmpty() ? List.of() : List.of(first(range, COLDEST), first(range, HOTTEST));
    range.removeAll(staying);
    list.removeAll(range);
    return range.stream().map(KeptReading::readingId).toList();
  }

  private static KeptReading first(List<KeptReading> range, Comparator<KeptReading> order) {
    return range.stream().min(order).orElseThrow();
  }

  private static List<Long> extremes(ReadingBlocks blocks, long earliest, long latest) {
    Extremes extremes = new Extremes();
    blocks.include(earliest, latest, extremes);
    return extremes.isEmpty()
        ? List.of()
        : List.of(
            extremes.coldest(), extremes.coldestAt(), extremes.hottest(), extremes.hottestAt());
  }

  private static List<Long> extremes(List<KeptReading> range) {
    ToLongFunction<KeptReading> value = kept -> kept.temperature().ninthsOfMilliCelsius();
    return range.isEmpty()
        ? List.of()
        : Stream.of(COLDEST, HOTTEST)
            .map(order -> first(range, order))
            .flatMap(kept -> Stream.of(value.applyAsLong(kept), kept.readAt()))
            .toList();
  }

  private static List<KeptReading> within(List<KeptReading> list, long earliest, long latest) {
    return new ArrayList<>(
        list.stream()
            .filter(kept -> kept.readAt() >= earliest && kept.readAt() <= latest)
            .toList());
  }

  private static List<KeptReading> readings(ReadingBlocks blocks, long earliest, long latest) {
    List<KeptReading> readings = new ArrayList<>();
    blocks.visit(
        earliest,
        latest,
        (id, at, value) -> readings.add(new KeptReading(id, new Temperature(value), at)));
    return readings;
  }
}

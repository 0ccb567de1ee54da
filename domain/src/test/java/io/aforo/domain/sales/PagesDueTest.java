package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PagesDueTest {

  private enum Kind {
    PUT,
    WAKE,
    REMOVE,
    REMOVE_FIRST
  }

  private record Change(Kind kind, long id, long time) {}

  @Property
  void itHoldsWhatASortedMapHolds(@ForAll("changes") List<Change> changes) {
    PagesDue pages = new PagesDue();
    TreeMap<Long, Long> expected = new TreeMap<>();
    for (Change change : changes) {
      switch (change.kind) {
        case PUT -> {
          pages.put(change.id, change.time);
          expected.put(change.id, change.time);
        }
        case WAKE -> {
          pages.wake(change.id, change.time);
          expected.merge(change.id, change.time, Math::min);
        }
        case REMOVE -> {
          pages.remove(change.id);
          expected.remove(change.id);
        }
        case REMOVE_FIRST -> {
          if (!expected.isEmpty()) {
            pages.remove(expected.firstKey());
            expected.pollFirstEntry();
          }
        }
      }
      PagesDue copy = pages.copy();
      assertThat(listed(pages)).isEqualTo(List.copyOf(expected.entrySet()));
      assertThat(copy).isEqualTo(pages).hasSameHashCodeAs(pages);
      assertThat(pages).hasToString(expected.toString());
      assertThat(pages.earliest())
          .isEqualTo(
              expected.values().stream().mapToLong(time -> time).min().orElse(EventTime.MAX));
      assertThat(pages.firstAfter(change.id)).isEqualTo(expected.headMap(change.id, true).size());
      copy.put(change.id, -1);
      assertThat(copy).isNotEqualTo(pages);
    }
  }

  private static List<Map.Entry<Long, Long>> listed(PagesDue pages) {
    List<Map.Entry<Long, Long>> listed = new ArrayList<>();
    for (int index = 0; index < pages.size(); index++) {
      listed.add(Map.entry(pages.id(index), pages.dueAt(index)));
    }
    return listed;
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.oneOf(
                Arbitraries.longs().between(-8, 8), Arbitraries.of(EventTime.MIN, EventTime.MAX)),
            Arbitraries.longs().between(0, 20))
        .as(Change::new)
        .list()
        .ofMaxSize(60);
  }
}

package io.aforo.domain.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Known ids against a list of them. */
class KnownIdsTest {

  @Property(tries = 300)
  void tellsAnIdFromAllThatHaveAnotherHash(
      @ForAll @IntRange(min = 1, max = 400) int ids, @ForAll Random random) {
    KnownIds known = new KnownIds();
    List<String> list = new ArrayList<>();

    for (int i = 0; i < 600; i++) {
      String id = id(random.nextInt(ids));
      if (!list.contains(id) && random.nextInt(3) > 0) {
        known.add(id);
        list.add(id);
      } else if (!list.isEmpty()) {
        known.remove(list.remove(random.nextInt(list.size())));
      }
      known.add("");
      known.remove("");
      if (random.nextInt(50) == 0) {
        KnownIds before = known;
        known = known.copy();
        list.forEach(before::remove);
      }

      String other = id(random.nextInt(ids));
      assertThat(known.mayHold(other))
          .isEqualTo(list.stream().anyMatch(held -> held.hashCode() == other.hashCode()));
      assertThat(list).allMatch(known::mayHold);
    }
  }

  /** Some are of one hash, that of "Aa" and "BB"; others of neighbouring ones. */
  private static String id(int number) {
    return number % 3 == 0 ? "x" + number : (number % 3 == 1 ? "Aa" : "BB") + number / 3;
  }
}

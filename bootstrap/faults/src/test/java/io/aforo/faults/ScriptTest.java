package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.faults.Script.Frame;
import io.aforo.faults.Script.Pace;
import io.aforo.faults.Script.Planned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScriptTest {

  @Test
  void oneSeedGivesTheSameRecordsInTheSameOrder() {
    List<String> once = lines(script(7));

    assertThat(lines(script(7))).isEqualTo(once);
    assertThat(lines(script(8))).isNotEqualTo(once);
  }

  @Test
  void recordsAreAsManyAndAsFastAsThePaceSays() {
    Script script = new Script(1, new Pace(200, 120));
    List<Planned> records = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      for (int step = 0; step < 1_000 / Script.STEP_MILLIS; step++) {
        records.addAll(script.next());
      }
    }

    assertThat(script.now()).isEqualTo(Script.START.toEpochMilli() + 60 * 120 * 1_000L);
    // Repeats and the like come on top.
    assertThat(records.stream().filter(each -> each.topic().equals(Scenario.SALES)).count())
        .isBetween(60 * 200L, 60 * 215L);
  }

  @Test
  void goodRecordsAreNeverFurtherBehindTheirPartitionThanIsOnTime() {
    Map<String, Long> newest = new HashMap<>();
    Set<String> bodies = new HashSet<>();
    long behind = 0;
    for (Planned planned : script(3)) {
      boolean isRepeat = !bodies.add(Arrays.toString(planned.body()));
      if (planned.frame() == Frame.OWN && !isRepeat) {
        long before = newest.merge(planned.topic() + planned.lane(), planned.time(), Math::max);
        behind = Math.max(behind, before - planned.time());
      }
    }

    assertThat(behind).isBetween(1L, Script.DISORDER_MILLIS);
  }

  @Test
  void itHoldsBadRecordsOfEveryKind() {
    Map<Frame, Long> frames = new HashMap<>();
    script(5).forEach(each -> frames.merge(each.frame(), 1L, Long::sum));

    assertThat(frames).containsOnlyKeys(Frame.values());
    assertThat(frames.get(Frame.OWN))
        .isGreaterThan(20 * (script(5).size() - frames.get(Frame.OWN)));
  }

  private static List<Planned> script(long seed) {
    Script script = new Script(seed, Pace.MODERATE);
    List<Planned> records = new ArrayList<>();
    for (int step = 0; step < 1_200; step++) {
      records.addAll(script.next());
    }
    records.addAll(script.end());
    return records;
  }

  private static List<String> lines(List<Planned> records) {
    return records.stream()
        .map(
            each ->
                String.join(
                    " ",
                    each.topic(),
                    each.key(),
                    each.lane() + "",
                    each.time() + "",
                    each.frame() + "",
                    Arrays.toString(each.body())))
        .toList();
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.SimulatedJob.Sabotage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens, the tables are those of the input: thousands of random schedules of records,
 * time, checkpoints, failures and rescalings, each against plain loops.
 *
 * <p>More of them: {@code -Daforo.schedules=N}. One again: {@code -Daforo.schedules=1
 * -Daforo.seed=S}, with the seed that a failure tells.
 */
class SchedulesTest {

  private static final int SCHEDULES = Integer.getInteger("aforo.schedules", 2_000);
  private static final long FIRST_SEED = Long.getLong("aforo.seed", 1);

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void theTablesAreThoseOfTheInputWhateverHappens() {
    long start = System.nanoTime();
    ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();
    LongStream.range(FIRST_SEED, FIRST_SEED + SCHEDULES)
        .parallel()
        .filter(seed -> failures.isEmpty())
        .forEach(
            seed ->
                failureOf(Schedule.of(seed), Sabotage.NONE)
                    .ifPresent(failure -> failures.put(seed, failure)));

    if (!failures.isEmpty()) {
      throw new AssertionError(
          told(failures.firstKey(), Sabotage.NONE), failures.firstEntry().getValue());
    }
    System.out.printf(
        "%d schedules, from seed %d on, in %.1f s%n",
        SCHEDULES, FIRST_SEED, (System.nanoTime() - start) / 1e9);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultIsFoundAndShrunkToAFewSteps(Sabotage sabotage) {
    long seed =
        LongStream.range(1, 500)
            .filter(each -> failureOf(Schedule.of(each), sabotage).isPresent())
            .findFirst()
            .orElseThrow(() -> new AssertionError("not found: " + sabotage));

    Schedule shrunk = shrunk(Schedule.of(seed), sabotage);

    assertThat(failureOf(shrunk, Sabotage.NONE)).as("without the fault").isEmpty();
    assertThat(shrunk.steps()).as(shrunk.toString()).hasSizeLessThanOrEqualTo(8);
    assertThat(told(seed, sabotage)).contains("-Daforo.seed=" + seed, shrunk.toString());
  }

  @Test
  void aSeedMakesTheSameScheduleEachTime() {
    assertThat(Schedule.of(7).toString()).isEqualTo(Schedule.of(7).toString());
    assertThat(Schedule.of(7).toString()).isNotEqualTo(Schedule.of(8).toString());
  }

  @Test
  void shrinkingKeepsNothingButWhatMakesTheFault() {
    List<Integer> whole = LongStream.range(0, 100).mapToObj(n -> (int) n).toList();

    assertThat(Shrinking.shrink(whole, list -> list.contains(17) && list.contains(71)))
        .containsExactly(17, 71);
    assertThat(Shrinking.shrink(whole, list -> true)).isEmpty();
  }

  /** What a person needs to find the fault. */
  private static String told(long seed, Sabotage sabotage) {
    Schedule shrunk = shrunk(Schedule.of(seed), sabotage);
    return "seed %d; again: -Dtest=SchedulesTest -Daforo.schedules=1 -Daforo.seed=%d%n%s%s"
        .formatted(
            seed,
            seed,
            shrunk,
            failureOf(shrunk, sabotage).map(Throwable::toString).orElse("nothing"));
  }

  private static Schedule shrunk(Schedule schedule, Sabotage sabotage) {
    return schedule.with(
        Shrinking.shrink(
            schedule.steps(), steps -> failureOf(schedule.with(steps), sabotage).isPresent()));
  }

  private static Optional<Throwable> failureOf(Schedule schedule, Sabotage sabotage) {
    try {
      Simulation.run(schedule, sabotage);
      return Optional.empty();
    } catch (Exception | AssertionError failure) {
      return Optional.of(failure);
    }
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.flink.SimulatedJob.Judged;
import io.aforo.adapters.flink.SimulatedJob.Sabotage;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/**
 * A job that a schedule can happen to, and what must be true at its end by plain loops over what
 * came in.
 */
interface Simulation {

  /** After everything that any of the inputs holds, and all that is kept of it. */
  long FAR = Inputs.BASE + Duration.ofDays(400).toMillis();

  SimulatedJob.Pipeline pipeline();

  /** When the log is silent for ten minutes, time goes on. */
  Silence SILENCE = new Silence(Duration.ofMinutes(1), Duration.ofMinutes(10));

  /** Whether what is open can be closed by the clock on the wall, within 90 minutes. */
  boolean endsInSilence();

  /** When the clock on the wall has closed everything. */
  void assertNothingIsOpen(SimulatedJob job);

  /** When time has come so far that nothing is open any more. */
  void assertNothingIsKept(SimulatedJob job);

  /** At the end of time. */
  void assertTables(SimulatedJob job);

  static Simulation of(Schedule.Setup setup, List<Ingested<?>> rules) {
    return switch (setup.kind()) {
      case SALES -> new SalesSimulation(setup);
      case TEMPERATURES -> new TemperatureSimulation(setup, rules);
      case ACTIVITY -> new ActivitySimulation(setup);
    };
  }

  /** Lets a schedule happen; fails if anything comes out other than it must. */
  static void run(Schedule schedule, Sabotage sabotage) throws Exception {
    Schedule.Setup setup = schedule.setup();
    List<Ingested<?>> rules = new ArrayList<>();
    for (Schedule.Step step : schedule.steps()) {
      if (step instanceof Schedule.Step.ArriveRule arrival) {
        rules.add(arrival.record());
      }
    }
    Simulation simulation = of(setup, rules);
    try (SimulatedJob job =
        new SimulatedJob(
            simulation.pipeline(),
            rules,
            setup.partitions(),
            setup.parallelism(),
            backend(setup.isOnDisk()),
            sabotage,
            checkpoint -> {
              assertCounted(checkpoint.counters(), inputOf(setup), checkpoint.records());
              if (!rules.isEmpty()) {
                assertCounted(checkpoint.counters(), Topology.RULES, checkpoint.rules());
              }
            })) {
      for (Schedule.Step step : schedule.steps()) {
        take(step, job, setup);
      }
      if (simulation.endsInSilence()) {
        job.passInSilence(Duration.ofMinutes(90).toMillis());
        simulation.assertNothingIsOpen(job);
      }
      job.advanceTo(FAR);
      simulation.assertNothingIsKept(job);
      job.advanceTo(Long.MAX_VALUE);
      job.flush();
      job.wakeZombies();
      assertCounted(
          job.counters(), inputOf(setup), job.log().stream().mapToLong(Collection::size).sum());
      simulation.assertTables(job);
    }
  }

  private static void take(Schedule.Step step, SimulatedJob job, Schedule.Setup setup)
      throws Exception {
    if (step instanceof Schedule.Step.Arrive arrival) {
      job.append(arrival.partition(), arrival.record());
      if (setup.isInOrder()) {
        job.settle();
      }
    } else if (step instanceof Schedule.Step.Work work) {
      job.work(work.moves(), new Random(work.seed()));
    } else if (step instanceof Schedule.Step.BeginCheckpoint) {
      job.beginCheckpoint();
    } else if (step instanceof Schedule.Step.Restart restart) {
      job.restart(restart.back(), restart.parallelism(), restart.areZombies());
    } else if (step instanceof Schedule.Step.WakeZombies) {
      job.wakeZombies();
    } else if (step instanceof Schedule.Step.FallSilent silence) {
      job.fallSilent(silence.partition());
    } else if (step instanceof Schedule.Step.PassClock pass) {
      job.passClock(pass.millis());
    }
  }

  private static Supplier<StateBackend> backend(boolean isOnDisk) {
    return () -> {
      if (!isOnDisk) {
        return new HashMapStateBackend();
      }
      EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
      // Managed memory costs a harness far more time than it saves.
      backend.getMemoryConfiguration().setUseManagedMemory(false);
      return backend;
    };
  }

  static String inputOf(Schedule.Setup setup) {
    return switch (setup.kind()) {
      case SALES -> Topology.SALES;
      case TEMPERATURES -> Topology.TEMPERATURES;
      case ACTIVITY -> Topology.ACTIVITY;
    };
  }

  /** What came in is all accounted for, and is all that was read. */
  private static void assertCounted(Map<String, Long> counters, String input, long records) {
    assertThat(counters.getOrDefault(input + ".in", 0L)).as(input + ".in").isEqualTo(records);
    assertThat(
            counters.entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(input + "."))
                .filter(counter -> !counter.getKey().equals(input + ".in"))
                .mapToLong(Map.Entry::getValue)
                .sum())
        .as("accounted for, of %s: %s", input, counters)
        .isEqualTo(records);
  }

  /** The places of the dead letters, and why. */
  static Map<String, String> letters(SimulatedJob job) {
    return job.letters().values().stream()
        .collect(
            Collectors.toMap(
                letter -> letter.record().toString(),
                letter -> letter.reason().name(),
                (one, other) -> one,
                TreeMap::new));
  }

  /** The letters and counters that are certain before any event is looked at. */
  static Map<String, String> lettersOfIntake(SimulatedJob job) {
    Map<String, String> letters = new TreeMap<>();
    for (List<Ingested<?>> partition : job.log()) {
      for (Ingested<?> next : partition) {
        if (next instanceof Ingested.Rejected<?> rejected) {
          DeadLetter letter = rejected.letter();
          letters.put(letter.record().toString(), letter.reason().name());
        }
      }
    }
    return letters;
  }

  /** Accepted records, those of a partition in their order. */
  static List<Ingested.Accepted<?>> accepted(SimulatedJob job) {
    List<Ingested.Accepted<?>> accepted = new ArrayList<>();
    for (List<Ingested<?>> partition : job.log()) {
      for (Ingested<?> next : partition) {
        if (next instanceof Ingested.Accepted<?> event) {
          accepted.add(event);
        }
      }
    }
    return accepted;
  }

  /**
   * How far time has come before each record of a log with one partition, each of which has come to
   * its end before the next one is read.
   */
  static Map<String, Long> clocks(SimulatedJob job, SimulatedJob.Pipeline pipeline) {
    Map<String, Long> clocks = new HashMap<>();
    long clock = Long.MIN_VALUE;
    for (Ingested.Accepted<?> next : accepted(job)) {
      clocks.put(SimulatedJob.place(next), clock);
      clock = Math.max(clock, pipeline.timeOf(next.event()) - pipeline.outOfOrderness() - 1);
    }
    return clocks;
  }

  /** The latest time by which a record was judged in any attempt. */
  static long latest(List<Judged> judged) {
    return judged.stream().mapToLong(Judged::latest).max().orElseThrow();
  }
}

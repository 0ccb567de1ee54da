package io.aforo.adapters.flink;

import io.aforo.application.intake.Ingested;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens to a simulated job, step by step: what comes in, when it is saved, when it dies, and
 * from where and how wide it starts again. The same seed makes the same one.
 *
 * @param seed what it was made of
 * @param setup what the job is
 * @param steps what happens
 */
record Schedule(long seed, Setup setup, List<Step> steps) {

  /** Which job it is. */
  enum Kind {
    SALES,
    TEMPERATURES,
    ACTIVITY
  }

  /**
   * A job, and the order in which it does things.
   *
   * @param kind which job
   * @param choice any number, for what differs within a kind: windows, lateness, rules
   * @param isInOrder whether each record has come to its end before the next one is read, so that
   *     all that there is follows from the log, whatever fails; otherwise the subtasks are ahead of
   *     one another as the steps want it
   * @param partitions how many partitions the log has
   * @param parallelism at the beginning
   * @param isOnDisk whether state is in RocksDB
   */
  record Setup(
      Kind kind,
      int choice,
      boolean isInOrder,
      int partitions,
      int parallelism,
      boolean isOnDisk) {}

  /** One step. */
  sealed interface Step {

    /** A record comes to the end of a partition. */
    record Arrive(int partition, Ingested<?> record) implements Step {
      @Override
      public String toString() {
        return "arrive at " + partition + ": " + Inputs.told(record);
      }
    }

    /** A rule comes. */
    record ArriveRule(Ingested<?> record) implements Step {
      @Override
      public String toString() {
        return "rule: " + Inputs.told(record);
      }
    }

    /** The job does some of what it can do. */
    record Work(int moves, long seed) implements Step {
      @Override
      public String toString() {
        return "work " + moves;
      }
    }

    record BeginCheckpoint() implements Step {
      @Override
      public String toString() {
        return "begin a checkpoint";
      }
    }

    /**
     * @param back which of the completed checkpoints, from the newest, 0
     */
    record Restart(int back, int parallelism, boolean areZombies) implements Step {
      @Override
      public String toString() {
        return "die; restart from checkpoint -"
            + back
            + " at parallelism "
            + parallelism
            + (areZombies ? ", with zombies" : "");
      }
    }

    record WakeZombies() implements Step {
      @Override
      public String toString() {
        return "the zombies write";
      }
    }

    /** A partition is told to be idle. */
    record FallSilent(int partition) implements Step {
      @Override
      public String toString() {
        return "partition " + partition + " is silent";
      }
    }

    /** The writers' clock goes on. */
    record PassClock(long millis) implements Step {
      @Override
      public String toString() {
        return "pass " + millis + " ms";
      }
    }
  }

  private static final List<Integer> WIDTHS = List.of(1, 2, 4);

  /** The schedule of a seed. */
  static Schedule of(long seed) {
    // Seeds that follow one another make generators that begin alike.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int draw = random.nextInt(10);
    Kind kind = draw < 6 ? Kind.SALES : draw < 8 ? Kind.TEMPERATURES : Kind.ACTIVITY;
    boolean isInOrder = random.nextBoolean();
    Setup setup =
        new Setup(
            kind,
            random.nextInt(1 << 20),
            isInOrder,
            isInOrder ? 1 : 1 + random.nextInt(3),
            oneOf(WIDTHS, random),
            random.nextInt(400) == 0);
    Inputs inputs = Inputs.of(setup, random);
    List<Step> steps = new ArrayList<>();
    inputs.rules().forEach(rule -> steps.add(new Step.ArriveRule(rule)));
    int arrivals = 8 + random.nextInt(22);
    for (int arrival = 0; arrival < arrivals; arrival++) {
      int partition = random.nextInt(setup.partitions());
      steps.add(new Step.Arrive(partition, inputs.next(partition)));
      if (!isInOrder) {
        steps.add(new Step.Work(random.nextInt(16), random.nextLong()));
      }
      int event = random.nextInt(100);
      if (event < 14) {
        steps.add(new Step.BeginCheckpoint());
      } else if (event < 22) {
        steps.add(
            new Step.Restart(
                random.nextInt(8) == 0 ? 99 : random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2),
                oneOf(WIDTHS, random),
                random.nextBoolean()));
      } else if (event < 26) {
        steps.add(new Step.WakeZombies());
      } else if (event < 30 && !isInOrder) {
        steps.add(new Step.FallSilent(partition));
      } else if (event < 34) {
        steps.add(new Step.PassClock(1 + random.nextInt(2_000)));
      }
    }
    return new Schedule(seed, setup, steps);
  }

  private static int oneOf(List<Integer> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  Schedule with(List<Step> steps) {
    return new Schedule(seed, setup, List.copyOf(steps));
  }

  @Override
  public String toString() {
    return setup
        + " of seed "
        + seed
        + ":\n"
        + steps.stream().map(step -> "  " + step + "\n").collect(Collectors.joining());
  }
}

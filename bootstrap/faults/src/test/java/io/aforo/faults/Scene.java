package io.aforo.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;

/**
 * What a fault has to do with.
 *
 * @param random the same for the same seed
 * @param name of the fault; no other has it
 */
record Scene(Rig rig, Load load, Oracle oracle, Random random, String name) {

  private static final Duration LIMIT_OF_RIGHT_TABLES = Duration.ofSeconds(120);

  /** Sales that the load knows nothing of. */
  StraySales strays() {
    return new StraySales(rig.addresses(), name);
  }

  /** Lets time pass, with things as they are. */
  void last(Duration duration) {
    await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
  }

  /** Ends what has begun of the input, and waits until the tables are those of the oracle. */
  Verdict awaitRightTables() {
    load.finish();
    long deadline = System.nanoTime() + LIMIT_OF_RIGHT_TABLES.toNanos();
    Verdict verdict = oracle.judge();
    while (!verdict.isRight() && System.nanoTime() - deadline < 0) {
      last(Duration.ofMillis(500));
      verdict = oracle.judge();
    }
    return verdict;
  }
}

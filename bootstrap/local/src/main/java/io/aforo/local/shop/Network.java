package io.aforo.local.shop;

import java.time.Duration;
import java.util.SplittableRandom;

/** What comes between something that happens and its event: seconds, and some minutes offline. */
final class Network {

  private static final double OUT_OF_ORDER = 0.04;
  private static final double OFFLINE = 0.003;
  private static final int MINUTE = 60_000;

  private Network() {}

  /** How long an event takes to be sent, milliseconds. */
  static long delay(SplittableRandom random) {
    double kind = random.nextDouble();
    if (kind < OFFLINE) {
      return Duration.ofMinutes(2).toMillis() + random.nextInt(40 * MINUTE);
    }
    return kind < OFFLINE + OUT_OF_ORDER ? 1_000 + random.nextInt(3_000) : random.nextInt(300);
  }
}

package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only by being waited for. */
final class FakeWaiting extends Waiting {

  final List<Duration> pauses = new ArrayList<>();

  private long nanos;

  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public long read() {
    return nanos;
  }

  @Override
  void pause(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pauses.add(duration);
    pass(duration);
  }
}

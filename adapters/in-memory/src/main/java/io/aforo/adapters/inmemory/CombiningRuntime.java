package io.aforo.adapters.inmemory;

import io.aforo.application.port.in.Combiner;
import io.aforo.domain.time.EventTime;
import java.util.Objects;

/**
 * Runs a use case of two stages without Flink: a combiner, and the keys behind it.
 *
 * @param <E> the events that come in
 * @param <B> what the combiner sends on
 */
public final class CombiningRuntime<E, B> {

  private final Combiner<E, B> combiner;
  private final KeyedRuntime<?, B, ?, ?> behind;
  private long watermark = EventTime.MIN;

  /**
   * @param combiner the first stage
   * @param behind the second stage
   */
  public CombiningRuntime(Combiner<E, B> combiner, KeyedRuntime<?, B, ?, ?> behind) {
    this.combiner = Objects.requireNonNull(combiner, "combiner");
    this.behind = Objects.requireNonNull(behind, "behind");
  }

  /** Hands in one event, which may wait in the combiner. */
  public void event(E event) {
    if (combiner.add(event, watermark)) {
      flush();
    }
  }

  /** Sends on what the combiner holds. */
  public void flush() {
    combiner.drain(behind::event);
  }

  /**
   * Moves time forward, behind all events so far.
   *
   * @param watermark epoch milliseconds; one that is behind does nothing
   */
  public void watermark(long watermark) {
    flush();
    this.watermark = Math.max(this.watermark, watermark);
    behind.watermark(watermark);
  }
}

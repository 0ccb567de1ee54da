package io.aforo.application.port.in;

import java.util.function.Consumer;

/**
 * Adds events up before they are sent to their keys, where that changes nothing but their number.
 * Mutable; it belongs to one thread, and a runtime drains it before anything that it holds could be
 * lost or overtaken: before a watermark is sent on, before a snapshot, at the end.
 *
 * @param <E> the events that come in
 * @param <B> what is sent on: the events of a {@link KeyedProcess}
 */
public interface Combiner<E, B> {

  /**
   * Says that the keys have the state of an earlier run, before the first event.
   *
   * @param watermark how far time had come there, epoch milliseconds
   */
  default void resumeAt(long watermark) {}

  /**
   * Takes an event.
   *
   * @param watermark at least as late as any that the keys have seen when the event gets there,
   *     epoch milliseconds
   * @return whether it is full, and must be drained before the next event
   */
  boolean add(E event, long watermark);

  boolean isEmpty();

  /** Hands out all that it holds. */
  void drain(Consumer<B> out);
}

package io.aforo.application.port.in;

import java.util.Optional;

/**
 * A use case that follows rules which can change while it runs. Every key sees the same rules; a
 * runtime hands each change to all of its parts, and keeps the last of each key to hand them in
 * again, before any event, after a restart.
 *
 * @param <K> the key
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 * @param <C> the changes of rules
 */
public interface RuledProcess<K, E, S, R, C> extends KeyedProcess<K, E, S, R> {

  /**
   * Takes a change of the rules into account, for all events from now on.
   *
   * @return why the change is refused, if it is; the rules are as before then
   */
  Optional<String> onChange(C change);

  /** What a change is about: of two with one key, the later one replaces the earlier one. */
  String keyOfChange(C change);
}

package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import java.util.List;

/** Late events on the heap; they last as long as the object. Safe for several threads. */
public final class InMemoryLateEvents implements LateEvents {

  private final FirstRecords<LateEvent> events =
      new FirstRecords<>(
          event -> new NaturalKey(event.report(), event.sourceId(), event.eventId()));

  @Override
  public void write(List<LateEvent> batch) {
    events.write(batch);
  }

  /** All events so far, in the order of their arrival. */
  public List<LateEvent> events() {
    return events.inOrderOfArrival();
  }

  @Override
  public void close() {}

  private record NaturalKey(String report, String sourceId, String eventId) {}
}

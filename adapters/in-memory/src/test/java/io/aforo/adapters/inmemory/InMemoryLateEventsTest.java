package io.aforo.adapters.inmemory;

import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import java.util.List;
import java.util.Set;

final class InMemoryLateEventsTest implements LateEventsContract {

  private final InMemoryLateEvents events = new InMemoryLateEvents();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public LateEvents lateEvents() {
    return events;
  }

  @Override
  public List<LateEvent> stored() {
    return events.events();
  }
}

package io.aforo.adapters.inmemory;

import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import java.util.List;

final class InMemoryLateEventsTest implements LateEventsContract {

  private final InMemoryLateEvents events = new InMemoryLateEvents();

  @Override
  public LateEvents lateEvents() {
    return events;
  }

  @Override
  public List<LateEvent> stored() {
    return events.events();
  }
}

package io.aforo.adapters.inmemory;

import io.aforo.application.contract.ActivitySessionsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import java.util.List;
import java.util.Set;

final class InMemoryActivitySessionsTest implements ActivitySessionsContract {

  private final InMemoryActivitySessions sessions = new InMemoryActivitySessions();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public ActivitySessions sessions(int generation) {
    return sessions.ofGeneration(generation);
  }

  @Override
  public List<ActivitySession> stored() {
    return sessions.sessions();
  }
}

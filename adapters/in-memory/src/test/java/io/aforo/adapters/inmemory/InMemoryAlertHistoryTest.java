package io.aforo.adapters.inmemory;

import io.aforo.application.contract.AlertHistoryContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.AlertHistory;
import java.util.List;
import java.util.Set;

final class InMemoryAlertHistoryTest implements AlertHistoryContract {

  private final InMemoryAlertHistory history = new InMemoryAlertHistory();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public AlertHistory history() {
    return history;
  }

  @Override
  public List<Entry> stored() {
    return history.changes().stream().map(Entry::of).toList();
  }
}

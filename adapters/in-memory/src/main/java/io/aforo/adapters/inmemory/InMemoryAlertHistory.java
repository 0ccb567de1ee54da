package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.AlertChange;
import java.util.List;

/** The history of alerts on the heap; it lasts as long as the object. Safe for several threads. */
public final class InMemoryAlertHistory implements AlertHistory {

  private final FirstRecords<AlertChange> changes =
      new FirstRecords<>(change -> new NaturalKey(change.alert().alertId(), change.seq()));

  @Override
  public void write(List<AlertChange> batch) {
    changes.write(batch);
  }

  /** All changes so far, each with its alert as it stood then, in the order of their arrival. */
  public List<AlertChange> changes() {
    return changes.inOrderOfArrival();
  }

  @Override
  public void close() {}

  private record NaturalKey(String alertId, long seq) {}
}

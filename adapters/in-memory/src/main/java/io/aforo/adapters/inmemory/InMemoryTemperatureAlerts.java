package io.aforo.adapters.inmemory;

import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import java.util.Comparator;
import java.util.List;

/** Temperature alerts on the heap; they last as long as the object. Safe for several threads. */
public final class InMemoryTemperatureAlerts implements TemperatureAlerts {

  private final GuardedRows<String, Alert> rows;
  private final int generation;

  /** Empty, of generation 1. */
  public InMemoryTemperatureAlerts() {
    this(
        new GuardedRows<>(
            Alert::alertId,
            Comparator.comparingLong(Alert::revision)
                .thenComparingInt(alert -> alert.state().rank())),
        1);
  }

  private InMemoryTemperatureAlerts(GuardedRows<String, Alert> rows, int generation) {
    this.rows = rows;
    this.generation = generation;
  }

  /** Another writer to these same alerts, of its own generation. */
  public InMemoryTemperatureAlerts ofGeneration(int generation) {
    return new InMemoryTemperatureAlerts(rows, generation);
  }

  @Override
  public void write(List<Alert> batch) {
    rows.write(generation, batch);
  }

  /** All alerts as they stand now, in the order of their ids. */
  public List<Alert> alerts() {
    return rows.inOrderOfKeys();
  }

  @Override
  public void close() {}
}

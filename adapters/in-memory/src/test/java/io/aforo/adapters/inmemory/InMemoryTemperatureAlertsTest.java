package io.aforo.adapters.inmemory;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import java.util.List;
import java.util.Set;

final class InMemoryTemperatureAlertsTest implements TemperatureAlertsContract {

  private final InMemoryTemperatureAlerts alerts = new InMemoryTemperatureAlerts();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    return alerts.ofGeneration(generation);
  }

  @Override
  public List<Alert> stored() {
    return alerts.alerts();
  }
}

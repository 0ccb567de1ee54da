package io.aforo.application.port.out;

import io.aforo.domain.temperature.Alert;

/**
 * Keeps the newest state of each alert, by its {@code alertId}. A stored row is replaced only where
 * (generation, revision, rank of the state) does not go down and the content differs; of two rows
 * with one id in a batch, the one that is higher by this order counts.
 */
public interface TemperatureAlerts extends Store<Alert> {}

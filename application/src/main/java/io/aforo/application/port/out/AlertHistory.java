package io.aforo.application.port.out;

import io.aforo.domain.temperature.AlertChange;

/**
 * Keeps what was told of each alert, in order, by ({@code alertId}, {@code seq}); an entry that is
 * there already is left as it is. An entry is the state, the peak and the time of a change; it is
 * handed only changes that are told.
 */
public interface AlertHistory extends Store<AlertChange> {}

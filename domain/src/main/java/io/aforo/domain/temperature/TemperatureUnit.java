package io.aforo.domain.temperature;

/** What a sensor measures in. */
public enum TemperatureUnit {
  CELSIUS,
  FAHRENHEIT,
  KELVIN
}

package io.aforo.adapters.kafka;

import io.aforo.application.mapping.EventKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.schemas.TemperatureReading;
import io.aforo.schemas.TemperatureUnit;
import java.time.Instant;
import java.util.Random;
import org.openjdk.jmh.annotations.Setup;

/**
 * What it costs to make a reading of a record in Confluent's frame: numbered readings of a thousand
 * sensors, in tenths of degrees Celsius.
 */
public class ReadingDecoderBenchmark extends DecoderBenchmark<TemperatureReading, Reading> {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  public ReadingDecoderBenchmark() {
    super(TemperatureReading.class, EventKind.READINGS);
  }

  @Setup
  public void open() {
    prepare();
  }

  @Override
  TemperatureReading event(Random random, int number) {
    return TemperatureReading.newBuilder()
        .setReadingId(String.format("R-%08d", number))
        .setSensorId(String.format("sensor-%04d", random.nextInt(1_000)))
        .setValue((random.nextInt(600) - 200) / 10.0)
        .setUnit(TemperatureUnit.CELSIUS)
        .setReadAt(NOON.plusMillis(number))
        .build();
  }
}

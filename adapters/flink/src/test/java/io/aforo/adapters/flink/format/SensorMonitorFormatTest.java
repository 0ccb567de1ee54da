package io.aforo.adapters.flink.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.EventTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SensorMonitorFormatTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** A rule of a cold chain, with everything on. */
  private static final TemperatureRule FRIDGE =
      new TemperatureRule(
          RuleScope.ofSensorType("fridge"),
          -5,
          new JumpRule(
              "fridge",
              3,
              TemperatureDelta.ofCelsius(20),
              Duration.ofMinutes(1),
              Optional.of(Direction.RISING),
              TemperatureDelta.ofCelsius(15),
              Duration.ofMinutes(1)),
          new SeverityBands(TemperatureDelta.ofCelsius(20), TemperatureDelta.ofCelsius(25)),
          new Plausibility(celsius(-55), celsius(125), Set.of(celsius(85), celsius(-127))),
          Optional.of(new Excursion(celsius(8), Duration.ofMinutes(2), bands())),
          Optional.of(new Excursion(celsius(2), Duration.ofMinutes(1), bands())),
          Optional.of(Duration.ofMinutes(10)),
          Optional.of(new Flatline(new TemperatureDelta(900), Duration.ofMinutes(1))));

  private final TypeSerializer<SensorMonitor> serializer =
      Formats.SENSOR_MONITOR.createSerializer(new SerializerConfigImpl());

  @Test
  void aMonitorThatIsWrittenAndReadBetweenAnyTwoStepsTellsTheSame() throws IOException {
    Set<String> told = new TreeSet<>();
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      SensorMonitor steady = new SensorMonitor();
      List<AlertChange> ofSteady = new ArrayList<>();
      SensorMonitor stored = new SensorMonitor();
      List<AlertChange> ofStored = new ArrayList<>();
      long clock = 1_767_225_600_000L;
      long watermark = EventTime.MIN;

      for (int i = 0; i < 120; i++) {
        stored = i % 3 == 0 ? serializer.copy(stored) : read(write(stored));
        boolean isSilent = random.nextInt(20) == 0;
        if (isSilent) {
          watermark = Math.max(watermark, clock + List.of(0L, 300_000L, 600_000L, DAY).get(i % 4));
          steady.onTime(watermark, FRIDGE, ofSteady::add);
          stored.onTime(watermark, FRIDGE, ofStored::add);
        } else {
          clock += random.nextInt(seed % 3 == 0 ? 150_000 : 10_000);
          long late = random.nextInt(8) == 0 ? random.nextInt(120_000) : 0;
          Reading reading =
              new Reading(
                  random.nextBoolean() ? "r" + i : "",
                  "f-1",
                  new Temperature(9L * degrees(random, seed, i)),
                  clock - late);
          steady.onReading(reading, clock, FRIDGE, 5_000, watermark, ofSteady::add);
          stored.onReading(reading, clock, FRIDGE, 5_000, watermark, ofStored::add);
        }
        assertThat(stored.snapshot()).isEqualTo(steady.snapshot());
      }

      assertThat(ofStored).isEqualTo(ofSteady);
      ofStored.forEach(change -> told.add(change.alert().kind() + " " + change.alert().state()));
    }
    // Nothing was the same only because nothing happened.
    assertThat(told).containsExactlyInAnyOrderElementsOf(everything());
  }

  /** Of each half minute one sort: steady, too warm, too cold, or anything. */
  private static int degrees(Random random, int seed, int step) {
    return switch ((seed + step / 30) % 4) {
      case 0 -> 5_000;
      case 1 -> 8_001 + random.nextInt(5_000);
      case 2 -> 1_999 - random.nextInt(5_000);
      default -> random.nextInt(30_000);
    };
  }

  private static Set<String> everything() {
    Set<String> all = new TreeSet<>();
    for (AlertKind kind : AlertKind.values()) {
      for (AlertState state : AlertState.values()) {
        all.add(kind + " " + state);
      }
    }
    // What is itself about too few readings has no such state.
    all.remove("SILENT OPEN_NO_DATA");
    all.remove("RULE_NOT_EVALUABLE OPEN_NO_DATA");
    return all;
  }

  @Test
  void aNewMonitorIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(new SensorMonitor());

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "01"
                + "01"
                + "8000000000000000"
                + "8000000000000000"
                + "8000000000000000"
                + "00"
                + "8000000000000000"
                + "7fffffffffffffff"
                + "00"
                + "00"
                + "00"
                + "00"
                + "00"
                + "00"
                + "00"
                + "7fffffffffffffff"
                + "8000000000000000"
                + "00"
                + "01");
    assertThat(read(bytes).snapshot()).isEqualTo(new SensorMonitor().snapshot());
  }

  @Test
  void aMonitorIsWrittenInAFixedLayout() throws IOException {
    SensorMonitor monitor = new SensorMonitor();
    TemperatureRule bare =
        new TemperatureRule(
            RuleScope.everywhere(),
            0,
            new JumpRule(
                "r",
                1,
                new TemperatureDelta(4),
                Duration.ofMillis(1_000),
                Optional.empty(),
                new TemperatureDelta(1),
                Duration.ofMillis(1)),
            new SeverityBands(new TemperatureDelta(4), new TemperatureDelta(8)),
            new Plausibility(new Temperature(-9), new Temperature(9), Set.of()),
            Optional.of(new Excursion(new Temperature(0), Duration.ofMillis(9), bands())),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Flatline(new TemperatureDelta(8), Duration.ofMillis(600))));
    monitor.onReading(
        new Reading("a", "s", new Temperature(-1), 256), 256, bare, 0, 0, change -> {});
    monitor.onReading(new Reading("", "s", new Temperature(4), 257), 257, bare, 0, 0, change -> {});

    byte[] bytes = write(monitor);

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "01"
                + "0273"
                + "0000000000000101"
                + "8000000000000000"
                + "fffffffffff6d171"
                + "00"
                + "0000000000000101"
                + "00000000000494e1"
                + "04"
                + "0261018004"
                + "010802"
                + "06"
                + "054a554d50"
                + "0000000000000101"
                + "00"
                + "000000000000"
                + "01"
                + "0101"
                + "054a554d50"
                + "0844454641554c54"
                + "01"
                + "0000000000000000"
                + "0272"
                + "02"
                + "08"
                + "d00f"
                + "01"
                + "02"
                + "02"
                + "0810"
                + "111200"
                + "01001200f0a503"
                + "00"
                + "00"
                + "0110b009"
                + "054f50454e"
                + "01"
                + "0000000000000101"
                + "00"
                + "0000000000000000"
                + "0a"
                + "010000000000000100080000000000000101"
                + "39726f736520627920302e303031204320"
                + "77697468696e20302e30303120733b20"
                + "7468652072756c653a20302043207769"
                + "7468696e20312073"
                + "02"
                + "00"
                + "01"
                + "00"
                + "0000000000010100"
                + "0a"
                + "09544f4f5f5741524d"
                + "0000000000000101"
                + "00"
                + "8"
                + "00"
                + "000000000000000"
                + "09464c41544c494e45"
                + "8000000000000000"
                + "04"
                + "8"
                + "00"
                + "00"
                + "000000000000000"
                + "0100"
                + "080000000000000101080000000000000101"
                + "00"
                + "04"
                + "000000000000010001"
                + "000000000000010108"
                + "02"
                + "000000000000010107"
                + "0000000000000100"
                + "8000000000000000"
                + "04800402"
                + "01");
    assertThat(read(bytes).snapshot()).isEqualTo(monitor.snapshot());
  }

  private byte[] write(SensorMonitor monitor) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(monitor, out);
    return out.getCopyOfBuffer();
  }

  private SensorMonitor read(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    SensorMonitor monitor = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return monitor;
  }

  private static SeverityBands bands() {
    return new SeverityBands(new TemperatureDelta(0), TemperatureDelta.ofCelsius(3));
  }

  private static Temperature celsius(long degrees) {
    return new Temperature(9_000 * degrees);
  }
}

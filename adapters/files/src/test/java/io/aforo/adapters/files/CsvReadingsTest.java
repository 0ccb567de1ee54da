package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvReadingsTest {

  private static final String HEADER = "reading_id,sensor_id,value,unit,read_at\n";
  private static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"7,-18.5,CELSIUS", "7,68,FAHRENHEIT", "'',2.5e2,KELVIN", "7,+.5,CELSIUS"})
  void lineBecomesAReadingWithItsNumberAndUnit(String id, String value, TemperatureUnit unit)
      throws IOException {
    Ingested<CsvReading> read =
        read(id + ",fridge," + value + "," + unit + ",2026-01-01T10:00:00Z");

    double number = Double.parseDouble(value);
    assertThat(((Ingested.Accepted<CsvReading>) read).event())
        .isEqualTo(
            new CsvReading(
                new Reading(id, "fridge", Temperature.of(number, unit), TEN), number, unit));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7,f,warm,CELSIUS,2026-01-01T10:00:00Z | BAD_LINE | line 2, column value: expected a number such as 21.5, found 'warm'
          7,f,,CELSIUS,2026-01-01T10:00:00Z | BAD_LINE | line 2, column value: expected a number such as 21.5, found ''
          7,f,0x1p3,CELSIUS,2026-01-01T10:00:00Z | BAD_LINE | line 2, column value: expected a number such as 21.5, found '0x1p3'
          7,f,NaN,CELSIUS,2026-01-01T10:00:00Z | SENSOR_FAULT | line 2, column value: not a temperature: NaN CELSIUS
          7,f,-inf,CELSIUS,2026-01-01T10:00:00Z | SENSOR_FAULT | line 2, column value: not a temperature: -Infinity CELSIUS
          7,f,1e999,CELSIUS,2026-01-01T10:00:00Z | SENSOR_FAULT | line 2, column value: not a temperature: Infinity CELSIUS
          7,f,-300,CELSIUS,2026-01-01T10:00:00Z | SENSOR_FAULT | line 2, column value: temperature is below absolute zero: -300.000 C
          7,f,1,C,2026-01-01T10:00:00Z | BAD_LINE | line 2, column unit: expected one of [CELSIUS, FAHRENHEIT, KELVIN], found 'C'
          7,f,1,,2026-01-01T10:00:00Z | BAD_LINE | line 2, column unit: expected one of [CELSIUS, FAHRENHEIT, KELVIN], found ''
          7,,1,CELSIUS,2026-01-01T10:00:00Z | INVALID_TEXT | line 2, column sensor_id: sensor_id must not be blank
          """)
  void badValueIsADeadLetterAtItsEventTime(String line, RejectionReason reason, String detail)
      throws IOException {
    Ingested<CsvReading> read = read(line);

    var letter = ((Ingested.Rejected<CsvReading>) read).letter();
    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.detail()).isEqualTo(detail);
    assertThat(letter.record().timestamp()).isEqualTo(TEN);
  }

  @Test
  void readingOfAnotherTemperatureThanItsNumberIsRefused() {
    Reading reading = new Reading("", "f", Temperature.of(1, TemperatureUnit.CELSIUS), TEN);

    assertThatThrownBy(() -> new CsvReading(reading, 2, TemperatureUnit.CELSIUS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2.0 CELSIUS is 2.000 C, not 1.000 C");
  }

  @Test
  void salesFileIsNotAFileOfReadings() throws IOException {
    Path file = directory.resolve("readings.csv");
    Files.writeString(file, "sale_id,store_id\n");

    assertThatThrownBy(() -> CsvReadings.open(file))
        .isInstanceOf(WrongHeader.class)
        .hasMessage(
            file
                + " must begin with the header of temperature readings, in UTF-8 and in any order:"
                + " reading_id,sensor_id,value,unit,read_at; found 'sale_id,store_id'");
  }

  private Ingested<CsvReading> read(String line) throws IOException {
    Path file = directory.resolve("readings.csv");
    Files.writeString(file, HEADER + line + "\n");
    try (CsvEvents<CsvReading> events = CsvReadings.open(file)) {
      Ingested<CsvReading> only = events.next();
      assertThat(events).isExhausted();
      return only;
    }
  }
}

package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.temperature.Sensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSensorsTest {

  @TempDir Path directory;

  @Test
  void sensorsAreReadInOrderAndWhatIsUnknownIsEmpty() throws IOException {
    Path file =
        file("store_id,sensor_id,sensor_type\r\nnorte,f-2,fridge\r\n\r\n,f-1,freezer\nsur,f-3,\n");

    assertThat(CsvSensors.read(file))
        .containsExactly(
            new Sensor("f-2", "fridge", "norte"),
            new Sensor("f-1", "freezer", ""),
            new Sensor("f-3", "", "sur"));
  }

  @Test
  void everyBadLineIsToldWithItsFileAndItsNumber() throws IOException {
    Path file =
        file(
            """
            sensor_id,sensor_type,store_id
            f-1,fridge,norte
            ,fridge,norte
            f-2,fridge
            f-1,freezer,norte
            f-3,"fridge,norte
            """);

    assertThatThrownBy(() -> CsvSensors.read(file))
        .isInstanceOf(BadLines.class)
        .hasMessage(
            String.join(
                "\n",
                file + ": line 3, column sensor_id: sensor_id must not be blank",
                file + ": line 4: expected 3 fields (sensor_id,sensor_type,store_id), found 2",
                file
                    + ": line 5, column sensor_id: expected each sensor once, found 'f-1' as in"
                    + " line 2",
                file + ": line 6: a quoted field is not closed before the end of the file"));
  }

  @Test
  void aFileOfSomethingElseIsRefusedAsAWhole() throws IOException {
    Path file = file("sensor,type\nf-1,fridge\n");

    assertThatThrownBy(() -> CsvSensors.read(file))
        .isInstanceOf(WrongHeader.class)
        .hasMessageContaining("must begin with the header of sensors");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("sensors.csv"), content);
  }
}

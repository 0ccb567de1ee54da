package io.aforo.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingSpoolTest {

  private static final int MANY = 20_001;

  @TempDir private Path directory;

  @Test
  void whatWasAddedComesAgainInOrderAsOftenAsItIsAskedForAndLeavesNoFile() throws IOException {
    try (ReadingSpool spool = ReadingSpool.in(directory)) {
      for (int i = 0; i < MANY; i++) {
        spool.add(i, Long.MAX_VALUE - i, -i);
      }
      assertThat(read(spool)).isEqualTo(MANY);

      spool.add(MANY, Long.MAX_VALUE - MANY, -MANY);
      assertThat(read(spool)).isEqualTo(MANY + 1);
    }
    assertThat(directory).isEmptyDirectory();
  }

  private static int read(ReadingSpool spool) throws IOException {
    int[] count = {0};
    spool.forEach(
        (sensor, at, value) -> {
          assertThat(sensor == count[0] && at == Long.MAX_VALUE - sensor && value == -sensor)
              .isTrue();
          count[0]++;
        });
    return count[0];
  }
}

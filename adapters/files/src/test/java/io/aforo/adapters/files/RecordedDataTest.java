package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aforo.application.intake.Ingested;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recordings beside the repository, where they are. */
class RecordedDataTest {

  @Test
  void everyRecordedSaleIsAccepted() throws IOException {
    assertThat(accepted(CsvSales.open(recording("sales.csv")))).hasSize(5_217);
  }

  @Test
  void everyRecordedReadingIsAccepted() throws IOException {
    assertThat(accepted(CsvReadings.open(recording("temperatures.csv")))).hasSize(14_972);
  }

  @Test
  void everyRecordedActivityIsAccepted() throws IOException {
    assertThat(accepted(CsvActivities.open(recording("activity.csv")))).hasSize(2_000);
  }

  private static <E> List<E> accepted(CsvEvents<E> events) throws IOException {
    try (events) {
      List<E> accepted = new ArrayList<>();
      events.forEachRemaining(
          event -> {
            assertThat(event).isInstanceOf(Ingested.Accepted.class);
            accepted.add(((Ingested.Accepted<E>) event).event());
          });
      return accepted;
    }
  }

  private static Path recording(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    assumeThat(root).isNotNull();
    Path file = root.resolveSibling("shared").resolve("data").resolve(name);
    assumeThat(file).exists();
    return file;
  }
}

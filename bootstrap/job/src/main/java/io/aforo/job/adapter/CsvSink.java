package io.aforo.job.adapter;

import io.aforo.adapters.files.CsvStores;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A log of CSV files for each table. */
final class CsvSink implements SinkAdapter {

  private static final Section<Keys> KEYS =
      Section.of("csv", Keys.class, CsvStores.class, "csv-sink.schema.json");

  /**
   * @param directory on the workers
   */
  record Keys(String directory) implements Serializable {
    Keys {
      Objects.requireNonNull(directory, "directory");
    }
  }

  @Override
  public String name() {
    return KEYS.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(KEYS);
  }

  @Override
  public Stores stores(Deployment deployment) {
    CsvStores stores =
        new CsvStores(deployment.section(KEYS).orElseThrow().directory(), deployment.generation());
    return new Stores(
        stores::salesReports,
        stores::temperatureAlerts,
        stores::alertHistory,
        stores::activitySessions,
        stores::lateEvents,
        stores::deadLetters);
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    Path directory = Path.of(deployment.section(KEYS).orElseThrow().directory()).toAbsolutePath();
    Path there = directory;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && Files.isDirectory(there) && Files.isWritable(there)
        ? List.of()
        : List.of(
            Finding.unreachable(
                "csv.directory",
                directory + " cannot be made on this machine",
                there + " is no folder that can be written to"));
  }
}

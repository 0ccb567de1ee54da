package io.aforo.job.adapter;

import io.aforo.adapters.files.CsvFolder;
import io.aforo.application.intake.Ingested;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** A folder of CSV files, read once or watched. */
final class CsvSource implements SourceAdapter {

  private static final Section<Keys> KEYS =
      Section.of("csv", Keys.class, CsvFolder.class, "csv-source.schema.json");

  /** Where there are more, the rest are most likely like these. */
  private static final int FILES_LOOKED_AT = 20;

  /**
   * @param directory a path, or a URI of one of Flink's file systems
   * @param discovery how often new files are looked for; zero for never
   */
  record Keys(String directory, Duration discovery) implements Serializable {
    Keys {
      Objects.requireNonNull(directory, "directory");
      Objects.requireNonNull(discovery, "discovery");
    }
  }

  @Override
  public String name() {
    return KEYS.name();
  }

  @Override
  public Optional<Section<?>> settings() {
    return Optional.of(KEYS);
  }

  /** Files are read one after the other, so that what is late does not depend on how many read. */
  @Override
  public int mostSubtasks() {
    return 1;
  }

  @Override
  public <E> Source<Ingested<E>, ?, ?> open(Opening<E> opening) {
    Keys keys = opening.input().settings(KEYS);
    CsvFolder folder =
        opening.isBounded() || keys.discovery().isZero()
            ? CsvFolder.bounded(keys.directory())
            : CsvFolder.watched(keys.directory(), keys.discovery());
    return folder.source(opening.kind(), opening.type(), opening.bounds());
  }

  @Override
  public List<Finding> check(String key, Opening<?> opening, Duration limit) {
    CsvFolder folder = CsvFolder.bounded(opening.input().settings(KEYS).directory());
    String place = key + ".csv.directory";
    try {
      Map<String, Optional<String>> headers = folder.headers(opening.kind(), FILES_LOOKED_AT);
      if (headers.isEmpty()) {
        return List.of(
            Finding.doubtful(place, "there is no file yet whose name ends in .csv", relative()));
      }
      return headers.values().stream()
          .flatMap(Optional::stream)
          .map(fault -> Finding.wrong(place, fault))
          .toList();
    } catch (IOException failure) {
      return List.of(
          Finding.unreachable(
              place,
              folder.directory() + " cannot be read from this machine: " + failure.getMessage(),
              relative()));
    }
  }

  private static String relative() {
    return "relative paths start at " + Path.of("").toAbsolutePath();
  }
}

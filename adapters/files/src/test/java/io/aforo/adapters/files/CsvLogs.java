package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.aforo.domain.time.EventTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads logs as their documentation says. */
final class CsvLogs {

  private CsvLogs() {}

  /** Of each key the newest state, by (generation, revision, rank), then by when it was written. */
  static Collection<NamedCsvRecord> newest(
      Path folder, List<String> key, String status, List<String> ranks) {
    Comparator<NamedCsvRecord> order =
        Comparator.<NamedCsvRecord>comparingInt(row -> Integer.parseInt(row.getField("generation")))
            .thenComparingLong(row -> Long.parseLong(row.getField("revision")))
            .thenComparingInt(row -> ranks.indexOf(row.getField(status)));
    Map<List<String>, NamedCsvRecord> newest = new LinkedHashMap<>();
    for (NamedCsvRecord row : rows(folder)) {
      newest.merge(
          keyOf(row, key), row, (kept, next) -> order.compare(next, kept) >= 0 ? next : kept);
    }
    return newest.values();
  }

  /** Of each key the first record. */
  static Collection<NamedCsvRecord> first(Path folder, List<String> key) {
    Map<List<String>, NamedCsvRecord> first = new LinkedHashMap<>();
    for (NamedCsvRecord row : rows(folder)) {
      first.putIfAbsent(keyOf(row, key), row);
    }
    return first.values();
  }

  static List<NamedCsvRecord> rows(Path folder) {
    List<NamedCsvRecord> rows = new ArrayList<>();
    for (Path part : parts(folder)) {
      try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(part)) {
        csv.forEach(rows::add);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return rows;
  }

  static List<Path> parts(Path folder) {
    try (Stream<Path> parts = Files.list(folder)) {
      return parts.sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static long time(NamedCsvRecord row, String column, long absent) {
    return time(row.getField(column), absent);
  }

  static long time(String text, long absent) {
    return text.isEmpty() ? absent : Instant.parse(text).toEpochMilli();
  }

  static long start(NamedCsvRecord row, String column) {
    return time(row, column, EventTime.MIN);
  }

  static long end(NamedCsvRecord row, String column) {
    return time(row, column, EventTime.MAX);
  }

  private static List<String> keyOf(NamedCsvRecord row, List<String> key) {
    return key.stream().map(row::getField).toList();
  }
}

package io.aforo.local;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Tables in CSV, compared by some of their columns, as numbers, instants and texts. */
final class Csv {

  private static final Set<String> NUMBERS =
      Set.of(
          "sales",
          "returns",
          "units",
          "gross",
          "returned",
          "net",
          "revision",
          "actions",
          "active_seconds",
          "peak_delta",
          "first_value",
          "second_value");

  private static final Set<String> INSTANTS =
      Set.of(
          "window_start",
          "window_end",
          "opened_at",
          "closed_at",
          "first_at",
          "second_at",
          "session_start",
          "session_end",
          "last_activity");

  private Csv() {}

  static List<String> header(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      return csv.iterator().next().getHeader();
    }
  }

  /** The rows of a file that pass, each as its values in {@code columns}. */
  static List<List<Object>> rows(Path file, List<String> columns, Predicate<NamedCsvRecord> wanted)
      throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord record : csv) {
        if (wanted.test(record)) {
          rows.add(columns.stream().map(column -> value(column, record.getField(column))).toList());
        }
      }
    }
    return rows;
  }

  private static Object value(String column, String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (NUMBERS.contains(column)) {
      return new BigDecimal(text).stripTrailingZeros();
    }
    return INSTANTS.contains(column) ? Instant.parse(text) : text;
  }
}

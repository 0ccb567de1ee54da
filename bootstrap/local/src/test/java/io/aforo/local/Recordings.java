package io.aforo.local;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A recording of each input, as CSV.
 *
 * @param files by the name of the input
 */
record Recordings(Map<String, Path> files) {

  static final List<String> INPUTS = List.of("sales", "temperatures", "activity");

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "sales",
          List.of(
              "sale_id",
              "store_id",
              "product_id",
              "customer_id",
              "kind",
              "quantity",
              "amount",
              "currency",
              "sold_at"),
          "temperatures",
          List.of("reading_id", "sensor_id", "value", "unit", "read_at"),
          "activity",
          List.of("user_id", "action", "occurred_at"));

  private static final List<String> DECIMALS = List.of("quantity", "amount");
  private static final List<String> TIMES = List.of("sold_at", "read_at", "occurred_at");

  /** The files {@code sales.csv, temperatures.csv, activity.csv} of a folder. */
  static Recordings in(Path directory) {
    Map<String, Path> files = new LinkedHashMap<>();
    INPUTS.forEach(input -> files.put(input, directory.resolve(input + ".csv")));
    return new Recordings(files);
  }

  /** A scenario with a return, a jump of exactly 20 degrees, and a pause of exactly the gap. */
  static Recordings written(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("sales.csv"),
        """
        sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at
        1,norte,café,,SALE,2,3.10,EUR,2026-03-02T10:00:00Z
        2,norte,café,ana,SALE,1,1.15,EUR,2026-03-02T10:59:59.999Z
        3,sur,té,,RETURN,0.250,1.25,EUR,2026-03-02T10:59:59.999Z
        2,norte,café,ana,SALE,1,1.15,EUR,2026-03-02T10:59:59.999Z
        4,sur,té,,SALE,0.125,7.15,EUR,2026-03-02T11:00:00Z
        """);
    Files.writeString(
        directory.resolve("temperatures.csv"),
        """
        reading_id,sensor_id,value,unit,read_at
        1,nevera-1,-19.8,CELSIUS,2026-03-02T10:00:00Z
        2,nevera-1,32.36,FAHRENHEIT,2026-03-02T10:01:00Z
        1,nevera-2,0,CELSIUS,2026-03-02T10:01:00Z
        2,nevera-2,19.999,CELSIUS,2026-03-02T10:01:01Z
        """);
    Files.writeString(
        directory.resolve("activity.csv"),
        """
        user_id,action,occurred_at
        ana,entra,2026-03-02T10:00:00Z
        luis,entra,2026-03-02T10:00:00Z
        ana,paga,2026-03-02T10:30:00Z
        """);
    return in(directory);
  }

  static List<String> columns(String input) {
    return COLUMNS.get(input);
  }

  static boolean isNumber(String column) {
    return DECIMALS.contains(column) || column.equals("value");
  }

  static String sqlTypeOf(String column) {
    if (DECIMALS.contains(column)) {
      return "numeric(20, 4)";
    }
    if (column.equals("value")) {
      return "double precision";
    }
    return TIMES.contains(column) ? "timestamptz" : "text";
  }

  /** Epoch milliseconds. */
  static long time(Map<String, String> row) {
    return TIMES.stream()
        .filter(row::containsKey)
        .map(row::get)
        .map(Instant::parse)
        .findFirst()
        .orElseThrow()
        .toEpochMilli();
  }

  /** Hands out the rows of an input, in the order of its file. */
  void rows(String input, Consumer<Map<String, String>> each) throws IOException {
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(files.get(input))) {
      csv.forEach(record -> each.accept(record.getFieldsAsMap()));
    }
  }
}

package io.aforo.adapters.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Tables in CSV: a header and rows, UTF-8, LF, quoted only where it is needed. */
public final class CsvTable {

  private CsvTable() {}

  /**
   * Writes a table in the place of {@code file}, as a whole or not at all: the rows go to {@code
   * <file>.tmp} beside it, which is then moved. One writer at a time for each file.
   *
   * @param file in a directory that exists
   * @param rows hands each row, with as many values as the header, to what it is given
   * @return the number of rows
   * @throws IOException if the file cannot be written; what was there before stays
   * @throws IllegalArgumentException if a row has another number of values than the header
   */
  public static long write(Path file, List<String> header, Consumer<Consumer<List<String>>> rows)
      throws IOException {
    try (CsvExport<List<String>> export = new CsvExport<>(file, header, row -> row)) {
      rows.accept(export::write);
      export.finish();
      return export.rows();
    }
  }

  /** Writes records as they are in all files of ours. */
  static CsvWriter writer(OutputStream out) {
    return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out, StandardCharsets.UTF_8);
  }
}

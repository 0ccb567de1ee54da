package io.aforo.adapters.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;

/**
 * A table that is written row by row, and is there as a whole or not at all: the rows go to {@code
 * <file>.tmp}, which takes the place of the file when it is finished, and is gone if it is closed
 * before. One writer at a time for each file.
 *
 * @param <T> the rows
 */
public final class CsvExport<T> implements AutoCloseable {

  private final Path file;
  private final Path unfinished;
  private final List<String> header;
  private final Function<T, List<String>> row;
  private final FileChannel channel;
  private final CsvWriter csv;
  private long rows;

  /**
   * @param file in a directory that exists
   * @param row the values of a row, as many as the header has
   * @throws IOException if the file cannot be written
   */
  CsvExport(Path file, List<String> header, Function<T, List<String>> row) throws IOException {
    this.file = file;
    this.unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    this.header = header;
    this.row = row;
    this.channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.csv = CsvTable.writer(Channels.newOutputStream(channel));
    csv.writeRecord(header);
  }

  /**
   * Adds a row.
   *
   * @throws UncheckedIOException if the file cannot be written
   * @throws IllegalArgumentException if the row has another number of values than the header
   */
  public void write(T next) {
    List<String> values = row.apply(next);
    rows++;
    if (values.size() != header.size()) {
      throw new IllegalArgumentException(
          "row "
              + rows
              + " of "
              + file
              + " must have "
              + header.size()
              + " values, has "
              + values.size());
    }
    csv.writeRecord(values);
  }

  /** How many rows were added so far. */
  public long rows() {
    return rows;
  }

  /** Where the table is when it is finished. */
  public Path file() {
    return file;
  }

  /**
   * Puts the table in its place, safe on disk; no row can be added afterwards.
   *
   * @throws IOException if the file cannot be written; what was there before stays
   */
  public void finish() throws IOException {
    csv.flush();
    channel.force(true);
    csv.close();
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Lets go of what was not finished. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}

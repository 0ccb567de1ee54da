package io.aforo.adapters.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.aforo.application.port.out.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A table as a log of all that was ever written to it: a folder with one part for each writer. Only
 * ever appended to. A part is made by its writer's first batch; whoever reads later parts after
 * earlier ones, by name, reads a row's states in the order in which they were written.
 *
 * @param <T> the records
 */
final class CsvLog<T> implements Store<T> {

  private static final DateTimeFormatter PART_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path part;
  private final List<String> header;
  private final Function<T, List<String>> row;
  private FileChannel channel;
  private boolean hasHeader;

  /**
   * Makes the folder if it is not there.
   *
   * @param row the values of a record, as many as the header has
   * @throws UncheckedIOException if the folder cannot be made or written to
   */
  CsvLog(Path folder, List<String> header, Function<T, List<String>> row) {
    this.header = header;
    this.row = row;
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make the folder " + folder + ": " + failure, failure);
    }
    if (!Files.isWritable(folder)) {
      IOException failure = new IOException("no permission to write");
      throw new UncheckedIOException("cannot write to the folder " + folder, failure);
    }
    // The time sorts the parts, the rest keeps those of parallel writers apart.
    this.part =
        folder.resolve(
            "part-" + PART_TIME.format(Instant.now()) + "-" + UUID.randomUUID() + ".csv");
  }

  /**
   * @throws UncheckedIOException if the disk is full, or the file cannot be written for another
   *     reason; of the batch nothing stays then, unless that fails, too
   */
  @Override
  public void write(List<T> batch) {
    if (batch.isEmpty()) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CsvWriter csv = CsvTable.writer(bytes)) {
      if (!hasHeader) {
        csv.writeRecord(header);
      }
      for (T element : batch) {
        csv.writeRecord(row.apply(element));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      if (channel == null) {
        channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
      append(channel, ByteBuffer.wrap(bytes.toByteArray()));
      hasHeader = true;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write to " + part + ": " + failure, failure);
    }
  }

  /** Writes at the channel's position and forces it to disk, or goes back to where it was. */
  static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    long end = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException failure) {
      try {
        channel.truncate(end);
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot close " + part + ": " + failure, failure);
      }
    }
  }
}

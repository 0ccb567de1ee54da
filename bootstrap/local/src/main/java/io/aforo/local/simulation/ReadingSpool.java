package io.aforo.local.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The readings of a recording, to be read again: 20 bytes each in a file that is gone when this is
 * closed. What a picture needs of them is only known when the last one has been judged, and by then
 * they would fill the heap.
 */
final class ReadingSpool implements AutoCloseable {

  private static final int ENTRY = Integer.BYTES + 2 * Long.BYTES;
  private static final int BUFFER = ENTRY * 4_096;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long entries;

  private ReadingSpool(FileChannel file) {
    this.file = file;
  }

  /**
   * @throws IOException if there can be no file in the directory
   */
  static ReadingSpool in(Path directory) throws IOException {
    return new ReadingSpool(
        FileChannel.open(
            Files.createTempFile(directory, ".aforo-readings", ""),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  /** Takes readings, in order. */
  interface Reader {

    /**
     * @param sensor the number of the sensor
     * @param at epoch milliseconds
     * @param value ninths of a milli-degree Celsius
     */
    void read(int sensor, long at, long value);
  }

  /** Adds a reading; see {@link Reader#read}. */
  void add(int sensor, long at, long value) throws IOException {
    if (buffer.remaining() < ENTRY) {
      flush();
    }
    buffer.putInt(sensor).putLong(at).putLong(value);
    entries++;
  }

  /** Hands over all readings, in the order in which they were added. */
  void forEach(Reader reader) throws IOException {
    flush();
    ByteBuffer part = ByteBuffer.allocateDirect(BUFFER);
    long position = 0;
    long left = entries;
    while (left > 0) {
      part.clear().limit((int) Math.min(BUFFER, left * ENTRY));
      while (part.hasRemaining()) {
        int count = file.read(part, position);
        if (count < 0) {
          throw new IOException("the spool of readings is shorter than what was written to it");
        }
        position += count;
      }
      part.flip();
      for (; part.hasRemaining(); left--) {
        reader.read(part.getInt(), part.getLong(), part.getLong());
      }
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

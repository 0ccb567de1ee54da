package io.aforo.adapters.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a stream of bytes into lines, which end with LF or CR LF, and takes lines back. Holds one
 * line, of at most {@code longest} bytes, and those that were given back.
 */
final class LineReader implements Closeable {

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[1 << 16];
  private final Deque<Line> returned = new ArrayDeque<>();
  private byte[] line = new byte[512];
  private int position;
  private int limit;
  private long linesRead;

  /**
   * @param in not buffered
   * @param longest of a longer line only so many bytes are kept
   */
  LineReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Returns the next line, or null at the end. */
  Line next() throws IOException {
    return returned.isEmpty() ? read() : returned.removeFirst();
  }

  /** Gives lines back: they come again, in the same order. */
  void giveBack(List<Line> lines) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      returned.addFirst(lines.get(i));
    }
  }

  private Line read() throws IOException {
    int kept = 0;
    long bytesInFile = 0;
    boolean ended = false;
    while (!ended) {
      if (position == limit && !fill()) {
        break;
      }
      int from = position;
      while (position < limit && !ended) {
        ended = buffer[position++] == '\n';
      }
      int count = position - from;
      bytesInFile += count;
      int keep = Math.min(count, longest - kept);
      if (kept + keep > line.length) {
        line = Arrays.copyOf(line, Math.min(longest, Math.max(kept + keep, 2 * line.length)));
      }
      System.arraycopy(buffer, from, line, kept, keep);
      kept += keep;
    }
    if (bytesInFile == 0) {
      return null;
    }
    int length = kept;
    if (ended && kept == bytesInFile) {
      length--;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
    }
    return new Line(++linesRead, Arrays.copyOf(line, kept), length, bytesInFile);
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

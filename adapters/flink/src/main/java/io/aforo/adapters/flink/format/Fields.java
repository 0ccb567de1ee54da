package io.aforo.adapters.flink.format;

import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesCells;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** The parts that several formats are made of. */
final class Fields {

  private static final int STORE = 1;
  private static final int PRODUCT = 2;
  private static final int CUSTOMER = 4;

  /** The longest text whose length + 1 is one byte. */
  private static final int MOST_AT_ONCE = 0x7f - 1;

  private static final int CODE_LENGTH = 3;
  private static final int CODE_BITS = 5;
  private static final String[] CODES = new String[1 << CODE_LENGTH * CODE_BITS];

  private static final int KNOWN_BITS = 12;
  private static final Known[] KNOWN = new Known[1 << KNOWN_BITS];

  private static final byte[] NO_BYTES = {};

  private Fields() {}

  /** A text of ASCII, and its bytes. */
  private static final class Known {

    private final byte[] bytes;
    private final String text;

    private Known(byte[] bytes, String text) {
      this.bytes = bytes;
      this.text = text;
    }
  }

  /**
   * Any text, lone surrogates included; one byte a character for most. The form is that of {@link
   * StringValue}: the length + 1, then the characters, each in seven bits a byte. So a text of
   * ASCII is its bytes behind its length, and is written and read at once.
   */
  static void writeText(String text, DataOutputView out) throws IOException {
    if (text.isEmpty()) {
      out.writeByte(1);
      return;
    }
    if (text.length() <= MOST_AT_ONCE && isAscii(text)) {
      out.writeByte(text.length() + 1);
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      return;
    }
    StringValue.writeString(text, out);
  }

  static String readText(DataInputView in) throws IOException {
    return readText(in.readUnsignedByte(), in);
  }

  private static String readText(int first, DataInputView in) throws IOException {
    if (first == 0) {
      throw new IOException("there is no text where one was written");
    }
    if (first == 1) {
      return "";
    }
    if (first <= MOST_AT_ONCE + 1) {
      byte[] bytes = new byte[first - 1];
      in.readFully(bytes);
      return text(bytes, in);
    }
    int length = first & 0x7f;
    for (int shift = 7, next = first; next >= 0x80; shift += 7) {
      next = in.readUnsignedByte();
      length |= (next & 0x7f) << shift;
    }
    return readCharacters(length - 1, new byte[0], in);
  }

  private static String text(byte[] read, DataInputView in) throws IOException {
    return isAscii(read)
        ? new String(read, StandardCharsets.ISO_8859_1)
        : readCharacters(read.length, read, in);
  }

  /** Reads a text that most likely came before: the same object for the same, if not for ever. */
  static String readKnownText(DataInputView in) throws IOException {
    int first = in.readUnsignedByte();
    if (first <= 1 || first > MOST_AT_ONCE + 1) {
      return readText(first, in);
    }
    byte[] bytes = new byte[first - 1];
    in.readFully(bytes);
    int hash = 0;
    for (byte each : bytes) {
      hash = 31 * hash + each;
    }
    // As with codes: whatever a thread sees of them will do.
    int place = (hash ^ hash >>> KNOWN_BITS) & (KNOWN.length - 1);
    Known known = KNOWN[place];
    if (known != null && Arrays.equals(known.bytes, bytes)) {
      return known.text;
    }
    String text = text(bytes, in);
    if (text.length() == bytes.length && isAscii(bytes)) {
      KNOWN[place] = new Known(bytes, text);
    }
    return text;
  }

  /** Reads a text that is most likely a code of three capitals: the same object for the same. */
  static String readCode(DataInputView in) throws IOException {
    int first = in.readUnsignedByte();
    if (first != CODE_LENGTH + 1) {
      return readText(first, in);
    }
    byte[] bytes = {in.readByte(), in.readByte(), in.readByte()};
    int place = 0;
    for (byte each : bytes) {
      if (each < 'A' || each > 'Z') {
        return text(bytes, in);
      }
      place = place << CODE_BITS | (each - 'A');
    }
    // Texts can be shared between threads as they are; of two that are made at once either will do.
    String code = CODES[place];
    if (code == null) {
      code = new String(bytes, StandardCharsets.ISO_8859_1);
      CODES[place] = code;
    }
    return code;
  }

  /** Reads characters of which the first bytes were read already. */
  private static String readCharacters(int length, byte[] read, DataInputView in)
      throws IOException {
    char[] text = new char[length];
    int at = 0;
    for (int index = 0; index < length; index++) {
      int character = 0;
      int next = 0x80;
      for (int shift = 0; next >= 0x80; shift += 7) {
        next = at < read.length ? read[at++] & 0xff : in.readUnsignedByte();
        character |= (next & 0x7f) << shift;
      }
      text[index] = (char) character;
    }
    return new String(text);
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    return all >= 0;
  }

  private static boolean isAscii(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (text.charAt(index) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Small numbers, positive or negative, in few bytes: zigzag and seven bits a byte. */
  static void writeLong(long value, DataOutputView out) throws IOException {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long readLong(DataInputView in) throws IOException {
    long rest = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readUnsignedByte();
      rest |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return (rest >>> 1) ^ -(rest & 1);
      }
    }
  }

  static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    writeLong(bytes.length, out);
    out.write(bytes);
  }

  static byte[] readBytes(DataInputView in) throws IOException {
    int length = (int) readLong(in);
    if (length == 0) {
      return NO_BYTES;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static void writeRecord(SourceRecord record, DataOutputView out) throws IOException {
    writeText(record.topic(), out);
    writeRest(record, out);
  }

  static SourceRecord readRecord(DataInputView in) throws IOException {
    return readRest(readKnownText(in), in);
  }

  /** A record behind another one, mostly of the same topic; behind none, of the empty text's. */
  static void writeRecord(SourceRecord record, String topicBefore, DataOutputView out)
      throws IOException {
    boolean isOfAnother = !record.topic().equals(topicBefore);
    out.writeBoolean(isOfAnother);
    if (isOfAnother) {
      writeText(record.topic(), out);
    }
    writeRest(record, out);
  }

  static SourceRecord readRecord(String topicBefore, DataInputView in) throws IOException {
    return readRest(in.readBoolean() ? readKnownText(in) : topicBefore, in);
  }

  private static void writeRest(SourceRecord record, DataOutputView out) throws IOException {
    writeLong(record.partition(), out);
    writeLong(record.offset(), out);
    out.writeLong(record.timestamp());
    writeBytes(record.key(), out);
    writeBytes(record.value(), out);
  }

  private static SourceRecord readRest(String topic, DataInputView in) throws IOException {
    return new SourceRecord(
        topic, (int) readLong(in), readLong(in), in.readLong(), readBytes(in), readBytes(in));
  }

  /** Which of the dimensions are there, those, and the currency: most groups have one or two. */
  static void writeGroup(GroupKey group, DataOutputView out) throws IOException {
    int used =
        (group.storeId().isEmpty() ? 0 : STORE)
            | (group.productId().isEmpty() ? 0 : PRODUCT)
            | (group.customerId().isEmpty() ? 0 : CUSTOMER);
    out.writeByte(used);
    if ((used & STORE) != 0) {
      writeText(group.storeId(), out);
    }
    if ((used & PRODUCT) != 0) {
      writeText(group.productId(), out);
    }
    if ((used & CUSTOMER) != 0) {
      writeText(group.customerId(), out);
    }
    writeText(group.currency(), out);
  }

  static GroupKey readGroup(DataInputView in) throws IOException {
    int used = in.readByte();
    return new GroupKey(
        (used & STORE) == 0 ? "" : readText(in),
        (used & PRODUCT) == 0 ? "" : readText(in),
        (used & CUSTOMER) == 0 ? "" : readText(in),
        readCode(in));
  }

  /** A cell's sums; the high parts only where one of the cells has any. */
  static void writeCell(SalesCells cells, int cell, boolean hasHigh, DataOutputView out)
      throws IOException {
    for (int sum = 0; sum < SalesCells.SUMS; sum++) {
      writeLong(cells.low(cell, sum), out);
      if (hasHigh) {
        writeLong(cells.high(cell, sum), out);
      }
    }
  }

  static void readCell(SalesCells cells, int cell, boolean hasHigh, DataInputView in)
      throws IOException {
    for (int sum = 0; sum < SalesCells.SUMS; sum++) {
      long low = readLong(in);
      cells.set(cell, sum, hasHigh ? readLong(in) : 0, low);
    }
  }

  static void writeTotals(SalesTotals totals, DataOutputView out) throws IOException {
    writeLong(totals.sales(), out);
    writeLong(totals.returns(), out);
    writeSum(totals.units(), out);
    writeSum(totals.gross(), out);
    writeSum(totals.returned(), out);
  }

  static SalesTotals readTotals(DataInputView in) throws IOException {
    return new SalesTotals(readLong(in), readLong(in), readSum(in), readSum(in), readSum(in));
  }

  private static void writeSum(ExactSum sum, DataOutputView out) throws IOException {
    writeLong(sum.high(), out);
    writeLong(sum.low(), out);
  }

  private static ExactSum readSum(DataInputView in) throws IOException {
    return new ExactSum(readLong(in), readLong(in));
  }

  static void writeWindow(TimeWindow window, DataOutputView out) throws IOException {
    out.writeLong(window.start());
    out.writeLong(window.end());
  }

  static TimeWindow readWindow(DataInputView in) throws IOException {
    return new TimeWindow(in.readLong(), in.readLong());
  }

  static void writePair(ReadingPair jump, DataOutputView out) throws IOException {
    writeLong(jump.first().ninthsOfMilliCelsius(), out);
    out.writeLong(jump.firstAt());
    writeLong(jump.second().ninthsOfMilliCelsius(), out);
    out.writeLong(jump.secondAt());
  }

  static ReadingPair readPair(DataInputView in) throws IOException {
    return new ReadingPair(
        new Temperature(readLong(in)), in.readLong(), new Temperature(readLong(in)), in.readLong());
  }
}

package io.aforo.adapters.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The events of one CSV file, in the order of its lines: each record is accepted or is a dead
 * letter, and empty lines are nothing. In the {@link SourceRecord} the topic is the name of the
 * file, the partition 0, the offset the number (from 1) of the record's first line, the timestamp
 * the event time (-1, which is none, where it cannot be read), and the value the record's bytes
 * without the line's end.
 *
 * <p>A fault costs one line. Where quotes are not closed, or where lines that were joined by quotes
 * do not make a record, only the first of these lines is refused and reading goes on with the next.
 * A record is at most {@value #LONGEST_RECORD} bytes long; of a longer line the dead letter keeps
 * as many.
 *
 * <p>Reads as it goes, in constant memory. Not for use by several threads at once.
 *
 * @param <E> the events
 */
public final class CsvEvents<E> implements Iterator<Ingested<E>>, Closeable {

  /** The most bytes that a record can have; ids of the longest kind need a quarter of it. */
  static final int LONGEST_RECORD = 65_536;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private static final byte[] NO_KEY = {};

  static final long NO_TIME = -1;

  private static final CsvReaderBuilder PARSER =
      CsvReader.builder()
          .allowUnclosedQuote(false)
          .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
          .missingFieldStrategy(FieldMismatchStrategy.IGNORE);

  private final String name;
  private final CsvLayout<E> layout;
  private final LineReader lines;
  private final long size;
  private final Map<String, Integer> indexes = new HashMap<>();
  private long bytesRead;
  private Ingested<E> next;

  private CsvEvents(String name, CsvLayout<E> layout, LineReader lines, long size) {
    this.name = name;
    this.layout = layout;
    this.lines = lines;
    this.size = size;
  }

  static <E> CsvEvents<E> open(Path file, CsvLayout<E> layout) throws IOException {
    return open(
        file.getFileName().toString(),
        file.toString(),
        Files.newInputStream(file),
        Files.size(file),
        layout);
  }

  /**
   * Reads the header, and closes the stream if that fails.
   *
   * @param name the topic of the records
   * @param location the file, for messages
   * @param in not buffered
   * @param size bytes of the file
   */
  static <E> CsvEvents<E> open(
      String name, String location, InputStream in, long size, CsvLayout<E> layout)
      throws IOException {
    LineReader lines = new LineReader(in, LONGEST_RECORD);
    try {
      CsvEvents<E> events = new CsvEvents<>(name, layout, lines, size);
      events.readHeader(location);
      return events;
    } catch (IOException | RuntimeException failure) {
      try {
        lines.close();
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
  }

  /** Bytes of the file read so far, up to the end of a record. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Bytes of the file, as it was when it was opened. */
  public long size() {
    return size;
  }

  /**
   * @throws UncheckedIOException if the file cannot be read on
   */
  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = read();
      } catch (IOException failure) {
        throw new UncheckedIOException(name + ": " + failure.getMessage(), failure);
      }
    }
    return next != null;
  }

  /**
   * @throws UncheckedIOException if the file cannot be read on
   */
  @Override
  public Ingested<E> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more events in " + name);
    }
    Ingested<E> event = next;
    next = null;
    return event;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private void readHeader(String location) throws IOException {
    String expected =
        location
            + " must begin with the header of "
            + layout.what()
            + ", in UTF-8 and in any order: "
            + String.join(",", layout.columns())
            + "; ";
    Line line = lines.next();
    if (line == null) {
      throw new WrongHeader(expected + "it is empty", new byte[0]);
    }
    bytesRead = line.bytesInFile();
    int start = Arrays.mismatch(line.bytes(), BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length ? 3 : 0;
    byte[] header = Arrays.copyOfRange(line.bytes(), start, Math.max(start, line.length()));
    byte[] original = Arrays.copyOf(line.bytes(), line.length());
    String found = expected + "found " + Quoted.of(new String(header, StandardCharsets.UTF_8));
    try {
      String[] names = parse(header);
      for (int i = 0; i < names.length; i++) {
        indexes.put(names[i], i);
      }
      if (names.length != layout.columns().size()
          || !indexes.keySet().equals(Set.copyOf(layout.columns()))) {
        throw new WrongHeader(found, original);
      }
    } catch (InvalidEvent notCsv) {
      throw new WrongHeader(found + ", " + notCsv.getMessage(), original);
    }
  }

  private Ingested<E> read() throws IOException {
    Line first = lines.next();
    while (first != null && first.length() == 0) {
      bytesRead += first.bytesInFile();
      first = lines.next();
    }
    if (first == null) {
      return null;
    }
    String[] fields = plainFields(first);
    if (fields != null) {
      bytesRead += first.bytesInFile();
      return convert(
          first,
          Arrays.copyOf(first.bytes(), first.length()),
          new CsvRow(first.number(), indexes, fields));
    }
    List<Line> record = new ArrayList<>(1);
    record.add(first);
    try {
      joinQuotedLines(record);
      fields = parse(bytesOf(record));
      if (fields.length != layout.columns().size()) {
        throw badLine(
            "expected "
                + layout.columns().size()
                + " fields ("
                + String.join(",", layout.columns())
                + "), found "
                + fields.length);
      }
    } catch (InvalidEvent malformed) {
      lines.giveBack(record.subList(1, record.size()));
      bytesRead += first.bytesInFile();
      InvalidEvent fault =
          new InvalidEvent(
              malformed.reason(),
              "line " + first.number() + ": " + malformed.getMessage(),
              malformed.getCause());
      return new Ingested.Rejected<>(
          DeadLetter.of(source(first, bytesOf(List.of(first)), NO_TIME), fault));
    }
    record.forEach(line -> bytesRead += line.bytesInFile());
    return convert(first, bytesOf(record), new CsvRow(first.number(), indexes, fields));
  }

  /**
   * The fields of a line that needs no parser: ASCII without quotes, of the right number of fields;
   * null for any other line. Most lines are like this, and it takes a fraction of the time.
   */
  private String[] plainFields(Line line) {
    byte[] bytes = line.bytes();
    if (line.isCut()) {
      return null;
    }
    String[] fields = new String[layout.columns().size()];
    int field = 0;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      byte b = bytes[i];
      if (b < 0 || b == '"' || b == '\r') {
        return null;
      }
      if (b == ',') {
        if (field == fields.length - 1) {
          return null;
        }
        fields[field++] = new String(bytes, start, i - start, StandardCharsets.ISO_8859_1);
        start = i + 1;
      }
    }
    fields[field] = new String(bytes, start, line.length() - start, StandardCharsets.ISO_8859_1);
    return field == fields.length - 1 ? fields : null;
  }

  private Ingested<E> convert(Line first, byte[] bytes, CsvRow row) {
    try {
      E event = layout.event().apply(row);
      long time = layout.eventTime().applyAsLong(event);
      return new Ingested.Accepted<>(source(first, bytes, time), event);
    } catch (InvalidEvent refused) {
      return new Ingested.Rejected<>(DeadLetter.of(source(first, bytes, timeOf(row)), refused));
    }
  }

  private long timeOf(CsvRow row) {
    if (layout.timeColumn().isEmpty()) {
      return NO_TIME;
    }
    try {
      return row.instant(layout.timeColumn());
    } catch (InvalidEvent noTime) {
      return NO_TIME;
    }
  }

  /** Adds the lines that belong to the record because a quoted field holds a line's end. */
  private void joinQuotedLines(List<Line> record) throws IOException {
    Line line = record.get(0);
    long length = 0;
    QuoteState state = QuoteState.FIELD_START;
    while (true) {
      length += line.bytesInFile();
      if (length > LONGEST_RECORD) {
        throw badLine(
            "longer than "
                + LONGEST_RECORD
                + " bytes"
                + (record.size() > 1 ? "; is the closing quote missing?" : ""));
      }
      state = state.after(line.bytes(), line.length());
      if (state != QuoteState.QUOTED) {
        return;
      }
      line = lines.next();
      if (line == null) {
        throw badLine("a quoted field is not closed before the end of the file");
      }
      record.add(line);
    }
  }

  /** The bytes of a record, with the line ends within it but not the one behind it. */
  private static byte[] bytesOf(List<Line> record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Line last = record.get(record.size() - 1);
    for (Line line : record) {
      bytes.write(line.bytes(), 0, line == last ? line.length() : line.bytes().length);
    }
    return bytes.toByteArray();
  }

  private static String[] parse(byte[] record) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw badLine("not UTF-8", notUtf8);
    }
    try (CsvReader<String[]> reader = PARSER.build(StringArrayHandler.of(), text)) {
      Iterator<String[]> records = reader.iterator();
      String[] fields = records.hasNext() ? records.next() : new String[0];
      if (records.hasNext()) {
        throw badLine("a carriage return alone does not end a line; expected LF or CR LF");
      }
      return fields;
    } catch (CsvParseException malformed) {
      // The parser sees one record only, so its own line number, at the end, says nothing.
      String fault = malformed.getMessage().replace(" (record starting at line 1)", "");
      throw badLine("not CSV (RFC 4180): " + fault, malformed);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private SourceRecord source(Line first, byte[] value, long time) {
    return new SourceRecord(name, 0, first.number(), time, NO_KEY, value);
  }

  private static InvalidEvent badLine(String message) {
    return badLine(message, null);
  }

  private static InvalidEvent badLine(String message, Throwable cause) {
    return new InvalidEvent(RejectionReason.BAD_LINE, message, cause);
  }
}

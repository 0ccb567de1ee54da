package io.aforo.adapters.kafka;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoder within the bounds of one body. Where Avro believes a length and allocates,
 * this one compares it with the bytes that are left first; where Avro replaces what is not UTF-8,
 * this one refuses it.
 */
final class BoundedDecoder extends Decoder {

  private final BinaryDecoder in;

  /** How many items the whole body can still have. */
  private long itemsLeft;

  /** Decodes {@code bytes} from {@code offset} to their end. */
  BoundedDecoder(byte[] bytes, int offset) {
    in = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    itemsLeft = bytes.length - offset;
  }

  /** How many bytes have not been read. */
  int remaining() throws IOException {
    return in.inputStream().available();
  }

  /**
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if the bytes are not UTF-8; a lone
   *     surrogate is not
   */
  @Override
  public String readString() throws IOException {
    return Utf8Text.of(readBytes());
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(readBytes());
  }

  private byte[] readBytes() throws IOException {
    byte[] bytes = new byte[length()];
    in.readFixed(bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void skipString() throws IOException {
    in.skipFixed(length());
  }

  @Override
  public void skipBytes() throws IOException {
    in.skipFixed(length());
  }

  private int length() throws IOException {
    long length = in.readLong();
    int remaining = remaining();
    if (length < 0) {
      throw new AvroRuntimeException("Length is negative: " + length);
    }
    if (length > remaining) {
      throw new EOFException("Length is " + length + ", bytes left are " + remaining);
    }
    return (int) length;
  }

  /**
   * Passes a count of items of which each takes a byte or more. Items that take none, which nobody
   * sends, would make a loop of any length out of a few bytes.
   */
  private long count(long items) throws IOException {
    long most = Math.min(remaining(), itemsLeft);
    if (items < 0 || items > most) {
      throw new AvroRuntimeException("Count is " + items + ", bytes left are " + most);
    }
    itemsLeft -= items;
    return items;
  }

  @Override
  public long readArrayStart() throws IOException {
    return count(in.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return count(in.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return count(in.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return count(in.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return count(in.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return count(in.skipMap());
  }

  @Override
  public void readNull() throws IOException {
    in.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in.readDouble();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    in.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    in.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return in.readEnum();
  }

  @Override
  public int readIndex() throws IOException {
    return in.readIndex();
  }
}

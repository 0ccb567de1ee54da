package io.aforo.adapters.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of one body after another, each read from its first to its last. Takes what writers
 * write day by day; whatever else Avro would put up with, or refuse, is {@link NotPlain}.
 */
final class BodyBytes {

  /** Left to Avro to judge. Nobody ever sees one, so there is only one. */
  static final class NotPlain extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final NotPlain INSTANCE = new NotPlain();

    private NotPlain() {
      super("not plainly written", null, false, false);
    }
  }

  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  /** Of a number, as it is encoded; no length and no likely time has more. */
  private static final int MOST_BITS = 63;

  private byte[] bytes = {};
  private int at;

  /** Begins with the body of a record in its frame. */
  void begin(byte[] record) {
    bytes = record;
    at = WireFrame.HEADER_BYTES;
  }

  /**
   * @throws NotPlain if there are bytes behind the body
   */
  void end() {
    require(at == bytes.length);
  }

  /** A text that is not expected again. */
  String text() {
    int length = length();
    String text = Utf8Text.of(bytes, at, length);
    at += length;
    return text;
  }

  /** A text that is likely to come again: the same object, if it does soon. */
  String text(SharedTexts shared) {
    int length = length();
    String text = shared.text(bytes, at, length);
    at += length;
    return text;
  }

  /** Which branch of null and another type is there: whether it is the other one. */
  boolean isPresent() {
    return index(2) == 1;
  }

  /** A number of one byte, from zero to below {@code end}. */
  int index(int end) {
    require(at < bytes.length);
    int encoded = bytes[at++];
    require((encoded & 1) == 0 && encoded >= 0 && encoded < 2 * end);
    return encoded >>> 1;
  }

  long number() {
    byte[] from = bytes;
    int next = at;
    long encoded = 0;
    for (int shift = 0; shift < MOST_BITS && next < from.length; shift += 7) {
      byte part = from[next++];
      encoded |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        at = next;
        return (encoded >>> 1) ^ -(encoded & 1);
      }
    }
    throw NotPlain.INSTANCE;
  }

  double floating() {
    require(bytes.length - at >= Double.BYTES);
    double value = (double) DOUBLES.get(bytes, at);
    at += Double.BYTES;
    return value;
  }

  /** A decimal of up to eight bytes, as a count of its smallest step. */
  long unscaled() {
    int length = length();
    require(length > 0 && length <= Long.BYTES);
    // The first byte has the sign.
    long value = bytes[at];
    for (int i = 1; i < length; i++) {
      value = value << Byte.SIZE | (bytes[at + i] & 0xff);
    }
    at += length;
    return value;
  }

  /** A length that the bytes left have. */
  private int length() {
    long length = number();
    require(length >= 0 && length <= bytes.length - at);
    return (int) length;
  }

  private static void require(boolean isPlain) {
    if (!isPlain) {
      throw NotPlain.INSTANCE;
    }
  }
}

package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of bytes, where Java would replace what is not UTF-8. */
final class Utf8Text {

  /** What {@code String} puts in the place of bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8Text() {}

  static String of(byte[] utf8) {
    return of(utf8, 0, utf8.length);
  }

  /**
   * The text of {@code length} bytes from {@code offset} on.
   *
   * @throws InvalidEvent INVALID_TEXT if the bytes are not UTF-8; a lone surrogate is not
   */
  static String of(byte[] utf8, int offset, int length) {
    String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
    // The mark may have been written as such, so only what holds one is looked at closely.
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, offset, length));
      } catch (CharacterCodingException malformed) {
        throw new InvalidEvent(
            RejectionReason.INVALID_TEXT,
            "a text of " + length + " bytes is not valid UTF-8",
            malformed);
      }
    }
    return text;
  }
}

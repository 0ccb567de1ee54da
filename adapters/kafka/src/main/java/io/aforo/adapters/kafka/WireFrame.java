package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.nio.ByteBuffer;

/**
 * Confluent's wire format: a zero byte, the id of the writer's schema in four bytes, big-endian,
 * and a body.
 */
final class WireFrame {

  /** Where the body begins. */
  static final int HEADER_BYTES = 1 + Integer.BYTES;

  static final byte MAGIC = 0;

  private WireFrame() {}

  /**
   * The id of the writer's schema.
   *
   * @throws InvalidEvent BAD_FRAME if the record has no header, or nothing behind it
   */
  static int schemaId(byte[] record) {
    if (record.length <= HEADER_BYTES) {
      throw new InvalidEvent(
          RejectionReason.BAD_FRAME,
          "a record has a magic byte, a schema id of 4 bytes and a body; this one has "
              + record.length
              + " bytes in all");
    }
    if (record[0] != MAGIC) {
      throw new InvalidEvent(
          RejectionReason.BAD_FRAME,
          String.format("the first byte must be 0x00, was 0x%02X", record[0]));
    }
    return ByteBuffer.wrap(record).getInt(1);
  }
}

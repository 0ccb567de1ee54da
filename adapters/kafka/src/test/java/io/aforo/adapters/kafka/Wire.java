package io.aforo.adapters.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Records in the wire format, made without the code under test. */
final class Wire {

  /** Field by field: S-1, madrid, P-7, nobody, SALE, 1.500, 19.9900, EUR, 2026-01-01T10:05Z. */
  static final String SALE =
      "06532d31"
          + "0c6d6164726964"
          + "06502d37"
          + "00"
          + "00"
          + "0405dc"
          + "06030cdc"
          + "06455552"
          + "c0b3a490ef66";

  /** Field by field: R-1, fridge-4, -18.25, CELSIUS, 2026-01-01T10:05Z. */
  static final String READING =
      "02" + "06522d31" + "106672696467652d34" + "00000000004032c0" + "00" + "c0b3a490ef66";

  /** Field by field: u-1, click, 2026-01-01T10:05Z. */
  static final String ACTIVITY = "06752d31" + "0a636c69636b" + "c0b3a490ef66";

  private Wire() {}

  static byte[] frame(int id, String hexBody) {
    return frame(id, HexFormat.of().parseHex(hexBody));
  }

  static byte[] frame(int id, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
  }

  static byte[] body(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Our own schema with one part of its JSON replaced. */
  static Schema variant(Schema schema, String part, String replacement) {
    String json = schema.toString();
    if (!json.contains(part)) {
      throw new IllegalArgumentException(part + " is not in " + json);
    }
    return new Schema.Parser().parse(json.replace(part, replacement));
  }
}

package io.aforo.adapters.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A row's key as the key of a record: a JSON array in UTF-8, without blanks. The same row always
 * has the same bytes, so that a compacted topic keeps its newest state.
 */
final class RecordKey {

  private static final JsonFactory JSON = new JsonFactory();

  private RecordKey() {}

  /**
   * @param parts texts, longs, or null
   */
  static byte[] of(Object... parts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Object part : parts) {
        if (part == null) {
          json.writeNull();
        } else if (part instanceof Long number) {
          json.writeNumber(number);
        } else {
          json.writeString((String) part);
        }
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

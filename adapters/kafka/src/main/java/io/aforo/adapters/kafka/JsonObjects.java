package io.aforo.adapters.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of one JSON object each, in UTF-8. A number keeps the digits that it was written with.
 *
 * <p>An object behind the header of Confluent's wire format, as their JSON Schema serializer writes
 * it, is read, too: no JSON begins with a zero byte. The schema is not asked for.
 *
 * <p>Refused are, as BAD_FRAME, an empty record and a header without a body; as INVALID_TEXT, an
 * object that is not UTF-8; as BAD_JSON, whatever else is not one object and nothing behind it, a
 * name that comes twice in an object, and objects deeper than {@value #MAX_DEPTH} levels or with
 * numbers of more than {@value #MAX_NUMBER_LENGTH} characters.
 */
final class JsonObjects {

  private static final int MAX_DEPTH = 100;

  private static final int MAX_NUMBER_LENGTH = 1_000;

  /** Messages quote the record. */
  private static final int MAX_MESSAGE_LENGTH = 300;

  private static final String EXPECTED = "a record holds one JSON object and nothing else: ";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names that one record makes up are not kept for the next.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /**
   * Reads the fields of an object, up to its end.
   *
   * @param <T> what is made of them
   */
  @FunctionalInterface
  interface Fields<T> {
    T read(JsonParser parser) throws IOException;
  }

  private JsonObjects() {}

  /**
   * Reads a record.
   *
   * @param fields called with the parser at the object's start
   * @throws InvalidEvent if the bytes are not one object
   */
  static <T> T read(byte[] record, Fields<T> fields) {
    String text = text(record);
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      T read = fields.read(parser);
      if (parser.nextToken() != null) {
        throw badJson("something follows it" + place(parser.currentTokenLocation()));
      }
      return read;
    } catch (InvalidEvent bad) {
      throw bad;
    } catch (IOException | RuntimeException broken) {
      // Jackson reports broken text in more ways than one.
      throw new InvalidEvent(RejectionReason.BAD_JSON, EXPECTED + message(broken), broken);
    }
  }

  /**
   * Reads a record whole: objects as maps in the order of their fields, and arrays as lists.
   *
   * @throws InvalidEvent if the bytes are not one object
   */
  static Map<String, Object> tree(byte[] record) {
    return read(record, JsonObjects::fields);
  }

  private static Map<String, Object> fields(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      fields.put(name, whole(parser, parser.nextToken()));
    }
    return fields;
  }

  private static Object whole(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      return fields(parser);
    }
    if (token != JsonToken.START_ARRAY) {
      return value(parser, token);
    }
    List<Object> entries = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      entries.add(whole(parser, next));
    }
    return entries;
  }

  private static String text(byte[] value) {
    if (value.length == 0) {
      throw new InvalidEvent(
          RejectionReason.BAD_FRAME, "a record holds one JSON object; this one is empty");
    }
    int start = 0;
    if (value[0] == WireFrame.MAGIC) {
      WireFrame.schemaId(value);
      start = WireFrame.HEADER_BYTES;
    }
    requireObject(value, start);
    return Utf8Text.of(value, start, value.length - start);
  }

  /** Tells what is not JSON at all from JSON in a wrong encoding. */
  private static void requireObject(byte[] value, int start) {
    int first = start;
    while (first < value.length && isBlank(value[first])) {
      first++;
    }
    if (first == value.length) {
      throw badJson("it is blank");
    }
    if (value[first] != '{') {
      throw badJson(String.format("its first byte is 0x%02X, not {", value[first]));
    }
  }

  private static boolean isBlank(byte one) {
    return one == ' ' || one == '\t' || one == '\n' || one == '\r';
  }

  /** A value that is no group: an object and an array are empty ones. */
  static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getDecimalValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_OBJECT -> Map.of();
      case START_ARRAY -> List.of();
      default -> throw new IllegalStateException("no value: " + token);
    };
  }

  /** A number as it was written; where its exponent is beyond any, the text of it. */
  private static Object decimal(JsonParser parser) throws IOException {
    try {
      return parser.getDecimalValue();
    } catch (NumberFormatException beyond) {
      return parser.getText();
    }
  }

  private static InvalidEvent badJson(String fault) {
    return new InvalidEvent(RejectionReason.BAD_JSON, EXPECTED + fault);
  }

  /** Jackson's own message, without the excerpt of the record that it adds. */
  private static String message(Exception broken) {
    return broken instanceof JsonProcessingException wrong
        ? shortened(wrong.getOriginalMessage()) + place(wrong.getLocation())
        : shortened(broken.toString());
  }

  /** Of a limit that was passed Jackson may not say where. */
  private static String place(JsonLocation location) {
    return location == null ? "" : ", at character " + location.getCharOffset();
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE_LENGTH
        ? message
        : message.substring(0, MAX_MESSAGE_LENGTH) + "...";
  }
}

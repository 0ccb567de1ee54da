package io.aforo.adapters.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldValues;
import io.aforo.domain.intake.InvalidEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes records of one JSON object each, see {@link JsonObjects}, by a mapping. Of the object
 * only what the mapping names is kept; a field that is null is as one that is missing. Not for use
 * by several threads at once.
 *
 * @param <E> the kind of event
 */
final class JsonDecoder<E> implements EventDecoder<E> {

  private final EventMapping<E> mapping;
  private final Node root = new Node();

  JsonDecoder(EventMapping<E> mapping) {
    this.mapping = mapping;
    List<FieldPath> fields = mapping.fields();
    for (int i = 0; i < fields.size(); i++) {
      Node node = root;
      for (String name : fields.get(i).names()) {
        node = node.inner.computeIfAbsent(name, unseen -> new Node());
      }
      node.field = i;
    }
  }

  /**
   * @throws InvalidEvent if the bytes are not an event that Aforo counts
   */
  @Override
  public E decode(byte[] value) {
    return mapping.map(JsonObjects.read(value, this::fields));
  }

  private FieldValues fields(JsonParser parser) throws IOException {
    Values values = new Values(new Object[mapping.fields().size()], new ArrayList<>());
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      values.names.add(name);
      readField(parser, root.inner.get(name), values);
    }
    return values;
  }

  /** Reads the value of a field, which may hold fields in turn; passes over it if nobody asks. */
  private static void readField(JsonParser parser, Node node, Values values) throws IOException {
    JsonToken token = parser.nextToken();
    if (node == null) {
      parser.skipChildren();
      return;
    }
    if (node.field >= 0) {
      values.found[node.field] = JsonObjects.value(parser, token);
    }
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      readField(parser, node.inner.get(parser.currentName()), values);
    }
  }

  /** A name on the way to fields of the mapping. */
  private static final class Node {
    private final Map<String, Node> inner = new HashMap<>();
    private int field = -1;
  }

  // Made anew for each record, and seen by nobody else.
  @SuppressWarnings("ArrayRecordComponent")
  private record Values(Object[] found, List<String> names) implements FieldValues {

    @Override
    public Optional<Object> at(int field) {
      return Optional.ofNullable(found[field]);
    }
  }
}

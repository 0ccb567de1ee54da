package io.aforo.application.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A record without a format: values by the texts of their paths. */
record Fields(EventMapping<?> mapping, Map<String, Object> values) implements FieldValues {

  /** A record of pairs: a path, a value. */
  static Map<String, Object> of(Object... pairs) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put((String) pairs[i], pairs[i + 1]);
    }
    return values;
  }

  @Override
  public Optional<Object> at(int field) {
    return Optional.ofNullable(values.get(mapping.fields().get(field).toString()));
  }

  @Override
  public List<String> names() {
    return values.keySet().stream()
        .map(path -> FieldPath.parse(path).names().get(0))
        .distinct()
        .toList();
  }
}

package io.aforo.adapters.kafka;

import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.RecordShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** The records of an Avro schema. */
record AvroShape(Schema schema) implements RecordShape {

  @Override
  public Optional<ValueType> typeAt(FieldPath path) {
    return AvroValue.at(schema, path.names()).map(AvroValue::type);
  }

  @Override
  public List<FieldPath> paths() {
    Set<FieldPath> paths = new LinkedHashSet<>();
    collect(schema, List.of(), new HashSet<>(), paths);
    return List.copyOf(paths);
  }

  /**
   * @param around the records that this one lies in: one that holds itself is told once
   */
  private static void collect(
      Schema schema, List<String> path, Set<String> around, Set<FieldPath> paths) {
    switch (schema.getType()) {
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, path, around, paths));
      case RECORD -> {
        if (around.add(schema.getFullName())) {
          for (Schema.Field field : schema.getFields()) {
            List<String> inner = new ArrayList<>(path);
            inner.add(field.name());
            collect(field.schema(), inner, around, paths);
          }
          around.remove(schema.getFullName());
        }
      }
      case NULL, ARRAY, MAP -> {}
      default -> {
        if (!path.isEmpty()) {
          paths.add(new FieldPath(path));
        }
      }
    }
  }
}

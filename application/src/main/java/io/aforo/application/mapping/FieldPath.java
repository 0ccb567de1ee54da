package io.aforo.application.mapping;

import java.io.Serializable;
import java.util.List;

/**
 * Where a value lies in a record: the names on the way to it, from the outside in.
 *
 * @param names at least one, none empty
 */
public record FieldPath(List<String> names) implements Serializable {

  /**
   * @throws IllegalArgumentException if there is no name, or an empty one
   */
  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "must be names joined by dots, such as buyer.last_name; was '"
              + String.join(".", names)
              + "'");
    }
  }

  /**
   * Reads {@code buyer.last_name}. A name that holds a dot cannot be written so.
   *
   * @throws IllegalArgumentException if a name is empty
   */
  public static FieldPath parse(String text) {
    return new FieldPath(List.of(text.split("\\.", -1)));
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}

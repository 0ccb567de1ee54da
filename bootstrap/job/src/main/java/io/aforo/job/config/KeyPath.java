package io.aforo.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a value is in a configuration.
 *
 * @param segments names of keys, and indices of lists as decimals, from the root
 */
record KeyPath(List<String> segments) {

  static final KeyPath ROOT = new KeyPath(List.of());

  KeyPath {
    segments = List.copyOf(segments);
  }

  static KeyPath of(String... segments) {
    return new KeyPath(List.of(segments));
  }

  KeyPath child(String segment) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(segment);
    return new KeyPath(longer);
  }

  KeyPath child(int index) {
    return child(Integer.toString(index));
  }

  /** The path one step up; the root's is the root. */
  KeyPath parent() {
    return isRoot() ? this : new KeyPath(segments.subList(0, segments.size() - 1));
  }

  /** The name of the last step; there is none at the root. */
  String last() {
    return segments.get(segments.size() - 1);
  }

  boolean isRoot() {
    return segments.isEmpty();
  }

  /** Whether this is {@code ancestor} or below it. */
  boolean isWithin(KeyPath ancestor) {
    return segments.size() >= ancestor.segments.size()
        && segments.subList(0, ancestor.segments.size()).equals(ancestor.segments);
  }

  /** The value here; a missing node where there is none. */
  JsonNode in(JsonNode tree) {
    JsonNode node = tree;
    for (String segment : segments) {
      node = step(node, segment);
    }
    return node;
  }

  static JsonNode step(JsonNode node, String segment) {
    return node.isArray() && isIndex(segment)
        ? node.path(Integer.parseInt(segment))
        : node.path(segment);
  }

  /** Whether the segment can name an entry of a list. */
  static boolean isIndex(String segment) {
    return segment.matches("[0-9]{1,6}");
  }

  /** As people write it: {@code reports[0].window}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String segment : segments) {
      if (isIndex(segment)) {
        text.append('[').append(segment).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(segment);
      }
    }
    return text.toString();
  }
}

package io.aforo.adapters.kafka;

import java.util.List;
import java.util.Optional;

/**
 * What the bytes of a value say, that begins as Confluent's wire format does.
 *
 * @param schemaId the id of the writer's schema
 * @param schema the schema's full name; empty if it could not be had
 * @param problem why the schema could not be had; empty if it could
 * @param fields what could be read with it, in the order of the bytes
 * @param broken where and why reading ended before the schema did; empty if it did not
 * @param trailing how many bytes are left behind what was read; 0 where reading broke
 */
public record FrameReport(
    int schemaId,
    Optional<String> schema,
    Optional<String> problem,
    List<Field> fields,
    Optional<Field> broken,
    int trailing) {

  public FrameReport {
    fields = List.copyOf(fields);
  }

  /**
   * One field of the writer's record.
   *
   * @param path names joined by dots
   * @param type as Avro calls it
   * @param at the place of its first byte in the value
   * @param text its value, or why it has none
   */
  public record Field(String path, String type, int at, String text) {}
}

package io.aforo.adapters.kafka;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldRule;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Supplier;

/** What the values of a topic's records hold, and how events are made of it. */
public final class KafkaValues implements Serializable {

  private static final long serialVersionUID = 1L;

  private enum Form {
    OWN_AVRO,
    MAPPED_AVRO,
    JSON
  }

  private static final KafkaValues OWN_AVRO = new KafkaValues(Form.OWN_AVRO, Map.of());

  private final Form form;
  private final Map<String, FieldRule> rules;

  private KafkaValues(Form form, Map<String, FieldRule> rules) {
    this.form = form;
    this.rules = Map.copyOf(rules);
  }

  /**
   * Avro of Aforo's own schema, {@code io.aforo.schemas.Sale} and the like, or of one that Avro
   * resolves to it.
   */
  public static KafkaValues ownAvro() {
    return OWN_AVRO;
  }

  /**
   * Avro records of any schema.
   *
   * @param rules by the parts of the event; a part without a rule has the name that it has in
   *     Aforo's own schema
   */
  public static KafkaValues avro(Map<String, FieldRule> rules) {
    return new KafkaValues(Form.MAPPED_AVRO, rules);
  }

  /**
   * One JSON object in UTF-8, alone or, as Confluent's serializer of JSON Schema writes it, behind
   * a zero byte and the four of a schema's id, which nobody asks for.
   *
   * @param rules by the parts of the event; a part without a rule has the name that it has in
   *     Aforo's own schema
   */
  public static KafkaValues json(Map<String, FieldRule> rules) {
    return new KafkaValues(Form.JSON, rules);
  }

  /** Whether a schema registry is needed to read them. */
  public boolean needRegistry() {
    return form != Form.JSON;
  }

  /**
   * @throws IllegalArgumentException if these cannot be values of the kind, or not with the
   *     settings
   */
  void check(EventKind<?> kind, KafkaSettings settings) {
    kind.mapping(rules);
    if (needRegistry()) {
      settings.requireRegistry();
    }
  }

  /**
   * @param registry of the writers' schemas, where they are needed
   */
  <E> EventDecoder<E> decoder(
      EventKind<E> kind, Supplier<WriterSchemas.Registry> registry, Patience patience) {
    return switch (form) {
      case OWN_AVRO -> AvroDecoder.of(kind, registry.get(), patience, Waiting.REAL);
      case MAPPED_AVRO ->
          AvroDecoder.of(kind.mapping(rules), registry.get(), patience, Waiting.REAL);
      case JSON -> new JsonDecoder<>(kind.mapping(rules));
    };
  }
}

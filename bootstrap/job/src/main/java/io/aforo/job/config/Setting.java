package io.aforo.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What the schema says about one key.
 *
 * @param schema the key's schema, references resolved
 * @param definitions what references point to
 */
record Setting(JsonNode schema, JsonNode definitions) {

  private static final String REFERENCE = "#/$defs/";

  /** The setting that a schema describes; what is beside a reference overrides its target. */
  static Setting of(JsonNode schema, JsonNode definitions) {
    return new Setting(resolve(schema, definitions), definitions);
  }

  private static JsonNode resolve(JsonNode schema, JsonNode definitions) {
    if (!schema.has("$ref")) {
      return schema;
    }
    String target = schema.get("$ref").textValue().substring(REFERENCE.length());
    ObjectNode merged = resolve(definitions.get(target), definitions).deepCopy();
    merged.setAll((ObjectNode) schema);
    merged.remove("$ref");
    return merged;
  }

  /** What lies one step below: a key of a group, a name of a map, an entry of a list. */
  Optional<Setting> child(String segment) {
    if (mayBeList() && KeyPath.isIndex(segment)) {
      return Optional.of(item());
    }
    JsonNode property = schema.path("properties").path(segment);
    if (!property.isMissingNode()) {
      return Optional.of(of(property, definitions));
    }
    for (Map.Entry<String, JsonNode> pattern : schema.path("patternProperties").properties()) {
      if (Pattern.compile(pattern.getKey()).matcher(segment).find()) {
        return Optional.of(of(pattern.getValue(), definitions));
      }
    }
    JsonNode others = schema.path("additionalProperties");
    return others.isObject() ? Optional.of(of(others, definitions)) : Optional.empty();
  }

  /** What the entries of a list are. */
  Setting item() {
    return of(schema.get("items"), definitions);
  }

  /** The names of the keys in a group; empty for everything else. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean isList() {
    return type().equals("array");
  }

  boolean isGroup() {
    return type().equals("object") && schema.has("properties");
  }

  /** Whether it can be written in several ways, such as one word or a group. */
  boolean isOneOfSeveralTypes() {
    return schema.path("type").isArray();
  }

  /** Whether it can be a list, whatever else it can be. */
  boolean mayBeList() {
    return StreamSupport.stream(schema.path("type").spliterator(), false)
            .anyMatch(type -> type.asText().equals("array"))
        || isList();
  }

  /** Names and values that the user chooses. */
  boolean isMap() {
    return type().equals("object") && !schema.has("properties");
  }

  /** Whether only one of the group's keys can be there. */
  boolean isChoice() {
    return schema.path("maxProperties").asInt() == 1;
  }

  boolean requires(String name) {
    return StreamSupport.stream(schema.path("required").spliterator(), false)
        .anyMatch(required -> required.textValue().equals(name));
  }

  /** The default; a missing node where there is none. */
  JsonNode defaultValue() {
    return schema.path("default");
  }

  /** Whether its value, and all below it, is never shown. */
  boolean isHidden() {
    return schema.path("writeOnly").booleanValue();
  }

  Optional<String> environmentVariable() {
    return Optional.ofNullable(schema.path("x-env").textValue());
  }

  String description() {
    return schema.path("description").asText();
  }

  /** The values that are allowed, where they are few. */
  List<String> allowed() {
    List<String> allowed = new ArrayList<>();
    schema.path("enum").forEach(value -> allowed.add(value.asText()));
    return allowed;
  }

  /** The kind of value, in a word or two. */
  String typeName() {
    if (schema.has("title")) {
      return schema.get("title").textValue();
    }
    return switch (type()) {
      case "integer" -> "whole number";
      case "boolean" -> "true or false";
      case "array" -> "list of " + item().typeName() + "s";
      case "object" -> "group of keys";
      default -> "text";
    };
  }

  /** What a value must be, as the rest of a sentence that starts with the key. */
  String rule() {
    if (schema.has("errorMessage")) {
      return schema.get("errorMessage").textValue();
    }
    if (schema.has("enum")) {
      return "must be " + (allowed().size() > 1 ? "one of " : "") + String.join(", ", allowed());
    }
    return switch (type()) {
      case "integer" ->
          "must be a whole number from " + schema.get("minimum") + " to " + schema.get("maximum");
      case "boolean" -> "must be true or false";
      case "array" -> listRule();
      case "object" ->
          isMap()
              ? "must be a group of names, each with a text"
              : "must be a group of these keys: " + String.join(", ", names());
      default -> "must be a text";
    };
  }

  private String listRule() {
    List<String> choices = item().allowed();
    StringBuilder rule =
        new StringBuilder("must be a list of ").append(item().typeName()).append('s');
    if (!choices.isEmpty()) {
      rule.append(" out of ").append(String.join(", ", choices));
    }
    if (schema.path("minItems").asInt() > 0) {
      rule.append("; at least one");
    }
    if (schema.path("uniqueItems").booleanValue()) {
      rule.append("; none twice");
    }
    return rule.toString();
  }

  /**
   * The text as a value of the key's type, so that files, variables and arguments are read alike;
   * the text itself where it is none.
   */
  JsonNode typed(JsonNode text) {
    String value = text.textValue();
    if (type().equals("integer") && value.matches("-?[0-9]{1,18}")) {
      return LongNode.valueOf(Long.parseLong(value));
    }
    if (type().equals("boolean") && (value.equals("true") || value.equals("false"))) {
      return BooleanNode.valueOf(value.equals("true"));
    }
    return text;
  }

  /** Of several, the one that has parts: what it is made of can then be named. */
  private String type() {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(type.size() - 1).asText() : type.asText("string");
  }
}

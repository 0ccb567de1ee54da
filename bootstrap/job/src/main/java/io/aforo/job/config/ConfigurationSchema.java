package io.aforo.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.Section;
import io.aforo.job.adapter.SinkAdapter;
import io.aforo.job.adapter.SourceAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The schema of configurations: all keys, their types, rules, defaults and environment variables.
 * It is made of the keys that every deployment has and of those that each adapter brings along; the
 * whole is shipped as {@code conf/aforo.schema.json}, with which editors complete and check.
 */
final class ConfigurationSchema {

  /** The groups of keys that are inputs. */
  static final List<String> INPUTS = List.of("sales", "temperatures", "activity");

  static final ConfigurationSchema SHIPPED = shipped();

  private final Setting root;
  private final Schema validator;

  private ConfigurationSchema(JsonNode schema) {
    root = Setting.of(schema, schema.path("$defs"));
    Dialect dialect =
        Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword("x-env"))
            .keyword(new NonValidationKeyword("errorMessage"))
            .build();
    validator = SchemaRegistry.withDialect(dialect).getSchema(schema);
  }

  private static ConfigurationSchema shipped() {
    try (InputStream file = ConfigurationSchema.class.getResourceAsStream("base.schema.json")) {
      JsonMapper mapper = JsonMapper.builder().build();
      ObjectNode base = (ObjectNode) mapper.readTree(file);
      addAdapters(mapper, base);
      return new ConfigurationSchema(base);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Each adapter's name where adapters are named, and its keys where they belong. */
  private static void addAdapters(JsonMapper mapper, ObjectNode schema) throws IOException {
    ObjectNode properties = (ObjectNode) schema.get("properties");
    for (SourceAdapter source : Adapters.sources()) {
      ((ArrayNode) schema.at("/$defs/source/enum")).add(source.name());
      if (source.settings().isPresent()) {
        JsonNode keys = keysOf(mapper, source.settings().get()).orElseThrow();
        for (String input : INPUTS) {
          ((ObjectNode) properties.at("/" + input + "/properties"))
              .set(source.name(), keys.deepCopy());
        }
      }
    }
    for (SinkAdapter sink : Adapters.sinks()) {
      ((ArrayNode) schema.at("/$defs/sink/enum")).add(sink.name());
    }
    ObjectNode ordered = mapper.createObjectNode();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      if (property.getKey().equals(INPUTS.get(0))) {
        for (Section<?> section : Adapters.sections()) {
          keysOf(mapper, section).ifPresent(keys -> ordered.set(section.name(), keys));
        }
      }
      ordered.set(property.getKey(), property.getValue());
    }
    schema.set("properties", ordered);
  }

  private static Optional<JsonNode> keysOf(JsonMapper mapper, Section<?> section)
      throws IOException {
    if (section.schema().isEmpty()) {
      return Optional.empty();
    }
    try (InputStream file = section.schema().get().get()) {
      return Optional.of(mapper.readTree(file));
    }
  }

  /** The whole schema, as a JSON text. */
  String text() {
    return root.schema().toPrettyString() + "\n";
  }

  Setting root() {
    return root;
  }

  /** What the schema says about a key; empty where it knows none. */
  Optional<Setting> at(KeyPath key) {
    Optional<Setting> setting = Optional.of(root);
    for (String segment : key.segments()) {
      setting = setting.flatMap(parent -> parent.child(segment));
    }
    return setting;
  }

  /** Whether the value here is never shown. */
  boolean isHidden(KeyPath key) {
    for (KeyPath step = key; !step.isRoot(); step = step.parent()) {
      if (at(step).map(Setting::isHidden).orElse(false)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Every key, in the schema's order; entries of lists as {@code reports[].name}. What can be
   * written in one word or as a group is one key.
   */
  Map<String, Setting> all() {
    Map<String, Setting> all = new LinkedHashMap<>();
    collect("", root, all);
    return all;
  }

  private static void collect(String prefix, Setting group, Map<String, Setting> all) {
    for (String name : group.names()) {
      Setting setting = group.child(name).orElseThrow();
      all.put(prefix + name, setting);
      if (setting.isList()) {
        collect(prefix + name + "[].", setting.item(), all);
      } else if (!setting.isOneOfSeveralTypes()) {
        collect(prefix + name + ".", setting, all);
      }
    }
  }

  /** Where the tree does not follow the schema. */
  List<Error> validate(JsonNode tree) {
    return validator.validate(tree);
  }

  /** The known key that an unknown one was perhaps meant to be. */
  Optional<String> nearestKey(KeyPath parent, String unknown) {
    List<String> siblings = at(parent).map(Setting::names).orElse(List.of());
    return nearest(unknown, siblings)
        .map(name -> parent.child(name).toString())
        .or(() -> all().keySet().stream().filter(key -> isLastOf(key, unknown)).findFirst());
  }

  private static boolean isLastOf(String key, String name) {
    return key.equalsIgnoreCase(name)
        || key.toLowerCase(Locale.ROOT).endsWith("." + name.toLowerCase(Locale.ROOT));
  }

  /** The known name that a wrong one was perhaps meant to be. */
  static Optional<String> nearest(String wrong, Collection<String> known) {
    LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, wrong.length() / 3));
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      int edits = distance.apply(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (edits >= 0 && edits < least) {
        nearest = name;
        least = edits;
      }
    }
    return Optional.ofNullable(nearest);
  }
}

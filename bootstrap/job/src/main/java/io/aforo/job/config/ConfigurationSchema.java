package io.aforo.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
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
 * The schema that is shipped as {@code conf/aforo.schema.json}: all keys, their types, rules,
 * defaults and environment variables. The same file completes and checks in editors.
 */
final class ConfigurationSchema {

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
    try (InputStream file = ConfigurationSchema.class.getResourceAsStream("aforo.schema.json")) {
      return new ConfigurationSchema(new JsonMapper().readTree(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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

  /** Every key, in the schema's order; entries of lists as {@code reports[].name}. */
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
      } else {
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

package io.aforo.job.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A configuration while it is put together: a tree of values, which place each came from, and what
 * is wrong so far. Later places override earlier ones.
 *
 * <p>Every place gives text; what it means is decided by the schema, once. So a topic called {@code
 * no} or {@code 2026-01-01} stays what it is, whatever YAML thinks of it.
 */
final class Draft {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ConfigurationSchema schema;
  private final ObjectNode tree = NODES.objectNode();
  private final Map<KeyPath, Origin> origins = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  Draft(ConfigurationSchema schema) {
    this.schema = schema;
    origins.put(KeyPath.ROOT, Origin.TOP_LEVEL);
  }

  ObjectNode tree() {
    return tree;
  }

  List<Violation> violations() {
    return violations;
  }

  /** Adds what is wrong with a key, in the place that its value came from. */
  void refuse(KeyPath key, String problem, String... details) {
    violations.add(new Violation(key, originOf(key), problem, details));
  }

  /** The place of a value, or of the nearest thing around it. */
  Origin originOf(KeyPath key) {
    KeyPath known = key;
    while (!origins.containsKey(known)) {
      known = known.parent();
    }
    return origins.get(known);
  }

  /** Whether any place speaks of the key itself; its default does not count. */
  boolean isSet(KeyPath key) {
    return origins.containsKey(key);
  }

  /** Whether nothing but environment variables speak of the key. */
  boolean isOnlyFromEnvironment(KeyPath key) {
    return origins.entrySet().stream()
        .filter(entry -> entry.getKey().isWithin(key))
        .allMatch(entry -> entry.getValue().isEnvironment());
  }

  /**
   * Takes everything from a YAML text.
   *
   * @param name the file's name, for messages
   * @throws ConfigurationException if it is not YAML, or not one document of keys
   */
  void readYaml(String name, String text) {
    try {
      Node document = compose(text);
      if (document == null) {
        return;
      }
      if (!(document instanceof MappingNode)) {
        throw new ConfigurationException(
            name + " must be a group of keys, such as `environment: production`");
      }
      tree.setAll((ObjectNode) convert(document, KeyPath.ROOT, node -> Origin.line(lineOf(node))));
    } catch (MarkedYAMLException notYaml) {
      // Not its whole message: that quotes the file, and perhaps a secret in it.
      throw new ConfigurationException(
          name
              + ", line "
              + (notYaml.getProblemMark().getLine() + 1)
              + ", column "
              + (notYaml.getProblemMark().getColumn() + 1)
              + ": not YAML: "
              + notYaml.getProblem());
    } catch (YAMLException notYaml) {
      throw new ConfigurationException(name + ": not YAML: " + notYaml.getMessage());
    }
  }

  /** Takes the values of the environment variables that the schema names, except empty ones. */
  void readEnvironment(Map<String, String> environment) {
    schema
        .all()
        .forEach(
            (key, setting) ->
                setting
                    .environmentVariable()
                    .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
                    .ifPresent(
                        variable ->
                            put(
                                new KeyPath(List.of(key.split("\\."))),
                                NODES.textNode(environment.get(variable).strip()),
                                Origin.environment(variable))));
  }

  /** Takes {@code --key value} and {@code --key=value}. */
  void readArguments(List<String> arguments) {
    for (int at = 0; at < arguments.size(); at++) {
      String argument = arguments.get(at);
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      KeyPath key = name.startsWith("--") ? pathOf(name.substring(2)) : KeyPath.ROOT;
      Origin origin = Origin.argument(name);
      if (key.isRoot()) {
        // Not shown: it may be a part of a secret that was split at a blank.
        violations.add(
            new Violation(
                key,
                Origin.argument("number " + (at + 1)),
                "arguments must be --key value, this one is no key"));
      } else if (equals >= 0) {
        readArgument(key, argument.substring(equals + 1), origin);
      } else if (at + 1 < arguments.size() && !arguments.get(at + 1).startsWith("--")) {
        at++;
        readArgument(key, arguments.get(at), origin);
      } else {
        violations.add(new Violation(key, origin, "has no value"));
      }
    }
  }

  private void readArgument(KeyPath key, String value, Origin origin) {
    Optional<Setting> setting = schema.at(key);
    if (setting.isEmpty()) {
      unknown(key, origin);
      return;
    }
    // What is replaced as a whole takes with it where its parts came from.
    origins.keySet().removeIf(known -> known.isWithin(key));
    try {
      put(key, parse(key, setting.get(), value, origin), origin);
    } catch (YAMLException notYaml) {
      violations.add(new Violation(key, origin, setting.get().rule(), "found: no YAML"));
    }
  }

  /** A list may be written with commas alone; groups and lists of groups as YAML in one line. */
  private JsonNode parse(KeyPath key, Setting setting, String value, Origin origin) {
    String text = value.strip();
    if ((setting.mayBeList() && text.startsWith("["))
        || (isObject(setting) && text.startsWith("{"))) {
      return convert(compose(text), key, node -> origin);
    }
    if (!setting.isList()) {
      return NODES.textNode(value);
    }
    ArrayNode list = NODES.arrayNode();
    Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .forEach(list::add);
    return list;
  }

  private static boolean isObject(Setting setting) {
    return setting.isGroup() || setting.isMap();
  }

  /** The path that an argument names; the rest of it is one name where names are free. */
  private KeyPath pathOf(String argument) {
    List<String> segments =
        new ArrayList<>(List.of(argument.replaceAll("\\[([0-9]+)]", ".$1").split("\\.")));
    KeyPath path = KeyPath.ROOT;
    while (!segments.isEmpty()) {
      if (schema.at(path).map(Setting::isMap).orElse(false)) {
        return path.child(String.join(".", segments));
      }
      path = path.child(segments.remove(0));
    }
    return path;
  }

  /**
   * Says that a key is unknown, and which one was perhaps meant.
   *
   * @return the key that was perhaps meant
   */
  Optional<String> unknown(KeyPath key, Origin origin) {
    KeyPath stranger = key;
    while (schema.at(stranger.parent()).isEmpty()) {
      stranger = stranger.parent();
    }
    KeyPath parent = stranger.parent();
    List<String> names = schema.at(parent).orElseThrow().names();
    Optional<String> nearest = schema.nearestKey(parent, stranger.last());
    String detail =
        nearest
            .map(meant -> "did you mean: " + meant)
            .orElse(
                names.isEmpty() ? parent + " has no keys" : "known: " + String.join(", ", names));
    violations.add(new Violation(stranger, origin, "is not a known key", detail));
    return nearest;
  }

  private void put(KeyPath key, JsonNode value, Origin origin) {
    JsonNode node = tree;
    KeyPath path = KeyPath.ROOT;
    for (int depth = 0; depth < key.segments().size(); depth++) {
      String segment = key.segments().get(depth);
      Setting setting = schema.at(path).orElseThrow();
      KeyPath childPath = path.child(segment);
      boolean last = depth + 1 == key.segments().size();
      JsonNode child = last ? value : KeyPath.step(node, segment);
      if (!last) {
        Setting inner = schema.at(childPath).orElseThrow();
        if (inner.isList() ? !child.isArray() : !child.isObject()) {
          child = container(inner);
          origins.put(childPath, origin);
        }
      }
      if (node instanceof ArrayNode list) {
        int index = Integer.parseInt(segment);
        if (index > list.size()) {
          violations.add(
              new Violation(key, origin, "is beyond the list, which has " + list.size()));
          return;
        }
        if (index == list.size()) {
          list.add(child);
        } else {
          list.set(index, child);
        }
      } else {
        ObjectNode group = (ObjectNode) node;
        if (setting.isChoice()) {
          group.removeAll();
        }
        group.set(segment, child);
      }
      node = child;
      path = childPath;
    }
    origins.put(key, origin);
  }

  /** What to put entries into where nothing is yet: a list starts as its default. */
  private static JsonNode container(Setting setting) {
    if (setting.isList()) {
      return setting.defaultValue().isArray()
          ? setting.defaultValue().deepCopy()
          : NODES.arrayNode();
    }
    return NODES.objectNode();
  }

  /** Gives every value its type, and every key that has a default and no value its default. */
  void complete() {
    complete(schema.root(), tree);
  }

  private static JsonNode complete(Setting setting, JsonNode node) {
    if (node.isTextual()) {
      return setting.typed(node);
    }
    if (node instanceof ArrayNode list && setting.isList()) {
      for (int index = 0; index < list.size(); index++) {
        list.set(index, complete(setting.item(), list.get(index)));
      }
    }
    if (node instanceof ObjectNode group && isObject(setting)) {
      for (String name : setting.names()) {
        JsonNode byDefault = setting.child(name).orElseThrow().defaultValue();
        if (!group.has(name) && !byDefault.isMissingNode()) {
          group.set(name, byDefault.deepCopy());
        }
      }
      group
          .properties()
          .forEach(
              entry ->
                  setting
                      .child(entry.getKey())
                      .ifPresent(child -> entry.setValue(complete(child, entry.getValue()))));
    }
    return node;
  }

  private static Node compose(String text) {
    return new Yaml(new LoaderOptions()).compose(new StringReader(text));
  }

  private JsonNode convert(Node node, KeyPath path, Function<Node, Origin> place) {
    return convert(node, path, place, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private JsonNode convert(
      Node node, KeyPath path, Function<Node, Origin> place, Set<Node> ancestors) {
    if (!ancestors.add(node)) {
      violations.add(new Violation(path, place.apply(node), "contains itself"));
      return NODES.nullNode();
    }
    JsonNode converted;
    if (node instanceof MappingNode mapping) {
      converted = convertGroup(mapping, path, place, ancestors);
    } else if (node instanceof SequenceNode sequence) {
      ArrayNode list = NODES.arrayNode();
      for (Node entry : sequence.getValue()) {
        KeyPath child = path.child(list.size());
        origins.put(child, place.apply(entry));
        list.add(convert(entry, child, place, ancestors));
      }
      converted = list;
    } else {
      ScalarNode scalar = (ScalarNode) node;
      converted =
          scalar.getTag().equals(Tag.NULL) ? NODES.nullNode() : NODES.textNode(scalar.getValue());
    }
    ancestors.remove(node);
    return converted;
  }

  private ObjectNode convertGroup(
      MappingNode mapping, KeyPath path, Function<Node, Origin> place, Set<Node> ancestors) {
    ObjectNode group = NODES.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin origin = place.apply(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        violations.add(new Violation(path, origin, "has a key that is not a name"));
        continue;
      }
      KeyPath child = path.child(name.getValue());
      if (group.has(name.getValue())) {
        violations.add(
            new Violation(child, origin, "is there twice", "first: " + origins.get(child).text()));
        continue;
      }
      origins.put(child, origin);
      group.set(name.getValue(), convert(tuple.getValueNode(), child, place, ancestors));
    }
    return group;
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}

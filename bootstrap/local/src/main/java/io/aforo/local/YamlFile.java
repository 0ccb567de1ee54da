package io.aforo.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * A file of keys in YAML, which remembers the line of each. Values are texts, whatever YAML thinks
 * of them: what they mean is for others to say.
 */
final class YamlFile {

  private final String name;
  private final Map<List<String>, Integer> lines = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<Node> ancestors = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Object> keys;

  private YamlFile(String name, String text) {
    this.name = name;
    Node document;
    try {
      document = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException notYaml) {
      throw new UsageException(
          name
              + ", line "
              + (notYaml.getProblemMark().getLine() + 1)
              + ", column "
              + (notYaml.getProblemMark().getColumn() + 1)
              + ": not YAML: "
              + notYaml.getProblem());
    } catch (YAMLException notYaml) {
      throw new UsageException(name + ": not YAML: " + notYaml.getMessage());
    }
    if (document == null) {
      this.keys = Map.of();
    } else if (document instanceof MappingNode mapping) {
      this.keys = group(mapping, List.of());
    } else {
      throw new UsageException(name + ", line " + lineOf(document) + ": must be a group of keys");
    }
    if (!faults.isEmpty()) {
      throw new UsageException(String.join("\n", faults));
    }
  }

  /**
   * Reads a file; an empty one has no keys.
   *
   * @throws UsageException if it cannot be read or is not YAML, with the line
   */
  static YamlFile read(Path file) {
    try {
      return new YamlFile(file.toString(), Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw new UsageException("there is no file " + file);
    } catch (CharacterCodingException binary) {
      throw new UsageException(file + ": not a text in UTF-8");
    } catch (IOException unreadable) {
      throw new UsageException(file + " cannot be read: " + unreadable);
    }
  }

  /** Groups, lists, texts, and null where nothing is said. */
  Map<String, Object> keys() {
    return keys;
  }

  /**
   * The file and the line of a key, or of the nearest thing around it.
   *
   * @param path names, and positions in lists from 0
   */
  String place(List<String> path) {
    for (int length = path.size(); length > 0; length--) {
      Integer line = lines.get(path.subList(0, length));
      if (line != null) {
        return name + ", line " + line;
      }
    }
    return name;
  }

  private Object value(Node node, List<String> path) {
    if (!ancestors.add(node)) {
      fault(node, path, "contains itself");
      return null;
    }
    Object value;
    if (node instanceof MappingNode mapping) {
      value = group(mapping, path);
    } else if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      for (Node entry : sequence.getValue()) {
        List<String> at = longer(path, Integer.toString(list.size()));
        lines.put(at, lineOf(entry));
        list.add(value(entry, at));
      }
      value = list;
    } else {
      ScalarNode scalar = (ScalarNode) node;
      value = scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
    }
    ancestors.remove(node);
    return value;
  }

  private Map<String, Object> group(MappingNode mapping, List<String> path) {
    Map<String, Object> group = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        fault(tuple.getKeyNode(), path, "has a key that is not a name");
        continue;
      }
      List<String> at = longer(path, key.getValue());
      if (group.containsKey(key.getValue())) {
        fault(key, at, "is there twice, first in line " + lines.get(at));
        continue;
      }
      lines.put(at, lineOf(key));
      group.put(key.getValue(), value(tuple.getValueNode(), at));
    }
    return group;
  }

  private void fault(Node node, List<String> path, String problem) {
    faults.add(name + ", line " + lineOf(node) + ": " + String.join(".", path) + " " + problem);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static List<String> longer(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }
}

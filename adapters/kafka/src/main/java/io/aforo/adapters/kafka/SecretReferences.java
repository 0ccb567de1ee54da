package io.aforo.adapters.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * References to secrets among the properties of clients, which Kafka's clients resolve where they
 * run: {@code ${env:NAME}} is a variable of the environment, {@code ${file:PATH}} all that a file
 * holds without its last line break, {@code ${file:PATH:NAME}} a line {@code NAME=...} of a file.
 *
 * <p>A reference to what is not there is an error. Kafka's own providers leave it as it stands, and
 * the broker would be sent the reference for a password. For the same reason, a reference of a
 * provider that there is none of is one.
 */
public final class SecretReferences {

  private static final Map<String, Class<?>> PROVIDERS =
      Map.of("env", OfVariables.class, "file", OfFiles.class);

  /** As Kafka finds them; the first group is the provider. */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*):[^}]*\\}");

  private SecretReferences() {}

  /** The names of the providers that references in these properties can be of. */
  public static Set<String> providers(Map<String, String> properties) {
    Set<String> providers = new TreeSet<>(PROVIDERS.keySet());
    providers.addAll(named(properties));
    return providers;
  }

  /** The providers that a value refers to. */
  public static Set<String> providersIn(String value) {
    return REFERENCE
        .matcher(value)
        .results()
        .map(reference -> reference.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(Map<String, String> properties) {
    String named = properties.getOrDefault(AbstractConfig.CONFIG_PROVIDERS_CONFIG, "");
    Set<String> names = new LinkedHashSet<>(List.of(named.trim().split("\\s*,\\s*")));
    names.remove("");
    return names;
  }

  /**
   * The properties with providers of references, beside those that they name themselves.
   *
   * @throws ConfigException if one of them refers to another provider
   */
  static Map<String, String> resolvable(Map<String, String> properties) {
    requireProviders(properties);
    Map<String, String> all = new HashMap<>(properties);
    Set<String> names = named(properties);
    new TreeSet<>(PROVIDERS.keySet())
        .forEach(
            name -> {
              if (names.add(name)) {
                all.put(
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + name + ".class",
                    PROVIDERS.get(name).getName());
              }
            });
    all.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG, String.join(",", names));
    return all;
  }

  private static void requireProviders(Map<String, String> properties) {
    Set<String> known = providers(properties);
    for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
      for (String provider : providersIn(property.getValue())) {
        if (!known.contains(provider)) {
          throw new ConfigException(
              "%s refers to ${%s:...}, and there is no provider %s; allowed: %s, and what %s names"
                  .formatted(
                      property.getKey(),
                      provider,
                      provider,
                      String.join(", ", known),
                      AbstractConfig.CONFIG_PROVIDERS_CONFIG));
        }
      }
    }
  }

  /** Variables of the environment; Kafka makes it by its name. */
  public static final class OfVariables extends EnvVarConfigProvider {

    public OfVariables() {}

    OfVariables(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public ConfigData get(String path, Set<String> names) {
      ConfigData found = super.get(path, names);
      for (String name : names) {
        if (!found.data().containsKey(name)) {
          throw new ConfigException(
              "the environment variable " + name + " is not set on this machine");
        }
      }
      return found;
    }
  }

  /** Files; Kafka makes it by its name. */
  public static final class OfFiles extends FileConfigProvider {

    @Override
    public ConfigData get(String path, Set<String> names) {
      if (path == null || path.isEmpty()) {
        Map<String, String> contents = new HashMap<>();
        names.forEach(file -> contents.put(file, contentOf(file)));
        return new ConfigData(contents);
      }
      ConfigData found = super.get(path, names);
      for (String name : names) {
        if (!found.data().containsKey(name)) {
          throw new ConfigException("the file " + path + " has no line " + name + "=...");
        }
      }
      return found;
    }

    private static String contentOf(String file) {
      try {
        return Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
      } catch (IOException unreadable) {
        throw new ConfigException("the file " + file + " cannot be read here: " + unreadable);
      }
    }
  }
}

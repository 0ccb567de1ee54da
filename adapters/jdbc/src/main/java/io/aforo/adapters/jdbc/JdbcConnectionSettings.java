package io.aforo.adapters.jdbc;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Which database, and as whom. Holds no secret, so it can travel in a job graph.
 *
 * @param url of JDBC, such as {@code jdbc:postgresql://localhost:5432/shop}; without a password
 * @param user the empty text for none
 * @param password where the password is to be found
 * @param driver the driver's class; the empty text for the one that the connector's dialect for
 *     this database names, or else the one that says it knows the URL
 * @param properties more of what the driver is told; without a password
 */
public record JdbcConnectionSettings(
    String url, String user, JdbcPassword password, String driver, Map<String, String> properties)
    implements Serializable {

  /** Names of what drivers take for a secret, or for the place of a key and its password. */
  private static final String SECRET =
      "[a-z0-9_.-]*(passw(?!ordless)|passphrase|pwd|secret|token|api_?key|private_?key|credential)[a-z0-9_.-]*";

  private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + SECRET);

  private static final Pattern SECRET_IN_URL =
      Pattern.compile(
          "(?is).*([?&;:,({]\\s*" + SECRET + "\\s*=|//[^/?;]*:[^/?;@]*@|thin:[^@]*/[^@]*@).*");

  /** As in a URL, for properties whose values are lists of settings. */
  private static final Pattern SECRET_IN_VALUE =
      Pattern.compile("(?is)(.*[?&;:,({\\s])?" + SECRET + "\\s*=.*|.*//[^/?;]*:[^/?;@]*@.*");

  /**
   * @throws IllegalArgumentException if the URL is not one of JDBC, or a password stands in it or
   *     among the properties; the message does not repeat it
   */
  public JdbcConnectionSettings {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(driver, "driver");
    properties = Map.copyOf(properties);
    if (!url.matches("(?s)jdbc:[a-zA-Z0-9]+:.+")) {
      throw new IllegalArgumentException(
          "url must be one of JDBC, such as jdbc:postgresql://localhost:5432/shop");
    }
    if (SECRET_IN_URL.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "url must not hold a password; it is taken from the environment or a file");
    }
    properties.forEach(
        (name, value) -> {
          if (SECRET_IN_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                "properties must not hold a secret, such as in the value of "
                    + name
                    + "; the password is taken from the environment or a file");
          }
        });
    properties.keySet().stream()
        .filter(name -> SECRET_NAME.matcher(name).matches())
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "properties must not hold a secret, such as "
                      + name
                      + "; the password is taken from the environment or a file");
            });
  }

  /** A user with a password, and all else as the dialect and the driver have it. */
  public static JdbcConnectionSettings of(String url, String user, JdbcPassword password) {
    return new JdbcConnectionSettings(url, user, password, "", Map.of());
  }

  public JdbcConnectionSettings withDriver(String driver) {
    return new JdbcConnectionSettings(url, user, password, driver, properties);
  }

  public JdbcConnectionSettings withProperties(Map<String, String> properties) {
    return new JdbcConnectionSettings(url, user, password, driver, properties);
  }

  /** What kind of database, in lower case: {@code postgresql}. */
  String product() {
    return url.split(":", 3)[1].toLowerCase(Locale.ROOT);
  }

  /** What the driver is told, the password included: read now, for one connection. */
  Properties resolved() {
    Properties all = new Properties();
    all.putAll(properties);
    if (!user.isEmpty()) {
      all.setProperty("user", user);
    }
    password.read().ifPresent(secret -> all.setProperty("password", secret));
    return all;
  }

  /** The URL without its parameters: what tells this database from others. */
  String place() {
    return url.split("[?;]", 2)[0];
  }

  /** The user and the URL without its parameters. */
  @Override
  public String toString() {
    return (user.isEmpty() ? "" : user + " at ") + place();
  }
}

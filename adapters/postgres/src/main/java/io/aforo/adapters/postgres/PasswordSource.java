package io.aforo.adapters.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a password is to be found: an environment variable or a file. It never holds the password
 * itself, which is read anew for each connection, on the machine that connects; so it can travel in
 * a job graph, and a password that is rotated is picked up at the next reconnection.
 */
public final class PasswordSource implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final String FILE_SUFFIX = "_FILE";

  private final String variable;
  private final String file;

  private PasswordSource(String variable, String file) {
    this.variable = variable;
    this.file = file;
  }

  /** The variable PGPASSWORD, or the file that PGPASSWORD_FILE names. */
  public static PasswordSource standard() {
    return environment("PGPASSWORD");
  }

  /**
   * The environment variable of this name, or else the file that {@code <name>_FILE} names. If
   * neither is set there is no password, which some databases accept.
   */
  public static PasswordSource environment(String variable) {
    return new PasswordSource(Objects.requireNonNull(variable, "variable"), null);
  }

  /** The file at this path, without its trailing line break. It must be there when connecting. */
  public static PasswordSource file(String path) {
    return new PasswordSource(null, Objects.requireNonNull(path, "path"));
  }

  /**
   * The password, as it is now on this machine; empty where there is none.
   *
   * @throws PostgresException if the file cannot be read
   */
  public Optional<String> read() {
    return read(System.getenv());
  }

  Optional<String> read(Map<String, String> environment) {
    if (file != null) {
      return Optional.of(contentOf(file, "the configuration"));
    }
    String password = environment.get(variable);
    if (password != null) {
      return Optional.of(password);
    }
    String named = environment.get(variable + FILE_SUFFIX);
    return named == null
        ? Optional.empty()
        : Optional.of(contentOf(named, "the variable " + variable + FILE_SUFFIX));
  }

  private static String contentOf(String path, String namedBy) {
    try {
      return Files.readString(Path.of(path)).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw new PostgresException(
          "The password file " + path + ", named by " + namedBy + ", cannot be read: " + e, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordSource that
        && Objects.equals(variable, that.variable)
        && Objects.equals(file, that.file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(variable, file);
  }

  /** Where the password is, never what it is. */
  @Override
  public String toString() {
    return file != null ? "file " + file : variable + " or " + variable + FILE_SUFFIX;
  }
}

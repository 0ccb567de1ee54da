package io.aforo.adapters.postgres;

/** Names of things in the database, as they stand in a statement. */
final class Identifier {

  private Identifier() {}

  /**
   * The name in quotes: whatever is in it, it is one name.
   *
   * @throws IllegalArgumentException if it is empty or holds U+0000, which no name can
   */
  static String quoted(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a name in Postgres must not be empty or hold the character U+0000, was '"
              + name.replace("\0", "\\0")
              + "'");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A table or view of a schema. */
  static String quoted(String schema, String name) {
    return quoted(schema) + '.' + quoted(name);
  }
}

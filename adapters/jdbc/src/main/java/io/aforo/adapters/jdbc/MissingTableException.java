package io.aforo.adapters.jdbc;

import java.util.List;

/** Thrown where a database has no table of the name that is asked for. */
public final class MissingTableException extends JdbcException {

  private static final long serialVersionUID = 1L;

  private final String table;
  private final List<String> tables;

  MissingTableException(String table, List<String> tables, String where, Throwable cause) {
    super(
        "there is no table " + table + " in " + where + "; there is " + String.join(", ", tables),
        cause);
    this.table = table;
    this.tables = List.copyOf(tables);
  }

  /** The name that was asked for. */
  public String table() {
    return table;
  }

  /**
   * The tables and views that there are, as {@link JdbcTable#of} takes them; those of the
   * connection's own schema first.
   */
  public List<String> tables() {
    return tables;
  }
}

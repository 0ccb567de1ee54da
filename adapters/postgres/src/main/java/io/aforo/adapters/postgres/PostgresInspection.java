package io.aforo.adapters.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks whether a database is fit for a job, without changing it: the tables and their columns,
 * what the role may do to them, and whether the connection is encrypted.
 */
public final class PostgresInspection {

  /** Makes what `aforo migrate` makes. */
  private static final String MIGRATE = "run `aforo migrate --config FILE`";

  private static final String REPORT_VIEW = "resumen_ventas";

  private static final String COLUMNS =
      "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type,"
          + " a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS must_be_filled,"
          + " has_column_privilege(c.oid, a.attnum, 'SELECT') AS \"SELECT\","
          + " has_column_privilege(c.oid, a.attnum, 'INSERT') AS \"INSERT\","
          + " has_column_privilege(c.oid, a.attnum, 'UPDATE') AS \"UPDATE\""
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
          + " WHERE n.nspname = ? AND c.relname = ANY (?) ORDER BY c.relname, a.attnum";

  private static final String EXCESS =
      "SELECT c.relname, pg_has_role(c.relowner, 'USAGE') AS owns,"
          + " has_table_privilege(c.oid, 'DELETE') AS \"DELETE\","
          + " has_table_privilege(c.oid, 'TRUNCATE') AS \"TRUNCATE\","
          + " has_table_privilege(c.oid, 'TRIGGER') AS \"TRIGGER\""
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = ANY (?) ORDER BY c.relname";

  private static final String ROLE =
      "SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb,"
          + " coalesce(has_schema_privilege(n.oid, 'USAGE'), TRUE) AS uses,"
          + " coalesce(has_schema_privilege(n.oid, 'CREATE'), FALSE) AS creates,"
          + " has_database_privilege(current_database(), 'CREATE') AS creates_schemas"
          + " FROM pg_roles r LEFT JOIN pg_namespace n ON n.nspname = ?"
          + " WHERE r.rolname = current_user";

  private final PostgresSettings settings;
  private final Set<StoredTable> needed;
  private final List<Flaw> flaws = new ArrayList<>();

  private PostgresInspection(PostgresSettings settings, Collection<StoredTable> needed) {
    this.settings = settings;
    this.needed = EnumSet.of(StoredTable.DEAD_LETTERS);
    this.needed.addAll(needed);
  }

  /**
   * Something that is not as a job needs it, or should have it.
   *
   * @param isFatal whether a job could not write; otherwise it is merely unwise
   * @param key the setting that is concerned, beneath that of the database, such as {@code
   *     tls.mode}; the empty text for none
   * @param problem as a sentence without its end
   * @param remedies what to do about it, a line each
   */
  public record Flaw(boolean isFatal, String key, String problem, List<String> remedies) {
    public Flaw {
      remedies = List.copyOf(remedies);
    }
  }

  /**
   * All that is found, the tables first.
   *
   * @param needed the tables that are written to; that of dead letters always is, since a row that
   *     is refused goes there
   * @throws PostgresException if the database cannot be reached, or has an encoding (then it has no
   *     cause) that cannot hold every identifier
   */
  public static List<Flaw> of(PostgresSettings settings, Collection<StoredTable> needed) {
    return new PostgresInspection(settings, needed).look();
  }

  private List<Flaw> look() {
    boolean isComplete;
    try (PostgresConnection connection = PostgresConnection.forReading(settings)) {
      Connection open = connection.get();
      PostgresSchema.requireUtf8(settings, open);
      Role role = role(open);
      isComplete = lookAtColumns(open, role);
      lookForExcess(open, role);
      lookAtEncryption(open);
    } catch (SQLException e) {
      throw SqlFailure.explain("Looking at the schema", settings, e);
    }
    if (isComplete) {
      lookAtVersion();
    }
    return List.copyOf(flaws);
  }

  private boolean lookAtColumns(Connection open, Role role) throws SQLException {
    List<String> names = new ArrayList<>(names());
    if (needed.contains(StoredTable.SALES_REPORTS)) {
      names.add(REPORT_VIEW);
    }
    Map<String, Map<String, Stored>> found = columns(open, names);
    List<String> missing = names().stream().filter(name -> !found.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      add(
          true,
          "",
          "Schema "
              + settings.schema()
              + " of "
              + settings
              + " lacks "
              + String.join(", ", missing),
          MIGRATE);
    }
    if (found.containsKey(StoredTable.SALES_REPORTS.tableName())
        && !found.containsKey(REPORT_VIEW)) {
      add(
          false,
          "",
          "Schema "
              + settings.schema()
              + " of "
              + settings
              + " lacks the view "
              + REPORT_VIEW
              + ", which no job needs and people may read",
          "whoever owns the tables can make it again, and lets its readers at it by GRANT SELECT:",
          reportView() + ";");
    }
    boolean isComplete = missing.isEmpty();
    for (StoredTable table : needed) {
      Map<String, Stored> columns = found.get(table.tableName());
      if (columns != null) {
        isComplete &= judge(table, columns);
        lookAtPrivileges(table, columns, role);
      }
    }
    if (!role.usesSchema) {
      add(
          true,
          "user",
          "the role " + role.name + " may not use the schema " + settings.schema(),
          "GRANT USAGE ON SCHEMA "
              + Identifier.quoted(settings.schema())
              + " TO "
              + Identifier.quoted(role.name)
              + ";");
    }
    return isComplete;
  }

  /** As the migrations make it, which are not run twice. */
  private String reportView() {
    return "CREATE VIEW "
        + Identifier.quoted(settings.schema(), REPORT_VIEW)
        + " (ventana_inicio, producto, total_ventas, monto_total, moneda) AS"
        + " SELECT window_start, product_id, sales, net, currency FROM "
        + Identifier.quoted(settings.schema(), StoredTable.SALES_REPORTS.tableName())
        + " WHERE report = 'hourly-sales-by-product' AND status <> 'MERGED'";
  }

  /** Returns whether all is there as it should be. */
  private boolean judge(StoredTable table, Map<String, Stored> columns) {
    Map<String, String> types = types(table.upsert());
    List<String> wrong = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          Stored stored = columns.get(name);
          if (stored == null) {
            wrong.add(name + " is missing; it would be of the type " + type);
          } else if (!stored.type.equals(type)) {
            wrong.add(name + " is of the type " + stored.type + " and must be " + type);
          }
        });
    columns.forEach(
        (name, stored) -> {
          if (!types.containsKey(name) && stored.mustBeFilled) {
            wrong.add(name + " is not one of ours, and must be filled: give it a default");
          }
        });
    if (wrong.isEmpty()) {
      return true;
    }
    List<String> remedies = new ArrayList<>(wrong);
    List<String> pending = PostgresSchema.pending(settings);
    remedies.add(
        pending.isEmpty()
            ? "all migrations are applied; somebody has changed the table since, or it is not ours"
            : "the tables are older than this program, which has "
                + String.join(", ", pending)
                + ": "
                + MIGRATE);
    flaws.add(
        new Flaw(
            true,
            "",
            "the table " + table.tableName() + " of " + settings + " does not fit",
            remedies));
    return false;
  }

  private void lookAtPrivileges(StoredTable table, Map<String, Stored> columns, Role role) {
    List<String> written = new ArrayList<>(types(table.upsert()).keySet());
    List<String> lacking =
        table.privileges().stream()
            .filter(
                privilege ->
                    columns.entrySet().stream()
                        // All columns are read, and ours are written.
                        .filter(
                            column ->
                                privilege.equals("SELECT") || written.contains(column.getKey()))
                        .anyMatch(column -> !column.getValue().privileges.contains(privilege)))
            .toList();
    if (!lacking.isEmpty()) {
      add(
          true,
          "user",
          "the role "
              + role.name
              + " lacks "
              + String.join(", ", lacking)
              + " on "
              + table.tableName(),
          PostgresSchema.grant(lacking, settings.schema(), List.of(table.tableName()), role.name)
              + ";",
          "or all at once, as the owner: `aforo migrate --config FILE --grant-to "
              + role.name
              + "`");
    }
  }

  private void lookForExcess(Connection open, Role role) throws SQLException {
    List<String> excess = new ArrayList<>(role.excess);
    if (!role.isSuperuser) {
      Map<String, Set<String>> tables = new LinkedHashMap<>();
      try (PreparedStatement statement = open.prepareStatement(EXCESS)) {
        statement.setString(1, settings.schema());
        statement.setArray(2, open.createArrayOf("text", names().toArray()));
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            if (result.getBoolean("owns")) {
              tables
                  .computeIfAbsent("it owns, and can change or drop, ", absent -> new TreeSet<>())
                  .add(result.getString("relname"));
              continue;
            }
            for (String privilege : List.of("DELETE", "TRUNCATE", "TRIGGER")) {
              if (result.getBoolean(privilege)) {
                tables
                    .computeIfAbsent("it may " + privilege + " on ", absent -> new TreeSet<>())
                    .add(result.getString("relname"));
              }
            }
          }
        }
      }
      tables.forEach((what, names) -> excess.add(what + String.join(", ", names)));
    }
    if (!excess.isEmpty()) {
      excess.add(
          "a role of its own, with what `aforo migrate --grant-to ROLE` grants, is enough:"
              + " docs/security.md");
      flaws.add(
          new Flaw(
              false, "user", "the role " + role.name + " may do more than a job needs", excess));
    }
  }

  private void lookAtEncryption(Connection open) throws SQLException {
    boolean isEncrypted;
    try (PreparedStatement statement =
            open.prepareStatement("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        ResultSet result = statement.executeQuery()) {
      isEncrypted = result.next() && result.getBoolean(1);
    }
    judgeEncryption(settings, isEncrypted).forEach(flaws::add);
  }

  /** On this machine nobody listens in who could not read the memory as well. */
  static List<Flaw> judgeEncryption(PostgresSettings settings, boolean isEncrypted) {
    PostgresTls.Mode mode = settings.tls().mode();
    if (settings.isLoopback() || mode == PostgresTls.Mode.VERIFY_FULL) {
      return List.of();
    }
    String problem =
        isEncrypted
            ? "the connection to "
                + settings.host()
                + " is encrypted, but "
                + (mode == PostgresTls.Mode.VERIFY_CA
                    ? "any server with a certificate of the same CA could be at its other end"
                    : "nothing says who is at its other end")
                + ": the mode is "
                + mode.label()
            : "the connection to "
                + settings.host()
                + " is not encrypted: the mode is "
                + mode.label();
    return List.of(
        new Flaw(
            false,
            "tls.mode",
            problem,
            List.of("verify-full, with tls.rootCertificate, is what to use: docs/security.md")));
  }

  private void lookAtVersion() {
    List<String> pending = PostgresSchema.pending(settings);
    if (!pending.isEmpty()) {
      add(
          false,
          "",
          "the tables are older than this program, which has " + String.join(", ", pending),
          MIGRATE);
    }
  }

  private Map<String, Map<String, Stored>> columns(Connection open, List<String> names)
      throws SQLException {
    Map<String, Map<String, Stored>> tables = new LinkedHashMap<>();
    try (PreparedStatement statement = open.prepareStatement(COLUMNS)) {
      statement.setString(1, settings.schema());
      statement.setArray(2, open.createArrayOf("text", names.toArray()));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Set<String> privileges = new TreeSet<>();
          for (String privilege : List.of("SELECT", "INSERT", "UPDATE")) {
            if (result.getBoolean(privilege)) {
              privileges.add(privilege);
            }
          }
          tables
              .computeIfAbsent(result.getString("relname"), absent -> new LinkedHashMap<>())
              .put(
                  result.getString("attname"),
                  new Stored(
                      result.getString("type"), result.getBoolean("must_be_filled"), privileges));
        }
      }
    }
    return tables;
  }

  private Role role(Connection open) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(ROLE)) {
      statement.setString(1, settings.schema());
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        boolean isSuperuser = result.getBoolean("rolsuper");
        List<String> excess = new ArrayList<>();
        if (isSuperuser) {
          excess.add("it is a superuser");
        } else {
          if (result.getBoolean("rolcreaterole")) {
            excess.add("it may create roles");
          }
          if (result.getBoolean("rolcreatedb")) {
            excess.add("it may create databases");
          }
          if (result.getBoolean("creates_schemas")) {
            excess.add("it may create schemas in this database");
          }
          if (result.getBoolean("creates")) {
            excess.add("it may create tables in schema " + settings.schema());
          }
        }
        return new Role(
            result.getString("rolname"), isSuperuser, result.getBoolean("uses"), excess);
      }
    }
  }

  private List<String> names() {
    return needed.stream().map(StoredTable::tableName).toList();
  }

  /** What a writer writes to, by the names that the database gives to types. */
  private static Map<String, String> types(GuardedUpsert<?> upsert) {
    Map<String, String> types = new LinkedHashMap<>();
    upsert.columns().forEach(column -> types.put(column.name(), spelled(column.type())));
    if (upsert.isGuarded()) {
      types.put("generation", "integer");
      types.put("updated_at", spelled("timestamptz"));
    }
    return types;
  }

  private static String spelled(String type) {
    return type.equals("timestamptz") ? "timestamp with time zone" : type;
  }

  private void add(boolean isFatal, String key, String problem, String... remedies) {
    flaws.add(new Flaw(isFatal, key, problem, List.of(remedies)));
  }

  private record Stored(String type, boolean mustBeFilled, Set<String> privileges) {}

  private record Role(String name, boolean isSuperuser, boolean usesSchema, List<String> excess) {}
}

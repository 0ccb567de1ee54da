package io.aforo.adapters.postgres;

import java.sql.SQLException;
import java.util.Set;

/** What to do about an error of the database, by its SQLSTATE. */
enum SqlFailure {
  /** The infrastructure; it passes. */
  TRANSIENT,
  /** One row's own fault; its neighbours can be written. */
  DATA,
  /** Neither time nor leaving out a row helps: the schema, the rights, the configuration. */
  FATAL;

  private static final Set<String> TRANSIENT_STATES =
      Set.of(
          "25006", // read only: a standby, during a failover
          "25P03", // the session was idle in its transaction for too long
          "40001", // serialization failure
          "40003", // whether the statement was completed is unknown
          "40P01", // deadlock
          "55P03", // a lock that was not to be had in time
          "57014"); // cancelled by a person or by statement_timeout

  /** Whole classes: connections, resources, an operator's doing (57P0x), the system's errors. */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "58");

  /** Two keys that are one to the database (21), values (22), constraints (23). */
  private static final Set<String> DATA_CLASSES = Set.of("21", "22", "23");

  static SqlFailure of(SQLException error) {
    String state = error.getSQLState();
    // 08004: the server wants a password and there is none.
    if (state == null || state.length() != 5 || state.equals("08004")) {
      return FATAL;
    }
    if (TlsFailure.of(error) != TlsFailure.NONE) {
      return FATAL;
    }
    String stateClass = state.substring(0, 2);
    if (TRANSIENT_STATES.contains(state)
        || TRANSIENT_CLASSES.contains(stateClass)
        || state.startsWith("57P0")) {
      return TRANSIENT;
    }
    // 54000: a key too long for its index.
    if (DATA_CLASSES.contains(stateClass) || state.equals("54000")) {
      return DATA;
    }
    return FATAL;
  }

  /** The error as a person wants to read it, with what to do. */
  static PostgresException explain(String task, PostgresSettings settings, SQLException error) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    String advice = TlsFailure.of(error).advice(settings);
    if (advice.isEmpty()) {
      advice = adviceOn(state, settings);
    }
    return new PostgresException(
        (task
                + " failed on "
                + settings
                + ": "
                + firstLine(error)
                + " (SQLSTATE "
                + (state.isEmpty() ? "unknown" : state)
                + "). "
                + advice)
            .strip(),
        error);
  }

  private static String adviceOn(String state, PostgresSettings settings) {
    return switch (state) {
      case "42P01", "3F000", "42703", "42P10" ->
          "The tables are missing or older than this program: run `aforo migrate --config"
              + " FILE`.";
      case "42501" ->
          "The role "
              + settings.user()
              + " lacks a privilege in schema "
              + settings.schema()
              + ": as the owner of the tables, run `aforo migrate --config FILE --grant-to "
              + settings.user()
              + "`.";
      case "42704" -> "Create the role first, or correct its name.";
      case "28P01", "28000", "08004" ->
          "The server refuses the user or the password; the password is taken from "
              + settings.password()
              + "."
              + (settings.tls().mode() == PostgresTls.Mode.DISABLE
                  ? " It may want an encrypted connection: postgres.tls.mode is disable."
                  : "");
      case "3D000" -> "Create the database, or correct its name in the configuration.";
      default -> "";
    };
  }

  /** The server's message alone: without the position in the statement, without hints. */
  static String firstLine(SQLException error) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    return message.lines().findFirst().orElse("");
  }
}

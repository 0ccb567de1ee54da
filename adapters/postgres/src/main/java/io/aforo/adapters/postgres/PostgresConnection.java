package io.aforo.adapters.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/**
 * One connection, opened when it is first asked for, validated whenever it is asked for again, and
 * replaced when it is broken. Autocommit is off. For one thread.
 */
final class PostgresConnection implements AutoCloseable {

  private static final int VALIDATION_SECONDS = 5;

  private final Supplier<JdbcConnectionProvider> providers;
  private final List<String> session;
  private JdbcConnectionProvider provider;
  private Connection prepared;

  PostgresConnection(Supplier<JdbcConnectionProvider> providers, List<String> session) {
    this.providers = providers;
    this.session = session;
  }

  /** A connection for transactions that lock rows; the server ends one whose client has stalled. */
  static PostgresConnection forWriting(PostgresSettings settings) {
    return new PostgresConnection(() -> provider(settings), writingSession(settings));
  }

  /** A connection for statements that set up, grant or tidy up, one transaction each. */
  static PostgresConnection forMaintenance(PostgresSettings settings) {
    return new PostgresConnection(() -> provider(settings), List.of());
  }

  static PostgresConnection forReading(PostgresSettings settings) {
    return new PostgresConnection(
        () -> provider(settings),
        List.of(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ"
                + " ONLY"));
  }

  static List<String> writingSession(PostgresSettings settings) {
    long socketMillis = settings.socketTimeout().toMillis();
    return List.of(
        // A writer that is stopped in the middle must not hold its rows' locks for ever.
        "SET idle_in_transaction_session_timeout = " + socketMillis,
        // Before the socket's own timeout, so that the connection survives the wait.
        "SET lock_timeout = " + socketMillis / 2);
  }

  static JdbcConnectionProvider provider(PostgresSettings settings) {
    JdbcConnectionOptions.JdbcConnectionOptionsBuilder options =
        new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
            .withUrl(url(settings))
            // By name, so that the class loader of the job finds it.
            .withDriverName("org.postgresql.Driver")
            .withConnectionCheckTimeoutSeconds(VALIDATION_SECONDS);
    properties(settings)
        .forEach((name, value) -> options.withProperty((String) name, (String) value));
    return new SimpleJdbcConnectionProvider(options.build());
  }

  static String url(PostgresSettings settings) {
    String host = settings.host();
    boolean isIpv6 = host.indexOf(':') != host.lastIndexOf(':') && host.matches("[^\\[,]+");
    return "jdbc:postgresql://"
        + (isIpv6 ? "[" + host + "]" : host)
        + ":"
        + settings.port()
        + "/"
        + URLEncoder.encode(settings.database(), StandardCharsets.UTF_8);
  }

  /**
   * What the driver is told besides the address, the password included: read now, and kept no
   * longer than the connection.
   */
  static Properties properties(PostgresSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    settings.password().read().ifPresent(password -> properties.setProperty("password", password));
    settings.tls().addTo(properties);
    // It becomes the search_path, which is a list of names.
    properties.setProperty("currentSchema", Identifier.quoted(settings.schema()));
    properties.setProperty("ApplicationName", "aforo");
    String connectSeconds = Long.toString(settings.connectTimeout().toSeconds());
    properties.setProperty("connectTimeout", connectSeconds);
    properties.setProperty("loginTimeout", connectSeconds);
    properties.setProperty("socketTimeout", Long.toString(settings.socketTimeout().toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    // Otherwise the messages of exceptions hold the values of rows.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  /** The connection, known to be alive a moment ago. */
  Connection get() throws SQLException {
    if (provider == null) {
      provider = providers.get();
    }
    Connection connection;
    try {
      connection = provider.getOrEstablishConnection();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The JDBC driver of Postgres is not on the class path.", e);
    }
    if (connection != prepared) {
      // Outside of a transaction, or a rollback would take the settings back.
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        for (String setting : session) {
          statement.execute(setting);
        }
      }
      connection.setAutoCommit(false);
      prepared = connection;
    }
    return connection;
  }

  /** Closes the connection; the next {@link #get} opens another, with the password read anew. */
  void discard() {
    if (provider != null) {
      provider.closeConnection();
    }
    provider = null;
    prepared = null;
  }

  @Override
  public void close() {
    discard();
  }
}

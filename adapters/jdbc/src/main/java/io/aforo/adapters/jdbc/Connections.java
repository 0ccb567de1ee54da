package io.aforo.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.core.database.JdbcFactoryLoader;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialect;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/**
 * The connector's connections, with a password that is read when it is needed: for each connection
 * anew, and kept no longer than it. For one thread.
 */
final class Connections implements JdbcConnectionProvider {

  private static final long serialVersionUID = 1L;

  private static final int VALIDATION_SECONDS = 5;

  private final JdbcConnectionSettings settings;
  private final String url;

  private transient SimpleJdbcConnectionProvider current;

  Connections(JdbcConnectionSettings settings) {
    this(settings, settings.url());
  }

  /**
   * @param url the same database, with what a dialect adds
   */
  Connections(JdbcConnectionSettings settings, String url) {
    this.settings = settings;
    this.url = url;
  }

  /** The connector's dialect for this database, if it is on the class path. */
  static Optional<JdbcDialect> dialect(String url) {
    try {
      return Optional.of(
          JdbcFactoryLoader.loadDialect(url, Thread.currentThread().getContextClassLoader()));
    } catch (IllegalStateException noneOrSeveral) {
      return Optional.empty();
    }
  }

  @Override
  public Connection getConnection() {
    return current == null ? null : current.getConnection();
  }

  @Override
  public Properties getProperties() {
    throw new UnsupportedOperationException("they hold the password");
  }

  @Override
  public boolean isConnectionValid() throws SQLException {
    return current != null && current.isConnectionValid();
  }

  @Override
  public Connection getOrEstablishConnection() throws SQLException, ClassNotFoundException {
    if (!isConnectionValid()) {
      closeConnection();
      current = new SimpleJdbcConnectionProvider(options());
    }
    return current.getOrEstablishConnection();
  }

  private JdbcConnectionOptions options() {
    JdbcConnectionOptions.JdbcConnectionOptionsBuilder options =
        new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
            .withUrl(url)
            .withConnectionCheckTimeoutSeconds(VALIDATION_SECONDS);
    // By name where it is known, so that the class loader of the job finds it.
    String driver =
        settings.driver().isEmpty()
            ? dialect(settings.url()).flatMap(JdbcDialect::defaultDriverName).orElse(null)
            : settings.driver();
    options.withDriverName(driver);
    settings
        .resolved()
        .forEach((name, value) -> options.withProperty((String) name, (String) value));
    return options.build();
  }

  @Override
  public void closeConnection() {
    if (current != null) {
      current.closeConnection();
    }
    current = null;
  }

  @Override
  public Connection reestablishConnection() throws SQLException, ClassNotFoundException {
    closeConnection();
    return getOrEstablishConnection();
  }
}

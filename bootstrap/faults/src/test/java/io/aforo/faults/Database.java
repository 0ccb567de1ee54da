package io.aforo.faults;

import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Postgres of its own for the whole test run, with a new database for each test. */
final class Database implements BeforeEachCallback {

  private static final String TEMPLATE = "migrated";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private int port;
  private String name;

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    port =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Running.class, unused -> new Running(), Running.class)
            .server
            .getPort();
    name = "postgres";
    String created = "test_" + DATABASES.incrementAndGet();
    execute("CREATE DATABASE " + created + " TEMPLATE " + TEMPLATE);
    name = created;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
  }

  Addresses addresses() {
    return new Addresses("", "", url(), "postgres", "postgres");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "postgres");
  }

  void execute(String sql) throws SQLException {
    try (Connection open = connect();
        Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  String value(String query) throws SQLException {
    try (Connection open = connect();
        Statement statement = open.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Stopped by JUnit at the end of the run. */
  private static final class Running implements AutoCloseable {

    private final EmbeddedPostgres server;

    private Running() {
      try {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
        try (Connection open = server.getPostgresDatabase().getConnection();
            Statement statement = open.createStatement()) {
          statement.execute("CREATE DATABASE " + TEMPLATE);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
        PostgresSchema.migrate(
            PostgresSettings.of("127.0.0.1", server.getPort(), TEMPLATE, "postgres"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}

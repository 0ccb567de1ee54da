package io.aforo.adapters.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Postgres of its own for the whole test run, with an empty schema for each test. */
final class Database implements BeforeEachCallback, AfterEachCallback {

  static final String SECRET = "open-sesame-42";

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private String schema;
  private int port;

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    port =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Running.class, unused -> new Running(), Running.class)
            .server
            .getPort();
    schema = "public";
    String own = "test_" + SCHEMAS.incrementAndGet();
    execute("CREATE SCHEMA " + own);
    schema = own;
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    execute("DROP SCHEMA " + schema + " CASCADE");
  }

  JdbcConnectionSettings settings() {
    return JdbcConnectionSettings.of(url(), "postgres", () -> Optional.of(SECRET));
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?currentSchema=" + schema;
  }

  int port() {
    return port;
  }

  String schema() {
    return schema;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url() + "&user=postgres");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <R> List<R> query(String sql, Mapping<R> mapping) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<R> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(mapping.of(result));
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Epoch milliseconds of a stored time; the bounds of all times stand for none. */
  static long millis(ResultSet row, String column) throws SQLException {
    LocalDateTime time = row.getObject(column, LocalDateTime.class);
    if (time.equals(LocalDateTime.parse("1000-01-01T00:00:00"))) {
      return Long.MIN_VALUE;
    }
    return time.equals(LocalDateTime.parse("9999-12-31T23:59:59.999"))
        ? Long.MAX_VALUE
        : time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  interface Mapping<R> {
    R of(ResultSet row) throws SQLException;
  }

  /** Stopped by JUnit at the end of the run. */
  private static final class Running implements AutoCloseable {

    private final EmbeddedPostgres server;

    private Running() {
      try {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
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

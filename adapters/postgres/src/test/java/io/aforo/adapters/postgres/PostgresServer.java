package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Postgres of its own for the whole test run, with a schema of its own for each test class, whose
 * tables are empty when a test begins. Stores use it as a role that may do what {@link
 * PostgresSchema#grant} grants, and nothing else; so all that is tested with them is tested without
 * DDL and DELETE.
 */
final class PostgresServer implements BeforeAllCallback, BeforeEachCallback {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /** A role can be called anything. */
  static final String WRITER = "aforo's \"job\"; --";

  private PostgresSettings settings;

  @Override
  public void beforeAll(ExtensionContext context) {
    int port =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(Running.class, unused -> new Running(), Running.class)
            .server
            .getPort();
    settings =
        PostgresSettings.of("127.0.0.1", port, "postgres", "postgres")
            .withSchema("test_" + SCHEMAS.incrementAndGet());
    PostgresSchema.migrate(settings);
    PostgresSchema.grant(settings, WRITER);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    execute(
        "TRUNCATE sales_reports, activity_sessions, temperature_alerts, alert_history,"
            + " late_events, dead_letters");
  }

  /** For stores: as a role that may do what it must. */
  PostgresSettings settings() {
    return as(WRITER, settings);
  }

  /** For whoever makes tables: as a superuser. */
  PostgresSettings owner() {
    return settings;
  }

  static PostgresSettings as(String role, PostgresSettings settings) {
    return PostgresSettings.of(settings.host(), settings.port(), settings.database(), role)
        .withSchema(settings.schema());
  }

  /** The settings of a schema that does not exist, as a superuser. */
  PostgresSettings elsewhere() {
    return settings.withSchema("test_" + SCHEMAS.incrementAndGet());
  }

  /** A connection of a bystander, in autocommit. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        PostgresConnection.url(settings)
            + "?user=postgres&ApplicationName=bystander&currentSchema="
            + settings.schema());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the result, as text. */
  List<String> column(String sql) throws SQLException {
    return query(sql, row -> row.getString(1));
  }

  List<SalesRow> salesRows() {
    try {
      return query("SELECT * FROM sales_reports", PostgresServer::salesRow);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  List<ActivitySession> activitySessions() {
    try {
      return query("SELECT * FROM activity_sessions", PostgresServer::activitySession);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  <R> List<R> query(String sql, Mapping<R> mapping) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<R> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(mapping.of(result));
      }
      return rows;
    }
  }

  private static SalesRow salesRow(ResultSet row) throws SQLException {
    SalesTotals totals =
        new SalesTotals(
            row.getLong("sales"),
            row.getLong("returns"),
            sum(row.getBigDecimal("units")),
            sum(row.getBigDecimal("gross")),
            sum(row.getBigDecimal("returned")));
    return new SalesRow(
        row.getString("report"),
        new GroupKey(
            row.getString("store_id"),
            row.getString("product_id"),
            row.getString("customer_id"),
            row.getString("currency")),
        new TimeWindow(millis(row, "window_start"), millis(row, "window_end")),
        row.getLong("window_seq"),
        totals,
        RowStatus.valueOf(row.getString("status")));
  }

  private static ActivitySession activitySession(ResultSet row) throws SQLException {
    ActivitySession session =
        new ActivitySession(
            row.getString("user_id"),
            new TimeWindow(millis(row, "session_start"), millis(row, "session_end")),
            millis(row, "last_activity"),
            row.getLong("actions"),
            RowStatus.valueOf(row.getString("status")));
    assertThat(row.getLong("revision")).isEqualTo(session.revision());
    return session;
  }

  private static ExactSum sum(BigDecimal decimal) {
    BigInteger[] parts =
        decimal.unscaledValue().divideAndRemainder(BigInteger.valueOf(1_000_000_000_000_000_000L));
    return new ExactSum(parts[0].longValueExact(), parts[1].longValueExact());
  }

  static long millis(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    if (time.equals(OffsetDateTime.MIN)) {
      return Long.MIN_VALUE;
    }
    return time.equals(OffsetDateTime.MAX) ? Long.MAX_VALUE : time.toInstant().toEpochMilli();
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
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE " + Identifier.quoted(WRITER) + " LOGIN");
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}

package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.postgres.PasswordSource;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import io.aforo.local.stack.EmbeddedDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code aforo migrate --grant-to} and {@code aforo prune}, on a real server. */
class PruneIT {

  private static EmbeddedDatabase database;
  private static PostgresSettings settings;
  private static Path config;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    database = EmbeddedDatabase.start(directory.resolve("database"), false);
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), "postgres", database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE \"job's role\" LOGIN PASSWORD '" + database.password() + "'");
    }
    settings =
        PostgresSettings.of(database.host(), database.port(), database.database(), database.user())
            .withPassword(PasswordSource.file(database.passwordFile().toString()));
    PostgresSchema.migrate(settings);
    PostgresSchema.grant(settings, "job's role");
    config =
        Files.writeString(
            directory.resolve("aforo.yaml"),
            """
            environment: test
            generation: 3
            postgres: { host: %s, port: %d, database: %s, user: %s, password: { file: '%s' } }
            activity: { source: csv, csv: { directory: '%s' } }
            sinks: { results: [postgres], deadLetters: [postgres], lateEvents: [postgres] }
            """
                .formatted(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    database.passwordFile(),
                    directory));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void writeRowsOfThreeGenerations() throws SQLException {
    execute("TRUNCATE activity_sessions, sales_reports");
    write(1, "ana", "ben", "cem");
    write(2, "ben", "cem");
    write(3, "cem");
  }

  @Test
  void theRoleOfAJobIsGrantedWhatItNeedsAndTheStatementsAreShown() {
    assertThat(run("migrate", "--config", config.toString(), "--grant-to", "job's role")).isZero();

    assertThat(told())
        .isEqualTo(
            """
            %s/aforo is up to date, at version %s
            GRANT USAGE ON SCHEMA "public" TO "job's role";
            GRANT SELECT, INSERT, UPDATE ON "public"."sales_reports", "public"."activity_sessions",\
             "public"."temperature_alerts" TO "job's role";
            GRANT SELECT, INSERT ON "public"."alert_history", "public"."dead_letters",\
             "public"."late_events" TO "job's role";
            GRANT SELECT ON "public"."aforo_schema_history" TO "job's role";
            """
                .formatted(
                    database.address(), told().replaceAll("(?s).*at version (\\d+).*", "$1")));
  }

  @Test
  void whatOlderGenerationsLeftIsCountedAndThenRemoved() {
    assertThat(prune("--generation", "3", "--dry-run")).isZero();
    assertThat(told())
        .isEqualTo(
            """
            table                report generation           rows
            activity_sessions                    1              1  to be removed
            activity_sessions                    2              1  to be removed
            activity_sessions                    3              1  stays
            nothing was removed: --dry-run
            """);

    assertThat(prune("--generation", "2")).isZero();
    assertThat(told())
        .isEqualTo(
            """
            table                report generation           rows
            activity_sessions                    1              1  to be removed
            activity_sessions                    2              1  stays
            activity_sessions                    3              1  stays
            removed 1 rows of generation 1 from activity_sessions
            """);

    assertThat(prune("--generation", "3")).isZero();
    assertThat(told()).endsWith("removed 1 rows of generation 2 from activity_sessions\n");

    assertThat(prune("--generation", "3")).isZero();
    assertThat(told())
        .isEqualTo(
            """
            table                report generation           rows
            activity_sessions                    3              1  stays
            %s/aforo has no rows of generations below 3 to be removed
            """
                .formatted(database.address()));
  }

  @Test
  void theGenerationThatRunsIsNeverTouched() {
    assertThat(prune("--generation", "4")).isEqualTo(2);
    assertThat(errors())
        .startsWith("aforo: --generation must be at most 3, the generation of " + config);

    assertThat(prune("--generation", "3", "--dry-run")).isZero();
    assertThat(told()).contains("    3              1  stays\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsRemovedWhileTheNewGenerationHasWrittenNothing(boolean isDryRun)
      throws SQLException {
    execute("DELETE FROM activity_sessions WHERE generation = 3");
    // Another deployment's.
    writeReport(3, "theirs");

    assertThat(isDryRun ? prune("--generation", "3", "--dry-run") : prune("--generation", "3"))
        .isEqualTo(2);

    assertThat(told())
        .isEqualTo(
            """
            table                report generation           rows
            activity_sessions                    1              1  to be removed
            activity_sessions                    2              1  to be removed
            """);
    assertThat(errors())
        .startsWith(
            "aforo: nothing was removed: "
                + database.address()
                + "/aforo has no row of generation 3 or later that this configuration's job would"
                + " have written")
        .contains("let it catch up with its inputs");
    assertThat(prune("--generation", "2")).isZero();
    assertThat(told()).endsWith("removed 1 rows of generation 1 from activity_sessions\n");
  }

  @Test
  void reportsOfOthersAreOnlyRemovedIfAskedForAndTablesWithoutAnInputNever() throws Exception {
    for (String report : List.of("ours", "theirs")) {
      writeReport(1, report);
    }
    Path sales =
        Files.writeString(
            directory.resolve("sales.yaml"),
            Files.readString(config)
                .replaceAll(
                    "activity: .*",
                    """
                    sales: { source: csv, csv: { directory: '%s' } }
                    reports: [{ name: ours, window: tumbling 1h, by: [] }]
                    """
                        .formatted(directory)));
    String[] options = {"--config", sales.toString(), "--generation", "3"};

    assertThat(run("prune", options, "--all-reports")).isEqualTo(2);
    assertThat(errors()).contains("has no row of generation 3 or later");
    writeReport(3, "theirs");
    assertThat(run("prune", options, "--all-reports")).isEqualTo(2);
    writeReport(3, "ours");
    writeReport(1, "once");
    assertThat(run("prune", options)).isZero();
    assertThat(told())
        .isEqualTo(
            """
            table                report generation           rows
            sales_reports        once            1              1  stays: not a report of %1$s, see\
             --all-reports
            sales_reports        ours            3              1  stays
            sales_reports        theirs          3              1  stays
            %2$s/aforo has no rows of generations below 3 to be removed
            """
                .formatted(sales, database.address()));

    assertThat(run("prune", options, "--all-reports")).isZero();
    assertThat(told()).endsWith("removed 1 rows of generation 1 from sales_reports\n");
    assertThat(prune("--generation", "3", "--all-reports")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo("aforo: --all-reports means nothing here: " + config + " has no sales\n");
    assertThat(prune("--generation", "3", "--dry-run")).isZero();
    assertThat(told()).contains(" 1              1  to be removed\n");
  }

  @Test
  void aConfigurationThatKeepsNoResultsHereHasNothingToPrune() {
    assertThat(prune("--generation", "3", "--sinks.results", "[print]")).isEqualTo(2);
    assertThat(errors()).contains("does not name postgres in sinks.results");
  }

  @Test
  void theRoleOfAJobMayNotAndIsToldWhatIsMissing() {
    assertThat(prune("--generation", "3", "--postgres.user", "job's role")).isEqualTo(1);

    assertThat(errors())
        .contains(
            "The role job's role may not remove rows",
            "--postgres.user",
            "GRANT SELECT, UPDATE, DELETE ON \"public\".\"activity_sessions\" TO \"job's role\";");
    assertThat(prune("--generation", "3", "--dry-run", "--postgres.user", "job's role")).isZero();
  }

  @Test
  void aDatabaseThatIsNotThereIsAFailure() {
    assertThat(prune("--generation", "3", "--postgres.port", "1")).isEqualTo(1);

    assertThat(errors()).contains("aforo@" + database.host() + ":1/aforo");
  }

  private static void write(int generation, String... users) {
    try (ActivitySessions sessions = new PostgresStores(settings, generation).activitySessions()) {
      sessions.write(
          Stream.of(users)
              .map(
                  user ->
                      new ActivitySession(
                          user, new TimeWindow(0, 60_000), 30_000, 1, RowStatus.FINAL))
              .toList());
    }
  }

  private static void writeReport(int generation, String report) {
    SalesTotals one = new SalesTotals(1, 0, ExactSum.of(1), ExactSum.of(2), ExactSum.ZERO);
    try (SalesReports reports = new PostgresStores(settings, generation).salesReports()) {
      reports.write(
          List.of(
              new SalesRow(
                  report,
                  new GroupKey("", "", "", "EUR"),
                  new TimeWindow(0, 3_600_000),
                  0,
                  one,
                  RowStatus.FINAL)));
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int run(String command, String[] options, String... more) {
    return run(
        Stream.of(new String[] {command}, options, more)
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  private int prune(String... options) {
    List<String> arguments = new ArrayList<>(List.of("prune", "--config", config.toString()));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.postgres.PostgresTls.Mode;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.time.RowStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that speaks to nobody in the clear, under the name localhost. */
@Timeout(60)
final class PostgresTlsIT {

  @RegisterExtension static final PostgresServer WITHOUT = new PostgresServer();

  @TempDir private static Path directory;

  private static Certificates certificates;
  private static Path authority;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(directory);
    certificates.authority("authority");
    certificates.signed("server", "authority", "-ext", "san=dns:localhost");
    certificates.signed("job", "authority");
    certificates.authority("stranger");
    authority = certificates.certificate("authority");
    Path rules =
        Files.writeString(directory.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n");
    server =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("hba_file", rules.toString())
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", certificates.certificate("server").toString())
            .setServerConfig("ssl_key_file", certificates.key("server").toString())
            .setServerConfig("ssl_ca_file", authority.toString())
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void tablesAreMadeWrittenReadAndJudgedByTheRightAuthorityAndName() throws SQLException {
    PostgresSettings settings = at("localhost", verifying(Mode.VERIFY_FULL)).withSchema("whole");

    PostgresSchema.migrate(settings);
    try (SalesReports reports = new PostgresStores(settings, 1).salesReports();
        PostgresTables tables = new PostgresTables(settings)) {
      reports.write(List.of(Rows.salesRow("bread", 1, RowStatus.FINAL)));

      assertThat(tables.counts()).containsEntry(StoredTable.SALES_REPORTS, 1L);
    }
    assertThat(PostgresInspection.of(settings, List.of(StoredTable.values())))
        .noneMatch(PostgresInspection.Flaw::isFatal);
    assertThat(session(settings)).startsWith("encrypted TLSv1.").endsWith(" as nobody");
  }

  @Test
  void anotherNameIsRefusedUnlessOnlyTheAuthorityCounts() throws SQLException {
    assertThatThrownBy(() -> session(at("127.0.0.1", verifying(Mode.VERIFY_FULL))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(
            "The server's certificate is not for the name 127.0.0.1: set postgres.host to a name that"
                + " it is for");
    assertThat(session(at("127.0.0.1", verifying(Mode.VERIFY_CA)))).startsWith("encrypted");
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFY_CA", "VERIFY_FULL"})
  void anotherAuthorityIsRefused(Mode mode) throws Exception {
    Path stranger = certificates.certificate("stranger");

    assertThatThrownBy(
            () ->
                session(
                    at("localhost", PostgresTls.of(mode).withRootCertificate(stranger.toString()))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(
            "not signed by one in the file "
                + stranger
                + ": set postgres.tls.rootCertificate to the file of the one that did");
    assertThatThrownBy(() -> session(at("localhost", PostgresTls.of(mode))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(
            "not signed by one that Java trusts: set postgres.tls.rootCertificate");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String missing = directory.resolve("missing.pem").toString();

    assertThatThrownBy(
            () ->
                session(
                    at("localhost", PostgresTls.of(Mode.VERIFY_FULL).withRootCertificate(missing))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(missing)
        .hasMessageContaining("postgres.tls.rootCertificate");
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFER", "REQUIRE"})
  void withoutVerificationTheSessionIsEncryptedAllTheSame(Mode mode) throws SQLException {
    assertThat(session(at("127.0.0.1", PostgresTls.of(mode)))).startsWith("encrypted");
  }

  @Test
  void aServerThatWantsEncryptionIsToldOfWhereItIsTurnedOff() {
    assertThatThrownBy(() -> session(at("localhost", PostgresTls.of(Mode.DISABLE))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("It may want an encrypted connection: postgres.tls.mode is disable.");
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
  void aServerThatDoesNotOfferEncryptionIsRefusedByWhoAsksForIt(Mode mode) {
    PostgresTls tls = mode == Mode.REQUIRE ? PostgresTls.of(mode) : verifying(mode);

    assertThatThrownBy(() -> session(WITHOUT.settings().withTls(tls)))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(
            "postgres.tls.mode is " + mode.label() + ", but the server does not offer TLS");
  }

  @Test
  void whoPrefersEncryptionTakesAServerWithout() throws SQLException {
    assertThat(session(WITHOUT.settings())).isEqualTo("in the clear");
  }

  @Test
  void theJobShowsItsOwnCertificate() throws Exception {
    PostgresTls tls =
        verifying(Mode.VERIFY_FULL)
            .withClient(
                certificates.certificate("job").toString(),
                certificates.pkcs8("job").toString(),
                PasswordSource.environment("AFORO_NO_SUCH_VARIABLE"));

    assertThat(session(at("localhost", tls))).endsWith(" as /CN=job");
  }

  @Test
  void theKeyCanHaveAPasswordWhichIsReadFromItsFile() throws Exception {
    Path password = Files.writeString(directory.resolve("key-password"), "swordfish\n");
    PostgresTls tls =
        verifying(Mode.VERIFY_FULL)
            .withClient(
                "",
                certificates.pkcs12("job", "swordfish").toString(),
                PasswordSource.file(password.toString()));

    assertThat(session(at("localhost", tls))).endsWith(" as /CN=job");
    // What Flyway logs of its connections.
    try (Connection connection = PostgresSchema.source(at("localhost", tls)).getConnection()) {
      assertThat(connection.getMetaData().getURL())
          .isEqualTo("jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
    }
  }

  @Test
  void aCertificateThatIsWrongIsNotWaitedOut() {
    PostgresSettings wrong = at("127.0.0.1", verifying(Mode.VERIFY_FULL));

    // A minute of retries would be more than the test's own time limit allows.
    try (SalesReports reports =
        new PostgresStores(
                wrong.withTimeouts(
                    wrong.connectTimeout(), wrong.socketTimeout(), Duration.ofMinutes(30)),
                1)
            .salesReports()) {
      assertThatThrownBy(() -> reports.write(Rows.salesRows(1, 1)))
          .isInstanceOf(PostgresException.class)
          .hasMessageNotContaining("tried")
          .hasMessageContaining("postgres.host");
    }
  }

  private static PostgresTls verifying(Mode mode) {
    return PostgresTls.of(mode).withRootCertificate(authority.toString());
  }

  private static PostgresSettings at(String host, PostgresTls tls) {
    return PostgresSettings.of(host, server.getPort(), "postgres", "postgres").withTls(tls);
  }

  /** What the server says of a session that stores would have. */
  private static String session(PostgresSettings settings) throws SQLException {
    try (PostgresConnection connection = PostgresConnection.forWriting(settings);
        Statement statement = connection.get().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      String client = row.getString("client_dn");
      return row.getBoolean("ssl")
          ? "encrypted " + row.getString("version") + " as " + (client == null ? "nobody" : client)
          : "in the clear";
    } catch (SQLException failure) {
      throw SqlFailure.explain("Connecting", settings, failure);
    }
  }
}

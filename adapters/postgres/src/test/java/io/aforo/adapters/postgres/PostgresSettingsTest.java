package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresSettingsTest {

  private static final PostgresSettings SETTINGS =
      PostgresSettings.of("db.example", 5432, "shop", "writer");

  @TempDir Path directory;

  @Test
  void thePasswordIsReadFromItsVariable() {
    assertThat(PasswordSource.standard().read(Map.of("PGPASSWORD", "s3cret"))).contains("s3cret");
  }

  @Test
  void thePasswordIsReadFromTheFileThatAVariableNames() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "s3cret \n");

    assertThat(
            PasswordSource.environment("DB_PASSWORD")
                .read(Map.of("DB_PASSWORD_FILE", file.toString())))
        .contains("s3cret ");
  }

  @Test
  void withoutAVariableThereIsNoPassword() {
    assertThat(PasswordSource.standard().read(Map.of())).isEmpty();
  }

  @Test
  void aPasswordFileThatIsNotThereIsNamed() {
    String path = directory.resolve("nothing").toString();

    assertThatThrownBy(() -> PasswordSource.file(path).read(Map.of()))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining(path);
  }

  @Test
  void storesTravelWithTheReferenceToThePasswordAlone() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "s3cret");
    PostgresStores stores =
        new PostgresStores(SETTINGS.withPassword(PasswordSource.file(file.toString())), 1);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stores);
    }
    Object arrived =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

    assertThat(arrived).isEqualTo(stores);
    assertThat(stores.toString() + stores.settings() + stores.settings().password() + bytes)
        .doesNotContain("s3cret");
  }

  @Test
  void theDatabaseIsNamedWithoutDetails() {
    assertThat(SETTINGS).hasToString("writer@db.example:5432/shop");
  }

  @Test
  void aDatabaseCanHaveAnyName() {
    assertThat(
            PostgresConnection.url(PostgresSettings.of("db.example", 5432, "my shop?", "writer")))
        .isEqualTo("jdbc:postgresql://db.example:5432/my+shop%3F");
  }

  @ParameterizedTest
  @CsvSource({
    "::1, jdbc:postgresql://[::1]:5432/shop",
    "[fd00::7], jdbc:postgresql://[fd00::7]:5432/shop",
    "'db-1,db-2', 'jdbc:postgresql://db-1,db-2:5432/shop'",
    "'db-1:6432,db-2:6432,db-3', 'jdbc:postgresql://db-1:6432,db-2:6432,db-3:5432/shop'"
  })
  void addressesOfAllKindsAreUnderstood(String host, String url) {
    assertThat(PostgresConnection.url(PostgresSettings.of(host, 5432, "shop", "writer")))
        .isEqualTo(url);
  }

  @Test
  void theSchemaIsOneNameInTheSearchPath() {
    assertThat(
            PostgresConnection.properties(SETTINGS.withSchema("a, \"b\""))
                .getProperty("currentSchema"))
        .isEqualTo("\"a, \"\"b\"\"\"");
  }

  @ParameterizedTest
  @CsvSource({
    "db.internal, PREFER, false, the connection to db.internal is not encrypted: the mode is prefer",
    "db.internal, REQUIRE, true, 'the connection to db.internal is encrypted, but nothing says who is"
        + " at its other end: the mode is require'",
    "db.internal, VERIFY_CA, true, 'the connection to db.internal is encrypted, but any server with a"
        + " certificate of the same CA could be at its other end: the mode is verify-ca'",
    "db.internal, VERIFY_FULL, true,",
    "localhost, DISABLE, false,",
    "127.0.0.9, PREFER, false,",
    "::1, PREFER, false,",
    "'localhost,127.0.0.1', PREFER, false,",
    "'db.internal,b.localhost', PREFER, false, 'the connection to db.internal,b.localhost is not"
        + " encrypted: the mode is prefer'",
    "127.0.0.1.example, PREFER, false, the connection to 127.0.0.1.example is not encrypted: the mode"
        + " is prefer"
  })
  void whatGoesOverANetworkIsToBeEncryptedAndItsOtherEndKnown(
      String host, PostgresTls.Mode mode, boolean isEncrypted, String problem) {
    PostgresSettings settings =
        PostgresSettings.of(host, 5432, "shop", "writer").withTls(PostgresTls.of(mode));

    assertThat(PostgresInspection.judgeEncryption(settings, isEncrypted))
        .isEqualTo(
            problem == null
                ? List.of()
                : List.of(
                    new PostgresInspection.Flaw(
                        false,
                        "tls.mode",
                        problem,
                        List.of(
                            "verify-full, with tls.rootCertificate, is what to use:"
                                + " docs/security.md"))));
  }

  @Test
  void settingsThatCannotWorkAreRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> PostgresSettings.of("db.example", 0, "shop", "writer"))
        .hasMessage("port must be from 1 to 65535, was 0");
    assertThatThrownBy(() -> PostgresSettings.of(" ", 5432, "shop", "writer"))
        .hasMessage("host must not be blank");
    assertThatThrownBy(
            () ->
                SETTINGS.withTimeouts(
                    Duration.ofMillis(999), Duration.ofSeconds(30), Duration.ofSeconds(30)))
        .hasMessage("connectTimeout must be from 1 s to 24 h, was PT0.999S");
    assertThatThrownBy(
            () ->
                SETTINGS.withTimeouts(
                    Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(61)))
        .hasMessage("retryFor must be from 0 to 1 h, was PT1H1M");
    assertThatThrownBy(() -> PostgresSettings.of("db/?sslmode=disable", 5432, "shop", "writer"))
        .hasMessage(
            "host must be a name or an address, such as db.internal, was 'db/?sslmode=disable'");
    assertThatThrownBy(() -> new PostgresStores(SETTINGS, 0))
        .hasMessage("generation must be 1 or more, was 0");
  }
}

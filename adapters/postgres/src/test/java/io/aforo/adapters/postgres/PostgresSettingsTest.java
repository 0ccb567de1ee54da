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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThatThrownBy(() -> new PostgresStores(SETTINGS, 0))
        .hasMessage("generation must be 1 or more, was 0");
  }
}

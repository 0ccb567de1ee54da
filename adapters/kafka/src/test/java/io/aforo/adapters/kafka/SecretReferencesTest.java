package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferencesTest {

  @TempDir private Path directory;

  @Test
  void aFileAloneIsTheSecretWithoutItsLastLineBreak() throws IOException {
    Path file = write("hunter2\n");

    assertThat(resolved("${file:" + file + "}")).isEqualTo("hunter2");
    assertThat(resolved("aforo:${file:" + file + "}")).isEqualTo("aforo:hunter2");
  }

  @Test
  void aLineOfAFileIsFoundByItsName() throws IOException {
    Path file = write("user=aforo\npassword=hunter2\n");

    assertThat(resolved("${file:" + file + ":password}")).isEqualTo("hunter2");
  }

  @Test
  void aVariableIsWhatItIsOnThisMachine() throws IOException {
    Map.Entry<String, String> variable = System.getenv().entrySet().iterator().next();

    assertThat(resolved("${env:" + variable.getKey() + "}")).isEqualTo(variable.getValue());
    try (SecretReferences.OfVariables variables =
        new SecretReferences.OfVariables(Map.of("A", "hunter2", "B", "x"))) {
      variables.configure(Map.of());
      assertThat(variables.get("", Set.of("A")).data()).isEqualTo(Map.of("A", "hunter2"));
    }
  }

  @Test
  void aReferenceToNothingIsAnErrorThatNamesItAndNoSecret() throws IOException {
    Path file = write("user=hunter2\n");

    assertThatThrownBy(() -> resolved("${env:AFORO_NOBODY_SETS_THIS}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("the environment variable AFORO_NOBODY_SETS_THIS is not set on this machine");
    assertThatThrownBy(() -> resolved("${file:" + file + ":password}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("the file " + file + " has no line password=...");
    assertThatThrownBy(() -> resolved("${file:" + directory.resolve("gone") + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("the file " + directory.resolve("gone") + " cannot be read here: ");
  }

  @Test
  void providersOfOnesOwnStayAndOursStandBesideThem() {
    assertThat(
            SecretReferences.resolvable(
                Map.of(
                    "config.providers",
                    "vault, file",
                    "config.providers.file.class",
                    "com.example.Files")))
        .containsEntry("config.providers", "vault,file,env")
        .containsEntry("config.providers.file.class", "com.example.Files")
        .containsEntry("config.providers.env.class", SecretReferences.OfVariables.class.getName());
  }

  @Test
  void aReferenceOfAProviderThatThereIsNoneOfIsAnErrorAndNotAPassword() {
    KafkaSettings settings =
        new KafkaSettings(
            "k:9092",
            "https://r",
            "g",
            Map.of("config.providers", "vault", "ssl.key.password", "${fil:/hunter2}"),
            Map.of("bearer.auth.token", "${fil:/hunter2}"));

    assertThatThrownBy(settings::clientProperties)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "ssl.key.password refers to ${fil:...}, and there is no provider fil; allowed: env,"
                + " file, vault, and what config.providers names");
    assertThatThrownBy(settings::resolvedRegistryProperties)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("bearer.auth.token refers to ${fil:...}, and there is no provider");
  }

  @Test
  void providersThatTheRegistrysClientNamesStandBesideThoseOfKafkasClients() throws IOException {
    Path file = write("hunter2\n");
    String ours = SecretReferences.OfFiles.class.getName();
    KafkaSettings settings =
        new KafkaSettings(
            "k:9092",
            "https://r",
            "g",
            Map.of("config.providers", "shared", "config.providers.shared.class", ours),
            Map.of(
                "config.providers",
                "own",
                "config.providers.own.class",
                ours,
                "a",
                "${own:%1$s} ${shared:%1$s} ${file:%1$s}".formatted(file)));

    assertThat(settings.resolvedRegistryProperties()).containsEntry("a", "hunter2 hunter2 hunter2");
  }

  @Test
  void whatTheRegistrysClientIsToldAboutTlsHasItsPrefix() {
    KafkaSettings settings =
        new KafkaSettings(
            "k:9092",
            "https://r",
            "g",
            Map.of("ssl.truststore.location", "/kafka.pem"),
            Map.of("ssl.truststore.location", "/a.pem", "schema.registry.ssl.protocol", "TLS"));

    assertThat(settings.resolvedRegistryProperties())
        .containsEntry("schema.registry.ssl.truststore.location", "/a.pem")
        .containsEntry("schema.registry.ssl.protocol", "TLS")
        .doesNotContainKey("ssl.truststore.location");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "secret", ""), text);
  }

  /** As the registry's client is told. */
  private static Object resolved(String value) {
    return new KafkaSettings("k:9092", "https://r", "g", Map.of(), Map.of("some.property", value))
        .resolvedRegistryProperties()
        .get("some.property");
  }
}

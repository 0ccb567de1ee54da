package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcConnectionSettingsTest {

  private static final String URL = "jdbc:postgresql://db:5432/shop?currentSchema=sales";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlserver://db:1433;accessToken=swordfish",
        "jdbc:snowflake://x/?private_key_file_pwd=swordfish",
        "jdbc:postgresql://db/shop?clientSecret=swordfish",
        "jdbc:postgresql://db/shop?user=ana&password=hunter2",
        "jdbc:postgresql://ana:hunter2@db/shop",
        "jdbc:mysql://address=(host=db)(password=hunter2)/shop",
        "jdbc:sqlserver://db;user=ana;PASSWORD = hunter2",
        "jdbc:sqlserver://db;trustStorePassword=hunter2",
        "jdbc:oracle:thin:ana/hunter2@//db:1521/shop"
      })
  void urlWithAPasswordIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> JdbcConnectionSettings.of(url, "ana", Optional::empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url must not hold a password; it is taken from the environment or a file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db:5432/shop",
        "jdbc:postgresql://[::1]:5432/shop?passwordless=true",
        "jdbc:mysql://ana@db:3306,db2:3306/shop?useSSL=true",
        "jdbc:sqlserver://db:1433;databaseName=shop",
        "jdbc:oracle:thin:@//db:1521/shop"
      })
  void urlWithoutAPasswordIsTaken(String url) {
    assertThat(JdbcConnectionSettings.of(url, "", Optional::empty).url()).isEqualTo(url);
  }

  @Test
  void whatIsNoUrlOfJdbcIsRefused() {
    assertThatThrownBy(() -> JdbcConnectionSettings.of("db:5432/shop", "", Optional::empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("url must be one of JDBC, such as jdbc:postgresql://localhost:5432/shop");
  }

  @Test
  void propertyThatIsASecretIsRefused() {
    JdbcConnectionSettings settings = JdbcConnectionSettings.of(URL, "ana", Optional::empty);

    assertThatThrownBy(() -> settings.withProperties(Map.of("sslpassword", "hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sslpassword")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "user=${file:/run/u:user};password=hunter2",
        "password=${file:/run/p:pw} trustStorePassword = hunter2",
        "http://ana:hunter2@proxy:3128"
      })
  void propertyWhoseValueHoldsASecretIsRefusedWhateverElseItHolds(String value) {
    JdbcConnectionSettings settings = JdbcConnectionSettings.of(URL, "ana", Optional::empty);

    assertThatThrownBy(() -> settings.withProperties(Map.of("connectionProperties", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "properties must not hold a secret, such as in the value of connectionProperties;"
                + " the password is taken from the environment or a file");
  }

  @Test
  void encryptionIsUpToTheDriver() {
    Map<String, String> tls =
        Map.of(
            "sslmode", "verify-full",
            "sslrootcert", "/etc/aforo/ca.pem",
            "sslcert", "/etc/aforo/job.pem",
            "sslkey", "/etc/aforo/job.pk8",
            "options", "-c statement_timeout=5min");

    assertThat(
            JdbcConnectionSettings.of(URL, "ana", Optional::empty).withProperties(tls).resolved())
        .containsAllEntriesOf(tls);
  }

  @Test
  void textSaysWhereAndAsWhomAndNoMore() {
    JdbcConnectionSettings settings =
        JdbcConnectionSettings.of(URL, "ana", () -> Optional.of("hunter2"))
            .withProperties(Map.of("ssl", "true"));

    assertThat(settings).hasToString("ana at jdbc:postgresql://db:5432/shop");
  }

  @Test
  void passwordIsReadWhenItIsNeeded() {
    JdbcConnectionSettings settings =
        JdbcConnectionSettings.of(URL, "ana", () -> Optional.of("hunter2"))
            .withProperties(Map.of("ssl", "true"));

    Properties expected = new Properties();
    expected.putAll(Map.of("ssl", "true", "user", "ana", "password", "hunter2"));
    assertThat(settings.resolved()).isEqualTo(expected);
  }

  @Test
  void aStoreForADatabaseWithoutADialectSaysWhatIsMissing() {
    JdbcConnectionSettings settings =
        JdbcConnectionSettings.of("jdbc:mysql://db/shop", "ana", Optional::empty);

    assertThatThrownBy(() -> new JdbcStores(settings, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Flink's JDBC connector has no dialect for mysql on the class path; add"
                + " flink-connector-jdbc-mysql, if there is one, and the driver");
  }

  @Test
  void aStoreForADatabaseWithoutAnUpsertIsRefused() {
    JdbcConnectionSettings settings =
        JdbcConnectionSettings.of("jdbc:derby:memory:shop", "", Optional::empty);

    assertThatThrownBy(() -> new JdbcStores(settings, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the connector has no upsert for Derby");
  }

  @Test
  void generationIsAtLeastOne() {
    JdbcConnectionSettings settings = JdbcConnectionSettings.of(URL, "", Optional::empty);

    assertThatThrownBy(() -> new JdbcStores(settings, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("generation must be 1 or more, was 0");
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {

  private static final KafkaSettings SETTINGS =
      new KafkaSettings(
          "k:9092",
          "https://user:hunter2@r1:8081,https://user:hunter2@r2:8081",
          "aforo",
          Map.of("sasl.jaas.config", "password=hunter2"),
          Map.of("basic.auth.user.info", "user:hunter2"));

  @Test
  void nothingSecretIsPrinted() {
    assertThat(SETTINGS.toString())
        .isEqualTo(
            "KafkaSettings[bootstrapServers=k:9092, schemaRegistryUrl=https://r1:8081,"
                + "https://r2:8081, groupId=aforo, properties=[sasl.jaas.config],"
                + " registryProperties=[basic.auth.user.info]]");
  }

  @Test
  void settingsTravelToTheWorkers() throws Exception {
    assertThat(InstantiationUtil.clone(SETTINGS)).isEqualTo(SETTINGS);
  }

  @Test
  void blankSettingIsNamed() {
    assertThatThrownBy(() -> new KafkaSettings(" ", "http://r", "g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bootstrap servers must not be blank");
  }

  @Test
  void registryMustBeAUrlAndWhatItWasIsNotTold() {
    assertThatThrownBy(() -> new KafkaSettings("k:9092", "user:hunter2@r:8081", "g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://")
        .hasMessageNotContaining("hunter2");
  }
}

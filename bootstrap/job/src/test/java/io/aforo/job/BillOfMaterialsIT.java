package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CycloneDX bill of materials beside the JAR that a cluster runs. */
class BillOfMaterialsIT {

  private static JsonNode bill;

  @BeforeAll
  static void read() throws IOException {
    bill = JsonMapper.builder().build().readTree(Path.of("target/aforo-job-sbom.json").toFile());
  }

  @Test
  void whatTheJarIsMadeOfIsListedWithItsLicences() {
    Map<String, String> licences = new TreeMap<>();
    for (JsonNode component : bill.path("components")) {
      licences.put(
          component.path("group").asText() + ":" + component.path("name").asText(),
          component.path("licenses").findPath("id").asText());
    }

    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("aforo-job");
    assertThat(licences)
        .containsEntry("io.aforo:aforo-domain", "Apache-2.0")
        .containsEntry("org.apache.flink:flink-connector-kafka", "Apache-2.0")
        .containsEntry("org.apache.flink:flink-connector-jdbc-core", "Apache-2.0")
        .containsEntry("org.apache.kafka:kafka-clients", "Apache-2.0")
        .containsEntry("org.apache.avro:avro", "Apache-2.0")
        .containsEntry("org.postgresql:postgresql", "BSD-2-Clause")
        .containsEntry("org.yaml:snakeyaml", "Apache-2.0")
        .containsEntry("de.siegmar:fastcsv", "MIT")
        .doesNotContainKeys("org.apache.flink:flink-clients", "org.junit.jupiter:junit-jupiter");
    assertThat(licences).doesNotContainValue("");
  }

  @Test
  void theSameSourcesGiveTheSameBill() {
    assertThat(bill.has("serialNumber")).isFalse();
    assertThat(bill.path("metadata").has("timestamp")).isFalse();
  }
}

package io.aforo.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.flink.Notifying;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.NotifierAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerConfigTest {

  private static final String SMALLEST =
      """
      environment: test
      temperatures: { source: csv, csv: { directory: readings } }
      sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }
      """;

  @TempDir private Path directory;

  @Test
  void withoutTheGroupNobodyIsTold() {
    assertThat(Adapters.notifiers(load(SMALLEST).deployment())).isEmpty();
  }

  @Test
  void anAddressIsEnough() {
    JobConfig config = load(SMALLEST + "alertmanager: { urls: [\"http://localhost:9093\"] }\n");

    NotifierAdapter notifier = Adapters.notifiers(config.deployment()).get(0);
    Notifying notifying = notifier.notifying(config.deployment());

    assertThat(notifier.name()).isEqualTo("alertmanager");
    assertThat(notifying.resendEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(notifying.isHistoricalTold()).isFalse();
  }

  @Test
  void whatTravelsInTheJobGraphHoldsNoSecret() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "s3cret");
    JobConfig config =
        load(
            SMALLEST
                + "alertmanager: { urls: [\"http://localhost:9093\"], user: aforo, password: { file: '"
                + password
                + "' } }\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Notifying notifying =
        Adapters.notifiers(config.deployment()).get(0).notifying(config.deployment());
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(notifying);
    }

    assertThat(bytes.toString()).contains("aforo").doesNotContain("s3cret");
    assertThat(config.deployment().toString()).contains("aforo").doesNotContain("s3cret");
  }

  @Test
  void alertsComeFromReadingsAlone() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    environment: test
                    activity: { source: datagen, datagen: {} }
                    sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }
                    alertmanager: { urls: ["http://localhost:9093"] }
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "alertmanager must not be set without the input temperatures: there is nothing else to"
                + " tell of (line 4)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|alertmanager.urls is missing; it must be a list of URLs",
        "{ urls: [] }|alertmanager.urls must be a list of URLs; at least one; none twice",
        "{ urls: ['localhost:9093'] }|must be a URL without credentials, such as"
            + " http://alertmanager:9093",
        "{ urls: ['http://u:pw@localhost'] }|must be a URL without credentials",
        "{ urls: ['http://a[b'] }|alertmanager is not right: ",
        "{ urls: ['http://a:9093'], user: x, token: { env: T } }|alertmanager must have a user or"
            + " a token, not both",
        "{ urls: ['http://a:9093'], labels: { sensor_id: x } }|labels must not be one that every"
            + " alert has of its own",
        "{ urls: ['http://a:9093'], labels: { 'a-b': x } }|labels must have names of letters,"
            + " digits and '_'",
        "{ urls: ['http://a:9093'], resendEvery: 0s }|alertmanager.resendEvery must be a duration"
            + " above zero",
        "{ url: ['http://a:9093'] }|did you mean: alertmanager.urls"
      })
  void whatIsWrongIsToldWithItsRule(String group, String problem) {
    assertThatThrownBy(() -> load(SMALLEST + "alertmanager: " + group + "\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("u:pw");
  }

  private JobConfig load(String yaml) {
    try {
      Path file = Files.writeString(directory.resolve("job.yaml"), yaml);
      return JobConfig.load(Optional.of(file), List.of(), Map.of());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}

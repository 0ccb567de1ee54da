package io.aforo.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.config.RuleSettings.JumpDirection;
import io.aforo.job.config.SinksConfig.Sink;
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
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigTest {

  /** Enough for all that has no default. */
  private static final String SMALLEST =
      """
      environment: test
      kafka: { bootstrapServers: "file:9092", schemaRegistryUrl: "http://file:8081" }
      postgres: { host: file, database: file, user: file }
      sales: {}
      temperatures: {}
      """;

  private static final Path CONF = Path.of("../../conf");

  @TempDir private Path directory;

  @Test
  void aSmallFileIsFilledWithTheDefaults() {
    JobConfig config = load(SMALLEST);

    assertThat(config)
        .isEqualTo(
            new JobConfig(
                "test",
                1,
                Optional.of(new KafkaConfig("file:9092", "http://file:8081", Map.of(), Map.of())),
                Optional.of(
                    new PostgresConfig(
                        "file",
                        5432,
                        "file",
                        "file",
                        new SecretReference(SecretReference.Kind.ENV, "PGPASSWORD"),
                        Duration.ofSeconds(60))),
                Optional.of(
                    new SalesConfig(
                        Source.KAFKA_AVRO,
                        "sales",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        true)),
                Optional.of(
                    new TemperaturesConfig(
                        Source.KAFKA_AVRO,
                        "temperature-readings",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        new RuleSettings(
                            "temperature-jump",
                            1,
                            TemperatureDelta.ofCelsius(20),
                            Duration.ofSeconds(60),
                            JumpDirection.ANY,
                            TemperatureDelta.ofCelsius(15),
                            Duration.ofMinutes(2)))),
                List.of(
                    hourly("hourly-sales-by-product", Dimension.PRODUCT),
                    hourly("hourly-sales-by-store", Dimension.STORE),
                    hourly("hourly-sales")),
                new SinksConfig(
                    List.of(Sink.POSTGRES),
                    List.of(Sink.KAFKA, Sink.POSTGRES),
                    List.of(Sink.POSTGRES)),
                new FlushConfig(1000, Duration.ofSeconds(1)),
                Duration.ofSeconds(10),
                128));
  }

  @Test
  void theDefaultLatenessIsTheDomains() {
    assertThat(hourly("any").lifecycle())
        .isEqualTo(WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS));
  }

  @Test
  void everyKeyOfAFileIsRead() {
    JobConfig config =
        load(
            """
            environment: shop-7
            generation: 3
            kafka:
              bootstrapServers: a:1,b:2
              schemaRegistryUrl: https://registry/api
              properties: { acks: all, max.poll.records: 500, enable.auto.commit: false }
            postgres:
              { host: h, port: 6432, database: d, user: u, password: { file: /s/pg }, retryFor: 0s }
            sales:
              { source: kafka-avro, topic: no, outOfOrderness: 0ms, idleness: 2s, deduplicate: false }
            temperatures:
              topic: "2026-01-01"
              outOfOrderness: 1m
              idleness: 1d
              rule: { id: fridges, version: 4, threshold: 36 F, window: 90s, direction: FALLING,
                      clearBelow: 9.5 C, clearAfter: 250ms }
            reports:
              - { name: moving, window: sliding 1h every 5m, by: [store, customer], lateness: 2d }
            sinks: { results: [print, memory], deadLetters: [print], lateEvents: [memory] }
            flush: { rows: 1, every: 10ms }
            checkpoint: { interval: 1m }
            maxParallelism: 32768
            """);

    assertThat(config)
        .isEqualTo(
            new JobConfig(
                "shop-7",
                3,
                Optional.of(
                    new KafkaConfig(
                        "a:1,b:2",
                        "https://registry/api",
                        Map.of(
                            "acks", "all",
                            "max.poll.records", "500",
                            "enable.auto.commit", "false"),
                        Map.of())),
                Optional.of(
                    new PostgresConfig(
                        "h",
                        6432,
                        "d",
                        "u",
                        new SecretReference(SecretReference.Kind.FILE, "/s/pg"),
                        Duration.ZERO)),
                Optional.of(
                    new SalesConfig(
                        Source.KAFKA_AVRO, "no", Duration.ZERO, Duration.ofSeconds(2), false)),
                Optional.of(
                    new TemperaturesConfig(
                        Source.KAFKA_AVRO,
                        "2026-01-01",
                        Duration.ofMinutes(1),
                        Duration.ofDays(1),
                        new RuleSettings(
                            "fridges",
                            4,
                            TemperatureDelta.ofCelsius(20),
                            Duration.ofSeconds(90),
                            JumpDirection.FALLING,
                            new TemperatureDelta(9L * 9_500),
                            Duration.ofMillis(250)))),
                List.of(
                    new SalesReport(
                        "moving",
                        Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5)),
                        Set.of(Dimension.STORE, Dimension.CUSTOMER),
                        WindowLifecycle.ofLateness(Duration.ofDays(2)))),
                new SinksConfig(
                    List.of(Sink.PRINT, Sink.MEMORY), List.of(Sink.PRINT), List.of(Sink.MEMORY)),
                new FlushConfig(1, Duration.ofMillis(10)),
                Duration.ofMinutes(1),
                32768));
  }

  @Test
  void theEnvironmentOverridesTheFile() {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "env:9092",
            "SCHEMA_REGISTRY_URL", "http://env:8081",
            "PGHOST", "env-host",
            "PGPORT", "6543",
            "PGDATABASE", "env-database",
            "PGUSER", "env-user",
            "PGPASSWORD", "swordfish");

    JobConfig config = load(SMALLEST, environment);

    assertThat(config.kafka())
        .contains(new KafkaConfig("env:9092", "http://env:8081", Map.of(), Map.of()));
    assertThat(config.postgres())
        .contains(
            new PostgresConfig(
                "env-host",
                6543,
                "env-database",
                "env-user",
                new SecretReference(SecretReference.Kind.ENV, "PGPASSWORD"),
                Duration.ofSeconds(60)));
  }

  @Test
  void argumentsOverrideTheEnvironment() {
    Map<String, String> environment =
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "env:9092", "SCHEMA_REGISTRY_URL", "http://env:8081");

    JobConfig config = load(SMALLEST, environment, "--kafka.bootstrapServers", "argument:9092");

    assertThat(config.kafka())
        .contains(new KafkaConfig("argument:9092", "http://env:8081", Map.of(), Map.of()));
  }

  @Test
  void theEnvironmentAloneIsEnoughForKafkaAndPostgres() {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "env:9092",
            "SCHEMA_REGISTRY_URL", "http://env:8081",
            "PGHOST", "env",
            "PGDATABASE", "env",
            "PGUSER", "env");

    JobConfig config =
        JobConfig.load(
            Optional.empty(), List.of("--environment", "test", "--sales", "{}"), environment);

    assertThat(config.kafka()).map(KafkaConfig::bootstrapServers).contains("env:9092");
    assertThat(config.postgres()).map(PostgresConfig::host).contains("env");
    assertThat(config.temperatures()).isEmpty();
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    JobConfig config = load(SMALLEST, Map.of("PGPORT", "", "PGHOST", " "));

    assertThat(config.postgres().map(PostgresConfig::host)).contains("file");
  }

  @Test
  void variablesOfADatabaseThatIsNotUsedAreIgnored() {
    JobConfig config =
        load(
            """
            environment: test
            kafka: { bootstrapServers: "k:1", schemaRegistryUrl: "http://r" }
            sales: {}
            sinks: { results: [memory], deadLetters: [memory], lateEvents: [memory] }
            """,
            Map.of("PGHOST", "somewhere", "PGPORT", "not a port"));

    assertThat(config.postgres()).isEmpty();
  }

  @Test
  void argumentsReachIntoGroupsListsAndMaps() {
    JobConfig config =
        load(
            SMALLEST,
            Map.of(),
            "--temperatures.rule.threshold=30 C",
            "--sinks.results",
            "print, memory",
            "--sinks.lateEvents",
            "[print]",
            "--reports[0].window",
            "tumbling 5m",
            "--reports.1.by",
            "",
            "--reports.3",
            "{ name: moving, window: sliding 1h every 5m }",
            "--kafka.properties.security.protocol",
            "SSL",
            "--postgres.password.file",
            "/run/secrets/pg",
            "--sales.deduplicate",
            "false");

    assertThat(config.temperatures().orElseThrow().rule().threshold())
        .isEqualTo(TemperatureDelta.ofCelsius(30));
    assertThat(config.sinks())
        .isEqualTo(
            new SinksConfig(
                List.of(Sink.PRINT, Sink.MEMORY),
                List.of(Sink.KAFKA, Sink.POSTGRES),
                List.of(Sink.PRINT)));
    assertThat(config.reports())
        .containsExactly(
            new SalesReport(
                "hourly-sales-by-product",
                Windowing.tumbling(Duration.ofMinutes(5)),
                Set.of(Dimension.PRODUCT),
                WindowLifecycle.ofLateness(Duration.ofHours(24))),
            hourly("hourly-sales-by-store"),
            hourly("hourly-sales"),
            new SalesReport(
                "moving",
                Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5)),
                Set.of(),
                WindowLifecycle.ofLateness(Duration.ofHours(24))));
    assertThat(config.kafka().orElseThrow().properties())
        .isEqualTo(Map.of("security.protocol", "SSL"));
    assertThat(config.postgres().orElseThrow().password())
        .isEqualTo(new SecretReference(SecretReference.Kind.FILE, "/run/secrets/pg"));
    assertThat(config.sales().orElseThrow().deduplicate()).isFalse();
  }

  @Test
  void aListCanBeReplacedAsAWhole() {
    JobConfig config =
        load(SMALLEST, Map.of(), "--reports", "[{ name: all, window: tumbling 1h }]");

    assertThat(config.reports()).containsExactly(hourly("all"));
  }

  @Test
  void theFileIsNamedAmongTheArguments() throws IOException {
    Path file = Files.writeString(directory.resolve("some.yaml"), SMALLEST);

    JobConfig config =
        JobConfig.load(
            new String[] {"--generation", "7", "--config", file.toString(), "--maxParallelism=4"},
            Map.of());

    assertThat(config.generation()).isEqualTo(7);
    assertThat(config.maxParallelism()).isEqualTo(4);
    assertThat(config.kafka().orElseThrow().bootstrapServers()).isEqualTo("file:9092");
  }

  @Test
  void theConsumerGroupNamesJobAndEnvironment() {
    assertThat(load(SMALLEST).consumerGroup("retail")).isEqualTo("aforo-retail-test");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String terrible =
        """
        environment: Production
        generation: 0
        kafka:
          bootstrapServer: localhost:9092
          schemaRegistryUrl: http://localhost:8081
        sales:
          outOfOrderness: 5 parsecs
          deduplicate: yes
          source: kafka-avr
        temperatures:
          rule: { threshold: 10 C, clearBelow: 15 C }
        reports:
          - { name: hourly-sales, window: tumbling 1h, by: [shop] }
          - { name: hourly-sales, window: hopping 1h }
          - { name: odd, window: sliding 5m every 1h }
          - window: tumbling 1h
            latness: 3h
        sinks:
          results: [postgress]
          deadLetters: []
        checkpoint:
        """;

    String message =
        refusal(terrible, Map.of("PGPORT", "70000"), "--flush.rows", "many", "--sinks");

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 22 problems:

              environment must be lower-case words joined by dashes, at most 64 characters (line 1)
                  found: Production

              generation must be a whole number from 1 to 2147483647 (line 2)
                  found: 0

              kafka.bootstrapServer is not a known key (line 4)
                  did you mean: kafka.bootstrapServers

              sales.outOfOrderness must be a duration: a whole number and ms, s, m, h or d, such as 250ms, 5s or 24h (line 7)
                  found: 5 parsecs

              sales.deduplicate must be true or false (line 8)
                  found: yes

              sales.source must be kafka-avro (line 9)
                  found: kafka-avr
                  did you mean: kafka-avro

              temperatures.rule is not right: clearBelow must be at most the threshold, 10.000 C, or an alert could close while its jump goes on; was 15.000 C (line 11)

              reports[0].by[0] must be one of store, product, customer (line 13)
                  found: shop

              reports[1].name must be unique among the reports (line 14)
                  found: hourly-sales
                  first: reports[0].name (line 13)

              reports[1].window must be a window (line 14)
                  found: hopping 1h
                  allowed, with durations of your own (ms, s, m, h, d): tumbling 1h, sliding 1h every 5m

              reports[2].window is not right: windows must start every 1 to 300000 ms (their size, or events between them would be in none), was 3600000 ms (line 15)

              reports[3].name is missing; it must be lower-case words joined by dashes, at most 64 characters (line 16)

              reports[3].latness is not a known key (line 17)
                  did you mean: reports[3].lateness

              sinks.results[0] must be one of postgres, print, memory (line 19)
                  found: postgress
                  did you mean: postgres

              sinks.deadLetters must be a list of sinks out of kafka, postgres, print, memory; at least one; none twice (line 20)
                  found: []

              checkpoint must be a group of these keys: interval (line 21)
                  found: nothing; leave the key out, or write {} for defaults alone

              flush.rows must be a whole number from 1 to 100000 (argument --flush.rows)
                  found: many

              postgres.database is missing; it must be a text, not empty (not set anywhere)
                  or set the environment variable PGDATABASE

              postgres.host is missing; it must be a host name or an address, such as db.internal (not set anywhere)
                  or set the environment variable PGHOST

              postgres.port must be a whole number from 1 to 65535 (environment variable PGPORT)
                  found: 70000

              postgres.user is missing; it must be a text, not empty (not set anywhere)
                  or set the environment variable PGUSER

              sinks has no value (argument --sinks)
            """);
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesTheNearestKnownOne() {
    assertThat(refusal(SMALLEST + "maxparalelism: 4"))
        .contains("maxparalelism is not a known key (line 6)", "did you mean: maxParallelism");
    assertThat(refusal(SMALLEST + "bootstrapServers: x:1"))
        .contains("did you mean: kafka.bootstrapServers");
    assertThat(refusal(SMALLEST + "kafka.bootstrapServers: x:1"))
        .contains("did you mean: kafka.bootstrapServers");
    assertThat(refusal(SMALLEST + "colour: red"))
        .contains("known: environment, generation, kafka, postgres, sales, temperatures");
    assertThat(refusal(SMALLEST, Map.of(), "--temperatures.rule.treshold", "3 C"))
        .contains(
            "temperatures.rule.treshold is not a known key (argument --temperatures.rule.treshold)",
            "did you mean: temperatures.rule.threshold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "s", "5 s", "5sec", "-5s", "1.5h", "1h30m", "PT5S", "5S", "5w"})
  void aDurationInAnotherUnitOrFormIsRefused(String duration) {
    String message = refusal(SMALLEST, Map.of(), "--sales.outOfOrderness", duration);

    assertThat(message)
        .contains(
            "sales.outOfOrderness must be a duration: a whole number and ms, s, m, h or d, such as"
                + " 250ms, 5s or 24h (argument --sales.outOfOrderness)",
            "found: " + duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "20 R", "C", "-20 C", "0 C", "20.0001 C", "20 degrees"})
  void aTemperatureDifferenceInAnotherUnitOrFormIsRefused(String difference) {
    String message = refusal(SMALLEST, Map.of(), "--temperatures.rule.threshold", difference);

    assertThat(message)
        .contains("temperatures.rule.threshold must be a temperature difference above zero");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hopping 1h",
        "tumbling",
        "tumbling 1 h",
        "sliding 1h",
        "sliding 1h every 5",
        "1h"
      })
  void aWindowOfAnotherFormIsRefusedWithTheAllowedForms(String window) {
    String message = refusal(SMALLEST, Map.of(), "--reports.2.window", window);

    assertThat(message)
        .contains(
            "reports[2].window must be a window (argument --reports.2.window)",
            "found: " + window,
            "allowed, with durations of your own (ms, s, m, h, d): tumbling 1h, sliding 1h every 5m");
  }

  @ParameterizedTest
  @CsvSource({
    "tumbling 0s, 'window size must be positive, was 0 ms'",
    "sliding 1h every 0m, 'windows must start every 1 to 3600000 ms'",
    "sliding 5m every 1h, 'windows must start every 1 to 300000 ms'"
  })
  void aWindowThatCannotBeIsRefusedByTheDomain(String window, String problem) {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.window", window);

    assertThat(message).contains("reports[0].window is not right: " + problem);
  }

  @Test
  void reportsWithTheSameNameAreRefused() {
    String message = refusal(SMALLEST, Map.of(), "--reports.1.name", "hourly-sales");

    assertThat(message)
        .contains(
            "reports[2].name must be unique among the reports",
            "first: reports[1].name (argument --reports.1.name)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hourly", "hourly_sales", "-hourly", "hourly--sales", "", "é"})
  void aReportNameIsLowerCaseWordsJoinedByDashes(String name) {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.name", name);

    assertThat(message)
        .contains(
            "reports[0].name must be lower-case words joined by dashes, at most 64 characters");
  }

  @Test
  void aReportNameHasAtMost64Characters() {
    String longest = "a".repeat(64);

    assertThat(load(SMALLEST, Map.of(), "--reports.0.name", longest).reports().get(0).name())
        .isEqualTo(longest);
    assertThat(refusal(SMALLEST, Map.of(), "--reports.0.name", longest + "a"))
        .contains("reports[0].name must be lower-case words");
  }

  @Test
  void aRuleThatWouldCloseItsOwnAlertsIsRefused() {
    String message = refusal(SMALLEST, Map.of(), "--temperatures.rule.clearBelow", "21 C");

    assertThat(message)
        .contains(
            "temperatures.rule is not right: clearBelow must be at most the threshold, 20.000 C");
  }

  @Test
  void withoutAnInputThereIsNothingToDo() {
    String message =
        refusal(
            """
            environment: test
            sinks: { results: [print], deadLetters: [print], lateEvents: [print] }
            """);

    assertThat(message).contains("there must be an input", "allowed: sales, temperatures or both");
  }

  @Test
  void inputsShareNeitherATopicNorANameForWhatIsLate() {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "k:1",
            "SCHEMA_REGISTRY_URL", "http://r:1",
            "PGHOST", "h",
            "PGDATABASE", "d",
            "PGUSER", "u");
    List<String> arguments =
        List.of(
            "--environment", "test",
            "--sales.topic", "events",
            "--temperatures.topic", "events",
            "--temperatures.rule.id", "hourly-sales");

    assertThatThrownBy(() -> JobConfig.load(Optional.empty(), arguments, environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("temperatures.rule.id")
        .hasMessageContaining("must not be the name of a report")
        .hasMessageContaining("temperatures.topic")
        .hasMessageContaining("must be another topic than that of the sales");
  }

  @Test
  void whatAnInputOrASinkNamesMustBeConfigured() {
    String message = refusal("environment: test\nsales: {}");

    assertThat(message)
        .contains(
            "kafka is missing, but used by sinks.deadLetters, sales.source",
            "postgres is missing, but used by sinks.results, sinks.deadLetters, sinks.lateEvents");
  }

  @Test
  void aMissingKeySaysWhichVariableMaySetIt() {
    String message =
        refusal("environment: test\nsales: {}\npostgres: { host: h, user: u }", Map.of());

    assertThat(message)
        .contains(
            "postgres.database is missing; it must be a text, not empty (line 3)",
            "or set the environment variable PGDATABASE");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("nowhere.yaml");

    assertThatThrownBy(() -> JobConfig.load(Optional.of(missing), List.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(missing + ": no such file");
  }

  @Test
  void whatIsNotYamlIsToldByLineAndColumn() {
    String message = refusal("environment: test\nkafka: { bootstrapServers: x: y\n");

    assertThat(message).contains(", line 2, column ", ": not YAML: ").doesNotContain("bootstrap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just words", "- a\n- b", "a: 1\n---\nb: 2"})
  void whatIsNotOneGroupOfKeysIsRefused(String text) {
    assertThat(refusal(text)).startsWith("config.yaml");
  }

  /** Whatever is written, the answer is a configuration or a {@link ConfigurationException}. */
  @Property(tries = 500)
  void noTextMakesTheLoaderFailInAnotherWay(
      @ForAll("edited") String yaml, @ForAll("arguments") List<String> arguments) {
    Draft draft = new Draft(ConfigurationSchema.SHIPPED);

    try {
      draft.readYaml("any", yaml);
      draft.readArguments(arguments);
      ConfigurationLoader.finish("any", draft);
    } catch (ConfigurationException refused) {
      assertThat(refused).hasMessageStartingWith("any");
    }
  }

  @Provide
  Arbitrary<String> edited() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "",
            "{}",
            "[]",
            "~",
            "a",
            ": ",
            "- ",
            "\n",
            "  ",
            "&a [*a]",
            "*a",
            "'",
            "\"",
            "\u0000",
            "!!int x",
            "1",
            "? [a]\n",
            "reports: {a: b}\n",
            "reports: [[]]\n",
            "sinks: {results: {}}");
    return Combinators.combine(
            Arbitraries.integers().between(0, SMALLEST.length()),
            Arbitraries.integers().between(0, 12),
            pieces)
        .as(
            (at, length, piece) ->
                SMALLEST.substring(0, at)
                    + piece
                    + SMALLEST.substring(Math.min(SMALLEST.length(), at + length)));
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.of(
            "--",
            "--=",
            "--.",
            "--..",
            "--config",
            "--kafka",
            "--kafka.properties",
            "--sales={}",
            "--kafka.properties.a.b",
            "--reports",
            "--reports.0",
            "--reports.0.window",
            "--reports.x",
            "--reports[1].by",
            "--postgres.password.file",
            "--sinks.results.0",
            "--environment.a",
            "--generation",
            "",
            "x",
            "1h",
            "[",
            "[a]",
            "[[a]]",
            "{",
            "{a: b}",
            "{&a b: *a}",
            "~",
            "1")
        .list()
        .ofMaxSize(4);
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    assertThat(refusal(SMALLEST + "environment: again"))
        .contains("environment is there twice (line 6)", "first: line 1");
  }

  @Test
  void anArgumentWithoutAKeyOrAValueIsRefused() {
    String message = refusal(SMALLEST, Map.of(), "swordfish", "--generation", "--reports.9.name=x");

    assertThat(message)
        .contains("argument number 1", "generation has no value", "is beyond the list, which has 3")
        .doesNotContain("swordfish");
  }

  @Test
  void aSecretInTheConfigurationIsRefusedAndNeverShown() {
    String message =
        refusal(
            """
            environment: test
            kafka:
              bootstrapServers: k:1
              schemaRegistryUrl: http://user:swordfish@registry
              properties:
                ssl.key.password: swordfish
                sasl.jaas.config: ScramLoginModule required username="u" password="swordfish";
            postgres: { host: h, database: d, user: u, password: swordfish }
            sales: {}
            """,
            Map.of(),
            "--postgres.password.env",
            "sword fish");

    assertThat(message)
        .contains(
            "kafka.schemaRegistryUrl must be a URL without credentials",
            "kafka.properties.ssl.key.password must hold a reference in place of the secret",
            "kafka.properties.sasl.jaas.config must hold a reference in place of the secret",
            "postgres.password")
        .doesNotContain("swordfish")
        .doesNotContain("sword fish");
  }

  @Test
  void aPasswordInTheFileIsRefusedAndNeverShown() {
    String message =
        refusal(
            SMALLEST.replace("user: file", "user: file, password: swordfish"),
            Map.of("PGPASSWORD", "swordfish"));

    assertThat(message)
        .contains(
            "postgres.password must say where the secret is, never the secret itself:"
                + " { env: NAME } or { file: PATH } (line 3)",
            "found: a value that is not shown")
        .doesNotContain("swordfish");
  }

  @Test
  void theTextOfAConfigurationHoldsNoSecret() {
    JobConfig config =
        load(
            SMALLEST,
            Map.of("PGPASSWORD", "swordfish"),
            "--kafka.properties",
            "{ client.id: swordfish, ssl.key.password: '${file:/swordfish:password}' }");

    assertThat(config.toString())
        .contains("PGPASSWORD", "properties=[client.id, ssl.key.password]")
        .doesNotContain("swordfish");
  }

  @Test
  void thePartsTravelWithTheJob() throws Exception {
    JobConfig config = load(SMALLEST, Map.of(), "--kafka.properties.acks", "all");

    List<Object> parts =
        List.of(
            config.kafka().orElseThrow(),
            config.postgres().orElseThrow(),
            config.sales().orElseThrow(),
            config.temperatures().orElseThrow(),
            config.reports(),
            config.sinks(),
            config.flush());

    assertThat(thereAndBack(parts)).isEqualTo(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.yaml", "production.yaml"})
  void theShippedFilesAreValid(String name) throws IOException {
    Path file = CONF.resolve(name);

    JobConfig config = JobConfig.load(Optional.of(file), List.of(), Map.of());

    assertThat(config.environment()).isEqualTo(name.replace(".yaml", ""));
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo("# yaml-language-server: $schema=aforo.schema.json");
  }

  private static SalesReport hourly(String name, Dimension... dimensions) {
    return new SalesReport(
        name,
        Windowing.tumbling(Duration.ofHours(1)),
        Set.of(dimensions),
        WindowLifecycle.ofLateness(Duration.ofHours(24)));
  }

  private JobConfig load(String yaml) {
    return load(yaml, Map.of());
  }

  private JobConfig load(String yaml, Map<String, String> environment, String... arguments) {
    try {
      Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
      return JobConfig.load(Optional.of(file), List.of(arguments), environment);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(String yaml) {
    return refusal(yaml, Map.of());
  }

  private String refusal(String yaml, Map<String, String> environment, String... arguments) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> load(yaml, environment, arguments))
        .getMessage()
        .replace(directory + "/", "");
  }

  private static Object thereAndBack(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}

package io.aforo.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.application.rules.RuleBases;
import io.aforo.domain.intake.CircuitBreaker;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import io.aforo.job.adapter.Deployment;
import io.aforo.job.adapter.InputConfig;
import io.aforo.job.adapter.KafkaConfig;
import io.aforo.job.adapter.PostgresConfig;
import io.aforo.job.adapter.RuleInputs;
import io.aforo.job.adapter.SecretReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigTest {

  private static final PostgresConfig.Tls TLS =
      new PostgresConfig.Tls(
          "prefer", "", "", "", new SecretReference(SecretReference.Kind.ENV, "PGSSLPASSWORD"));

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
    JobConfig config = load(SMALLEST + "activity: {}\n");

    assertThat(config)
        .isEqualTo(
            new JobConfig(
                new Deployment(
                    "test",
                    1,
                    Map.of(
                        "kafka",
                        new KafkaConfig(
                            "file:9092", "http://file:8081", Map.of(), Map.of(), "aforo."),
                        "postgres",
                        new PostgresConfig(
                            "file",
                            5432,
                            "file",
                            "file",
                            new SecretReference(SecretReference.Kind.ENV, "PGPASSWORD"),
                            TLS,
                            Duration.ofSeconds(60)))),
                Optional.of(new SalesConfig(kafkaAvro("sales"), true)),
                Optional.of(
                    new TemperaturesConfig(
                        kafkaAvro("temperature-readings"),
                        RuleBases.of(TemperatureRule.plain(JumpRule.standard())),
                        List.of(),
                        List.of(),
                        new RuleInputs(Optional.empty(), Optional.empty()))),
                Optional.of(
                    new ActivityConfig(
                        kafkaAvro("activity"),
                        Duration.ofMinutes(30),
                        Duration.ofHours(24),
                        Duration.ZERO)),
                List.of(
                    hourly("hourly-sales-by-product", Dimension.PRODUCT),
                    hourly("hourly-sales-by-store", Dimension.STORE),
                    hourly("hourly-sales")),
                new SinksConfig(
                    List.of("postgres"), List.of("kafka", "postgres"), List.of("postgres")),
                Optional.of(CircuitBreaker.Rule.standard()),
                new FlushConfig(1000, Duration.ofSeconds(1), Duration.ofMillis(10)),
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
              topicPrefix: shop-7.
            postgres:
              { host: h, port: 6432, database: d, user: u, password: { file: /s/pg }, retryFor: 0s,
                tls: { mode: verify-full, rootCertificate: /s/ca.pem, clientCertificate: /s/aforo.pem,
                       clientKey: /s/aforo.pk8, clientKeyPassword: { file: /s/key } } }
            sales:
              source: kafka-avro
              topic: no
              outOfOrderness: 0ms
              idleness: 2s
              silence: 0
              deduplicate: false
              mapping:
                amount: total.net
                store: { constant: 7 }
                customer: [buyer.first, buyer.last]
                kind: { field: type, absent: SALE, values: { V: SALE, D: RETURN } }
                time: { field: at, format: sql, zone: Europe/Madrid }
            activity: { topic: clicks, gap: 10m, lateness: 1h, early: 1m }
            temperatures:
              source: kafka-json
              topic: "2026-01-01"
              outOfOrderness: 1m
              idleness: 1d
              silence: 25h
              rule: { id: fridges, version: 4, threshold: 36 F, window: 90s, direction: FALLING,
                      clearBelow: 9.5 C, clearAfter: 250ms }
            reports:
              - name: moving
                window: sliding 1h every 5m
                by: [store, customer]
                lateness: 2d
                early: 10s
            sinks: { results: [print, memory], deadLetters: [print], lateEvents: [memory] }
            breaker: { rejects: 0.5 %, within: 10s, of: 20000 }
            flush: { rows: 1, every: 10ms, alerts: 5ms }
            checkpoint: { interval: 1m }
            maxParallelism: 32768
            """);

    assertThat(config)
        .isEqualTo(
            new JobConfig(
                new Deployment(
                    "shop-7",
                    3,
                    Map.of(
                        "kafka",
                        new KafkaConfig(
                            "a:1,b:2",
                            "https://registry/api",
                            Map.of(
                                "acks", "all",
                                "max.poll.records", "500",
                                "enable.auto.commit", "false"),
                            Map.of(),
                            "shop-7."),
                        "postgres",
                        new PostgresConfig(
                            "h",
                            6432,
                            "d",
                            "u",
                            new SecretReference(SecretReference.Kind.FILE, "/s/pg"),
                            new PostgresConfig.Tls(
                                "verify-full",
                                "/s/ca.pem",
                                "/s/aforo.pem",
                                "/s/aforo.pk8",
                                new SecretReference(SecretReference.Kind.FILE, "/s/key")),
                            Duration.ZERO))),
                Optional.of(
                    new SalesConfig(
                        new InputConfig(
                            "kafka-avro",
                            Optional.empty(),
                            "no",
                            Map.of(
                                "amount", FieldRule.of(FieldPath.parse("total.net")),
                                "store", FieldRule.ofConstant("7"),
                                "customer",
                                    FieldRule.of(
                                        FieldPath.parse("buyer.first"),
                                        FieldPath.parse("buyer.last")),
                                "kind",
                                    new FieldRule(
                                        List.of(FieldPath.parse("type")),
                                        "",
                                        "SALE",
                                        Map.of("V", "SALE", "D", "RETURN"),
                                        TimeFormat.AUTO,
                                        ZoneOffset.UTC),
                                "time",
                                    FieldRule.of(FieldPath.parse("at"))
                                        .as(TimeFormat.SQL, ZoneId.of("Europe/Madrid"))),
                            Duration.ZERO,
                            Duration.ofSeconds(2),
                            Duration.ZERO),
                        false)),
                Optional.of(
                    new TemperaturesConfig(
                        new InputConfig(
                            "kafka-json",
                            Optional.empty(),
                            "2026-01-01",
                            Map.of(),
                            Duration.ofMinutes(1),
                            Duration.ofDays(1),
                            Duration.ofHours(25)),
                        RuleBases.of(
                            TemperatureRule.plain(
                                new JumpRule(
                                    "fridges",
                                    4,
                                    TemperatureDelta.ofCelsius(20),
                                    Duration.ofSeconds(90),
                                    Optional.of(Direction.FALLING),
                                    new TemperatureDelta(9L * 9_500),
                                    Duration.ofMillis(250)))),
                        List.of(),
                        List.of(),
                        new RuleInputs(Optional.empty(), Optional.empty()))),
                Optional.of(
                    new ActivityConfig(
                        kafkaAvro("clicks"),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1))),
                List.of(
                    new SalesReport(
                        "moving",
                        Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5)),
                        Set.of(Dimension.STORE, Dimension.CUSTOMER),
                        WindowLifecycle.ofLateness(Duration.ofDays(2)),
                        10_000)),
                new SinksConfig(List.of("print", "memory"), List.of("print"), List.of("memory")),
                Optional.of(new CircuitBreaker.Rule(5, Duration.ofSeconds(10), 20_000)),
                new FlushConfig(1, Duration.ofMillis(10), Duration.ofMillis(5)),
                Duration.ofMinutes(1),
                32768));
  }

  @ParameterizedTest
  @CsvSource({"off, ", "0%, 0", "50 %, 500", "99.9 %, 999", "12.5%, 125"})
  void theBreakerIsAShareOrOff(String rejects, Integer perMille) {
    assertThat(load(SMALLEST + "breaker: { rejects: " + rejects + " }\n").breaker())
        .isEqualTo(
            Optional.ofNullable(perMille)
                .map(share -> new CircuitBreaker.Rule(share, Duration.ofMinutes(1), 1_000)));
  }

  @Test
  void allThatIsWrongWithABreakerIsToldAtOnce() {
    assertThatThrownBy(
            () -> load(SMALLEST + "breaker: { rejects: 100 %, within: 0s, of: 0, off: true }\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining(
            "breaker.rejects must be a share below 100 %, with at most one decimal, such as 50 % or"
                + " 0.5 %; or off for any number")
        .hasMessageContaining("breaker.within must be a duration above zero")
        .hasMessageContaining("breaker.of must be a whole number from 1 to 1000000000")
        .hasMessageContaining("breaker.off is not a known key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "9ms", "09ms", "0ms"})
  void checkpointsAreAsFarApartAsFlinkAsks(String tooShort) {
    assertThatThrownBy(() -> load(SMALLEST + "checkpoint: { interval: " + tooShort + " }\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("checkpoint.interval must be a duration of 10ms or more");

    assertThat(load(SMALLEST + "checkpoint: { interval: 10ms }\n").checkpointInterval())
        .isEqualTo(Duration.ofMillis(10));
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
        .contains(new KafkaConfig("env:9092", "http://env:8081", Map.of(), Map.of(), "aforo."));
    assertThat(config.postgres())
        .contains(
            new PostgresConfig(
                "env-host",
                6543,
                "env-database",
                "env-user",
                new SecretReference(SecretReference.Kind.ENV, "PGPASSWORD"),
                TLS,
                Duration.ofSeconds(60)));
  }

  @Test
  void argumentsOverrideTheEnvironment() {
    Map<String, String> environment =
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "env:9092", "SCHEMA_REGISTRY_URL", "http://env:8081");

    JobConfig config = load(SMALLEST, environment, "--kafka.bootstrapServers", "argument:9092");

    assertThat(config.kafka())
        .contains(
            new KafkaConfig("argument:9092", "http://env:8081", Map.of(), Map.of(), "aforo."));
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

    assertThat(config.temperatures().orElseThrow().bases().general().jump().threshold())
        .isEqualTo(TemperatureDelta.ofCelsius(30));
    assertThat(config.sinks())
        .isEqualTo(
            new SinksConfig(
                List.of("print", "memory"), List.of("kafka", "postgres"), List.of("print")));
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

    assertThat(config.deployment().generation()).isEqualTo(7);
    assertThat(config.maxParallelism()).isEqualTo(4);
    assertThat(config.kafka().orElseThrow().bootstrapServers()).isEqualTo("file:9092");
  }

  @Test
  void theConsumerGroupNamesJobAndEnvironment() {
    assertThat(load(SMALLEST).deployment().consumerGroup("retail")).isEqualTo("aforo-retail-test");
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

              sales.source must be one of kafka-avro, kafka-json, csv, datagen, jdbc (line 9)
                  found: kafka-avr
                  did you mean: kafka-avro

              temperatures.rule.clearBelow must be at most the threshold of 10.000 C, or an alert could close while its jump goes on; was 15.000 C (line 11)

              reports[0].by[0] must be one of store, product, customer (line 13)
                  found: shop

              reports[1].name must be unique among the reports (line 14)
                  found: hourly-sales
                  first: reports[0].name (line 13)

              reports[1].window must be a window (line 14)
                  found: hopping 1h
                  allowed, with durations (ms, s, m, h, d) and numbers of your own: tumbling 1h, sliding 1h every 5m, session 30m, running, running every 10s, running every 100 changes, count 100

              reports[2].window is not right: windows must start every 1 to 300000 ms (their size, or events between them would be in none), was 3600000 ms (line 15)

              reports[3].name is missing; it must be lower-case words joined by dashes, at most 64 characters (line 16)

              reports[3].latness is not a known key (line 17)
                  did you mean: reports[3].lateness

              sinks.results[0] must be one of postgres, jdbc, kafka, print, csv, memory (line 19)
                  found: postgress
                  did you mean: postgres

              sinks.deadLetters must be a list of sinks out of postgres, jdbc, kafka, print, csv, memory; at least one; none twice (line 20)
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
        .contains(
            "known: environment, generation, kafka, postgres, jdbc, csv, alertmanager, sales,"
                + " temperatures");
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
        "tumbling 0",
        "session",
        "session 30",
        "session 30m every 5m",
        "running 10s",
        "running every",
        "running every 100",
        "running every -1 changes",
        "runningevery 10s",
        "count",
        "count 10s",
        "count 1.5",
        "1h"
      })
  void aWindowOfAnotherFormIsRefusedWithTheAllowedForms(String window) {
    String message = refusal(SMALLEST, Map.of(), "--reports.2.window", window);

    assertThat(message)
        .contains(
            "reports[2].window must be a window (argument --reports.2.window)",
            "found: " + window,
            "allowed, with durations (ms, s, m, h, d) and numbers of your own: tumbling 1h, sliding"
                + " 1h every 5m, session 30m, running, running every 10s, running every 100 changes,"
                + " count 100\n");
  }

  @ParameterizedTest
  @CsvSource({
    "tumbling 0s, 'window size must be positive, was 0 ms'",
    "sliding 1h every 0m, 'windows must start every 1 to 3600000 ms'",
    "sliding 5m every 1h, 'windows must start every 1 to 300000 ms'",
    "session 0m, 'session gap must be positive, was 0 ms'",
    "running every 0s, 'a running total must be written every so many milliseconds or every so"
        + " many changes, was 0 ms and 0 changes'",
    "running every 0 changes, 'a running total must be written every so many milliseconds or every"
        + " so many changes, was 0 ms and 0 changes'",
    "count 0, 'a count window must hold at least 1, was 0'"
  })
  void aWindowThatCannotBeIsRefusedByTheDomain(String window, String problem) {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.window", window);

    assertThat(message).contains("reports[0].window is not right: " + problem);
  }

  @ParameterizedTest
  @MethodSource("windowsAsWritten")
  void everyKindOfWindowIsRead(String written, Windowing windowing) {
    JobConfig config =
        load(SMALLEST, Map.of(), "--reports", "[{ name: any, window: " + written + " }]");

    assertThat(config.reports())
        .containsExactly(
            new SalesReport(
                "any",
                windowing,
                Set.of(),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)));
  }

  static List<Arguments> windowsAsWritten() {
    return List.of(
        Arguments.of("tumbling 3650d", Windowing.tumbling(Duration.ofDays(3650))),
        Arguments.of(
            "sliding  1h  every 5m", Windowing.sliding(Duration.ofHours(1), Duration.ofMinutes(5))),
        Arguments.of("session 30m", Windowing.session(Duration.ofMinutes(30))),
        Arguments.of("session 1ms", Windowing.session(Duration.ofMillis(1))),
        Arguments.of("running", Windowing.running(Duration.ofMinutes(1))),
        Arguments.of("running every 10s", Windowing.running(Duration.ofSeconds(10))),
        Arguments.of("running every 100 changes", Windowing.runningEveryChanges(100)),
        Arguments.of("running every 1 change", Windowing.runningEveryChanges(1)),
        Arguments.of("count 1", Windowing.count(1)),
        Arguments.of("count 999999999", Windowing.count(999_999_999)));
  }

  @ParameterizedTest
  @CsvSource({
    "tumbling 1234567890ms, 1234567890ms",
    "sliding 1h every 0000000001m, 0000000001m",
    "running every 9223372036854775808 changes, 9223372036854775808",
    "count 99999999999999999999, 99999999999999999999"
  })
  void aNumberInAWindowHasAtMostNineDigits(String window, String number) {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.window", window);

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 1 problem:

              reports[0].window is not right: numbers in windows have at most 9 digits, was %s (argument --reports.0.window)
            """
                .formatted(number));
  }

  @ParameterizedTest
  @CsvSource({
    "tumbling 3651d, 3651d",
    "sliding 999999999h every 1h, 999999999h",
    "session 87601h, 87601h",
    "running every 999999999d, 999999999d"
  })
  void aWindowOfMoreThanTenYearsIsRefused(String window, String duration) {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.window", window);

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 1 problem:

              reports[0].window is not right: durations of windows are at most 3650d, was %s; a total without an end is written `running` (argument --reports.0.window)
            """
                .formatted(duration));
  }

  @Test
  void aWindowOfTooManySlicesIsRefusedWithTheStepsThatAreAllowed() {
    String message = refusal(SMALLEST, Map.of(), "--reports.0.window", "sliding 24h every 1ms");

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 1 problem:

              reports[0].window is not right: a window must be made of at most 10000 slices, since each is kept for each group and added up for each row, was 86400000 slices of 1 ms, the greatest common divisor of size and step; allowed is for example every step of 8640 ms or more that divides the size (argument --reports.0.window)
            """);
  }

  @Test
  void tenThousandSlicesAreAllowedAndNoneMore() {
    JobConfig config =
        load(SMALLEST, Map.of(), "--reports", "[{ name: any, window: sliding 10000s every 1s }]");

    assertThat(config.reports().get(0).windowing())
        .isEqualTo(Windowing.sliding(Duration.ofSeconds(10_000), Duration.ofSeconds(1)));
    assertThat(refusal(SMALLEST, Map.of(), "--reports.0.window", "sliding 10001s every 1s"))
        .contains(
            "was 10001 slices of 1000 ms",
            "allowed is for example every step of 1001 ms or more that divides the size");
    // A long step is no help if it hardly divides the size.
    assertThat(refusal(SMALLEST, Map.of(), "--reports.0.window", "sliding 10001s every 10000s"))
        .contains("was 10001 slices of 1000 ms");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0s, 0", "1m, 60000", "3599999ms, 3599999"})
  void earlyRowsComeAsOftenAsAReportSays(String early, long millis) {
    JobConfig config = load(SMALLEST, Map.of(), "--reports.2.early", early);

    assertThat(config.reports().get(2))
        .isEqualTo(
            new SalesReport(
                "hourly-sales",
                Windowing.tumbling(Duration.ofHours(1)),
                Set.of(),
                WindowLifecycle.ofLateness(Duration.ofHours(24)),
                millis));
  }

  @Test
  void sessionsAndCountsMayHaveEarlyRowsOfAnyRhythm() {
    JobConfig config =
        load(
            SMALLEST
                + """
                reports:
                  - { name: visits, window: session 30m, by: [customer], lateness: 1h, early: 2h }
                  - { name: hundreds, window: count 100, early: 1m }
                """);

    assertThat(config.reports())
        .containsExactly(
            new SalesReport(
                "visits",
                Windowing.session(Duration.ofMinutes(30)),
                Set.of(Dimension.CUSTOMER),
                WindowLifecycle.ofLateness(Duration.ofHours(1)),
                7_200_000),
            new SalesReport(
                "hundreds",
                Windowing.count(100),
                Set.of(),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS),
                60_000));
  }

  @Test
  void whatWindowsHaveNoUseForIsRefusedBesideThem() {
    String message =
        refusal(
            SMALLEST
                + """
                reports:
                  - name: total
                    window: running
                    lateness: 24h
                    early: 30s
                  - name: hundreds
                    window: count 100
                    lateness: 0s
                  - name: hourly
                    window: tumbling 1h
                    early: 60m
                  - { name: moving, window: sliding 1h every 5m, early: 2h }
                  - { name: odd, window: running, early: 5 parsecs }
                """);

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 6 problems:

              reports[0].lateness must not be set where windows have no times: nothing is ever late for them (line 9)
                  found: 24h, beside window: running

              reports[0].early must not be set where windows are written at a rhythm of their own (line 10)
                  found: 30s, beside window: running
                  did you mean: `window: running every 30s`

              reports[1].lateness must not be set where windows have no times: nothing is ever late for them (line 13)
                  found: 0s, beside window: count 100

              reports[2].early must be shorter than the window, or its end would come first (line 16)
                  found: 60m, beside window: tumbling 1h

              reports[3].early must be shorter than the window, or its end would come first (line 17)
                  found: 2h, beside window: sliding 1h every 5m

              reports[4].early must be a duration: a whole number and ms, s, m, h or d, such as 250ms, 5s or 24h; or 0 for never (line 18)
                  found: 5 parsecs
            """);
  }

  @Test
  void aRunningTotalThatIsNeverEarlyMaySaySo() {
    JobConfig config =
        load(SMALLEST, Map.of(), "--reports", "[{ name: total, window: running, early: 0 }]");

    assertThat(config.reports())
        .containsExactly(
            new SalesReport(
                "total",
                Windowing.running(Duration.ofMinutes(1)),
                Set.of(),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)));
  }

  @Test
  void whatAnArgumentReplacesIsForgottenWithAllItsParts() {
    String file =
        SMALLEST
            + """
            reports:
              - { name: hourly, window: tumbling 1h, lateness: 1h }
            """;

    JobConfig config =
        load(file, Map.of(), "--reports", "[{ name: total, window: running every 5 changes }]");

    assertThat(config.reports())
        .containsExactly(
            new SalesReport(
                "total",
                Windowing.runningEveryChanges(5),
                Set.of(),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)));
    assertThat(refusal(file, Map.of(), "--reports.0.window", "running"))
        .contains("reports[0].lateness must not be set where windows have no times", "(line 7)");
  }

  @Test
  void silenceShorterThanIdlenessIsRefusedWithBoth() {
    String message =
        refusal(
            SMALLEST
                .replace("sales: {}", "sales: { silence: 59s }")
                .replace("temperatures: {}", "temperatures: { idleness: 1d }"));

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 2 problems:

              sales.silence must be at least as long as idleness, or 0 for never: an input is silent once all its partitions are idle (line 4)
                  found: silence 59s, idleness 60s (the default)

              temperatures.silence must be at least as long as idleness, or 0 for never: an input is silent once all its partitions are idle (line 5)
                  found: silence 10m (the default), idleness 1d
            """);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0ms, 0", "60s, 60", "1d, 86400"})
  void silenceIsNeverOrAtLeastAsLongAsIdleness(String silence, long seconds) {
    JobConfig config =
        load(SMALLEST, Map.of(), "--sales.silence", silence, "--temperatures.silence=" + silence);

    assertThat(config.sales().map(sales -> sales.input().silence()))
        .contains(Duration.ofSeconds(seconds));
    assertThat(config.temperatures().map(readings -> readings.input().silence()))
        .contains(Duration.ofSeconds(seconds));
  }

  @Test
  void silenceNeedsPartitionsThatCanBeIdle() {
    String message =
        refusal(SMALLEST, Map.of(), "--sales.idleness", "0s", "--sales.silence", "soon");

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 2 problems:

              sales.idleness must be a duration above zero: a whole number and ms, s, m, h or d, such as 250ms, 5s or 24h (argument --sales.idleness)
                  found: 0s

              sales.silence must be a duration: a whole number and ms, s, m, h or d, such as 250ms, 5s or 24h; or 0 for never (argument --sales.silence)
                  found: soon
            """);
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
        .contains("temperatures.rule.clearBelow must be at most the threshold of 20.000 C");
  }

  @Test
  void rulesOfAListBuildOnTheProfileAndOnTheDefaultRule() {
    TemperaturesConfig temperatures =
        load(SMALLEST.replace("temperatures: {}\n", "")
                + """
                            temperatures:
                              profile: cold-chain
                              rule: { threshold: 15 C, clearBelow: 10 C }
                              rules:
                                - { id: ice-cream, sensorType: freezer, tooWarm: { above: -18 C, for: 30m } }
                                - { id: norte, version: 2, store: norte, window: 2m, effectiveFrom: "2026-01-01T00:00:00Z" }
                            """)
            .temperatures()
            .orElseThrow();

    RuleBook book = temperatures.book();
    book.apply(new RuleBookChange.PutSensor(new Sensor("f-1", "freezer", "sur")));
    book.apply(new RuleBookChange.PutSensor(new Sensor("f-2", "fridge", "norte")));
    long newYear = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    assertThat(book.ruleFor("f-1", newYear).key()).isEqualTo("ice-cream@1");
    assertThat(book.ruleFor("f-1", newYear).jump().threshold())
        .isEqualTo(TemperatureDelta.ofCelsius(15));
    assertThat(book.ruleFor("f-1", newYear).silence()).contains(Duration.ofMinutes(30));
    assertThat(book.ruleFor("f-2", newYear).key()).isEqualTo("norte@2");
    assertThat(book.ruleFor("f-2", newYear).tooWarm()).isEmpty();
    assertThat(book.ruleFor("f-2", newYear - 1).key()).isEqualTo("cold-chain-fridge@1");
    assertThat(book.ruleFor("unknown", newYear).key()).isEqualTo("temperature-jump@1");
    assertThat(temperatures.ruleIds())
        .containsExactlyInAnyOrder(
            "temperature-jump", "cold-chain-fridge", "cold-chain-ds18b20", "ice-cream", "norte");
  }

  @Test
  void whatIsWrongWithRulesIsToldAtTheirKeys() {
    String message =
        refusal(
            SMALLEST.replace("temperatures: {}\n", "")
                + """
                temperatures:
                  rules:
                    - { id: a, store: norte, sensor: f-1 }
                    - { id: b, threshold: 10 C, window: 25h, tooWarm: { above: 8 C } }
                    - { id: c, threshold: ten, silence: 1d }
                  rulesTopic: temperature-readings
                  sensorsTopic: sensors
                  sensorsFile: sensors.csv
                """,
            Map.of());

    assertThat(message)
        .contains(
            "temperatures.rules[0]",
            "temperatures.rules[1].window",
            "temperatures.rules[1].tooWarm.for is missing",
            "temperatures.rules[2].threshold must be a temperature difference",
            "temperatures.rules[2].silence",
            "temperatures.rulesTopic must be another topic than that of temperatures",
            "temperatures.sensorsFile must not be set beside sensorsTopic");
  }

  @Test
  void withoutAnInputThereIsNothingToDo() {
    String message =
        refusal(
            """
            environment: test
            sinks: { results: [print], deadLetters: [print], lateEvents: [print] }
            """);

    assertThat(message)
        .contains("there must be an input", "allowed: sales, temperatures, activity");
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
        .hasMessageContaining("must be another topic than that of sales");
  }

  @Test
  void rulesThatNoRecordCouldSatisfyAreToldAtOnce() {
    String message =
        refusal(
            """
            environment: test
            kafka: { bootstrapServers: "k:1", schemaRegistryUrl: "http://r:1" }
            sales:
              source: kafka-json
              mapping:
                amount: { constant: "12.345678" }
                currency: { field: divisa, constant: EUR }
                produkt: producto
                store: a..b
                time: { field: ts, format: epoch-milis }
                customer: []
            sinks: { results: [print], deadLetters: [print], lateEvents: [print] }
            """);

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 6 problems:

              sales.mapping.amount is not right: amount must have at most 4 decimals, was 12.345678 (line 6)

              sales.mapping.currency must have either a field or a constant (line 7)

              sales.mapping.produkt is not a known key (line 8)
                  did you mean: sales.mapping.product

              sales.mapping.store must be names joined by dots, such as buyer.last_name; was 'a..b' (line 9)

              sales.mapping.time.format must be one of auto, epoch-seconds, epoch-millis, epoch-micros, epoch-nanos, iso-8601, sql (line 10)
                  found: epoch-milis
                  did you mean: epoch-millis

              sales.mapping.customer must be a field such as buyer.last_name, a list of fields, or a rule such as { field: ts, format: epoch-millis } or { constant: EUR } (line 11)
                  found: []
            """);
  }

  @Test
  void aConstantThatCannotBeIsToldWithItsPart() {
    assertThat(refusal(SMALLEST, Map.of(), "--sales.mapping.amount.constant", "12.345678"))
        .contains("sales.mapping.amount is not right: amount must have at most 4 decimals");
    assertThat(
            refusal(
                SMALLEST,
                Map.of(),
                "--sales.mapping.quantity.constant=many",
                "--sales.mapping.currency.constant=EURO",
                "--sales.mapping.kind.constant=VENTA"))
        .contains("3 problems", "mapping.quantity", "mapping.currency", "mapping.kind");
    assertThat(refusal(SMALLEST, Map.of(), "--sales.mapping.currency", "{ constant: EURO }"))
        .contains("sales.mapping.currency is not right: currency must be an ISO 4217 code");
    assertThat(refusal(SMALLEST, Map.of(), "--sales.mapping.time.zone", "Madrid"))
        .contains("sales.mapping.time", "must have");
  }

  @Test
  void aRuleIsAFieldAListOrAGroupInArgumentsToo() {
    JobConfig config =
        load(
            SMALLEST,
            Map.of(),
            "--sales.mapping.amount",
            "total.net",
            "--sales.mapping.customer",
            "[buyer.first, buyer.last]",
            "--sales.mapping.store",
            "{ constant: online }");

    assertThat(config.sales().orElseThrow().input().mapping())
        .isEqualTo(
            Map.of(
                "amount", FieldRule.of(FieldPath.parse("total.net")),
                "customer",
                    FieldRule.of(FieldPath.parse("buyer.first"), FieldPath.parse("buyer.last")),
                "store", FieldRule.ofConstant("online")));
  }

  @Test
  void aSourceHasWhatItNeedsAndNothingThatItHasNoUseFor() {
    String message =
        refusal(
            """
            environment: test
            sales: { source: csv }
            activity: { source: datagen, topic: clicks, mapping: { user: id } }
            temperatures: { source: jdbc, jdbc: { url: "jdbc:postgresql://u:swordfish@h/d" } }
            sinks: { results: [csv], deadLetters: [print], lateEvents: [print] }
            """);

    assertThat(message)
        .contains(
            "csv is missing, but used by sinks.results",
            "sales.csv is missing, but used by sales.source",
            "activity.mapping must not be set for the source datagen",
            "allowed for: kafka-avro, kafka-json, jdbc",
            "activity.topic must not be set for the source datagen, which reads no topic",
            "temperatures.jdbc.table is missing")
        .doesNotContain("swordfish");
  }

  @Test
  void deadLettersGoToKafkaOnlyFromTopics() {
    String message =
        refusal(
            """
            environment: test
            kafka: { bootstrapServers: "k:1" }
            sales: { source: datagen }
            sinks: { results: [print], deadLetters: [kafka], lateEvents: [print] }
            """);

    assertThat(message)
        .isEqualTo(
            """
            config.yaml is not valid, 1 problem:

              sinks.deadLetters must not be kafka beside a source without a topic: a dead letter goes to the topic that is named after its own (line 4)
                  found: kafka, beside sales.source: datagen
                  allowed: postgres, jdbc, print, csv, memory
            """);
  }

  @Test
  void aRegistryIsNeededForAvroAlone() {
    String json =
        """
        environment: test
        kafka: { bootstrapServers: "k:1" }
        sales: { source: kafka-json }
        sinks: { results: [print], deadLetters: [kafka], lateEvents: [print] }
        """;

    assertThat(load(json).kafka().orElseThrow().schemaRegistryUrl()).isEmpty();
    assertThat(refusal(json, Map.of(), "--sales.source", "kafka-avro"))
        .contains(
            "1 problem",
            "kafka.schemaRegistryUrl is missing; it must be a URL without credentials",
            "or set the environment variable SCHEMA_REGISTRY_URL");
    assertThat(refusal(json, Map.of(), "--sinks.results", "kafka"))
        .contains("kafka.schemaRegistryUrl is missing");
  }

  @Test
  void whatIsRightCanBeLookedAtEvenIfTheRestIsWrong() {
    assertThatThrownBy(() -> load(SMALLEST, Map.of(), "--sales.silence", "1s"))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            wrong -> {
              assertThat(wrong.sound()).isPresent();
              assertThat(wrong.sound().orElseThrow().sales()).isEmpty();
              assertThat(wrong.sound().orElseThrow().temperatures()).isPresent();
            });
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
            "--reports.0.early",
            "--reports.0.lateness",
            "--sales.silence",
            "--reports.x",
            "--reports[1].by",
            "--postgres.password.file",
            "--sinks.results.0",
            "--environment.a",
            "--generation",
            "",
            "x",
            "1h",
            "running",
            "count 0",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ mode: verify_full } | postgres.tls.mode must be one of disable, prefer, require,"
            + " verify-ca, verify-full",
        "{ mode: require, rootCertificate: /ca.pem } | postgres.tls must not name a rootCertificate"
            + " with mode require, which verifies nothing",
        "{ clientKey: /k.pk8 } | postgres.tls must name both clientCertificate and clientKey, or"
            + " neither",
        "{ mode: disable, clientKey: /k.p12 } | postgres.tls must not name a clientKey with mode"
            + " disable",
        "{ mode: verify-ca, clientKey: /k.p12 } | postgres.tls must name a rootCertificate beside a"
            + " clientKey with mode verify-ca",
        "{ mode: verify-full, clientKeyPassword: swordfish } | postgres.tls.clientKeyPassword must"
            + " say where the secret is"
      })
  void encryptionThatWouldNotBeWhatItSeemsIsRefused(String tls, String problem) {
    String message = refusal(SMALLEST.replace("user: file", "user: file, tls: " + tls), Map.of());

    assertThat(message).contains(problem, "(line 3)").doesNotContain("swordfish");
  }

  @Test
  void aWriteIsNotTriedAgainForEver() {
    assertThat(load(SMALLEST, Map.of(), "--postgres.retryFor", "1h").postgres().orElseThrow())
        .extracting(PostgresConfig::retryFor)
        .isEqualTo(Duration.ofHours(1));
    assertThat(refusal(SMALLEST, Map.of(), "--postgres.retryFor", "999999999d"))
        .contains(
            "1 problem",
            "postgres.retryFor must be at most 1h: no checkpoint completes while a write is tried"
                + " again (argument --postgres.retryFor)",
            "found: 999999999d");
  }

  @Test
  void aHostThatWouldChangeTheMeaningOfTheUrlIsRefused() {
    assertThat(refusal(SMALLEST, Map.of(), "--postgres.host", "db?sslmode=disable&x="))
        .contains("postgres.host must be a host name or an address, such as db.internal");
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
            "kafka.properties.ssl.key.password must be a reference in place of the secret and nothing"
                + " else, such as ${file:/run/secrets/kafka-password} or ${env:KAFKA_PASSWORD}",
            "kafka.properties.sasl.jaas.config must hold a reference in place of every secret",
            "postgres.password")
        .doesNotContain("swordfish")
        .doesNotContain("sword fish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "properties: { ssl.key.password: 'swordfish${file:/x:y}' }",
        "properties: { ssl.truststore.password: '${swordfish}' }",
        "properties: { ssl.keystore.key: '-----BEGIN PRIVATE KEY----- swordfish' }",
        "properties: { sasl.jaas.config: 'L required username=\"${env:U}\" password=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required password=swordfish a=\"${env:U}\";' }",
        "properties: { sasl.jaas.config: 'L required password= swordfish;' }",
        "properties: { sasl.jaas.config: 'L required clientSecret=\"${env:U}swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required PassWord=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required pwd=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required \"pass\"=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required clientKey=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required client_secret=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required CLIENT_SECRET=\"swordfish\";' }",
        "properties: { sasl.jaas.config: 'L required oauth.access.token=\"swordfish\";' }",
        "properties: { my.login.token: swordfish }",
        "properties: { my.apiKey: swordfish }",
        "properties: { my.Password: swordfish }",
        "registryProperties: { basic.auth.user.info: 'aforo:swordfish' }",
        "registryProperties: { basic.auth.user.info: '${env:U}:swordfish' }",
        "registryProperties: { bearer.auth.token: swordfish }",
        "registryProperties: { bearer.auth.client.secret: swordfish }"
      })
  void aSecretAmongThePropertiesOfClientsIsRefusedBesideAReferenceToo(String properties) {
    String message =
        refusal(SMALLEST.replace("schemaRegistryUrl", properties + ", schemaRegistryUrl"));

    assertThat(message).contains("reference in place of").doesNotContain("swordfish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "properties: { ssl.key.password: '${file:/run/secrets/key}' }",
        "properties: { ssl.key.password: '${env:KEY_PASSWORD}' }",
        "properties: { sasl.jaas.config: 'L required username=\"u\" password=\"${file:/x:y}\";' }",
        "properties: { sasl.jaas.config: 'L required username=u password = ${env:P} ;' }",
        "properties: { sasl.jaas.config: 'L required tokenauth=true password=\"${env:P}\";' }",
        "properties: { sasl.jaas.config: 'Krb5LoginModule required keyTab=\"/k\" storeKey=true;' }",
        "properties: { sasl.jaas.config: 'L required useFirstPass=true token.endpoint.uri=\"https://o\";' }",
        "properties: { config.providers: vault, client.id: '${vault:a}', config.providers.vault.param.token.path: /t }",
        "properties: { config.providers: 'secrets', config.providers.secrets.class: com.example.Secrets }",
        "properties: { sasl.oauthbearer.token.endpoint.url: 'https://o' }",
        "properties: { config.providers: vault }, registryProperties: { bearer.auth.token: '${vault:a:b}' }",
        "registryProperties: { config.providers: vault, bearer.auth.token: '${vault:a:b}' }",
        "properties: { sasl.jaas.config: '${file:/run/secrets/kafka-login}' }",
        "properties: { enable.auto.commit: false, acks: all, isolation.level: read_committed }",
        "registryProperties: { basic.auth.user.info: 'aforo:${env:REGISTRY_PASSWORD}' }",
        "registryProperties: { basic.auth.user.info: '${file:/run/secrets/registry-user}' }"
      })
  void referencesToSecretsAndPropertiesThatChangeNothingAreTaken(String properties) {
    JobConfig config =
        load(SMALLEST.replace("schemaRegistryUrl", properties + ", schemaRegistryUrl"), Map.of());

    assertThat(config.kafka()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "properties: { ssl.key.password: '${fil:/run/secrets/x}' }",
        "properties: { sasl.jaas.config: 'L required password=\"${fil:/run/secrets/x}\";' }",
        "properties: { client.id: 'a-${env:A}-${fil:/run/secrets/x}' }",
        "properties: { config.providers: vault, ssl.key.password: '${fil:/run/secrets/x}' }",
        "registryProperties: { basic.auth.user.info: 'aforo:${fil:/run/secrets/x}' }"
      })
  void aReferenceOfAProviderThatThereIsNoneOfIsRefused(String properties) {
    String message =
        refusal(SMALLEST.replace("schemaRegistryUrl", properties + ", schemaRegistryUrl"));

    assertThat(message)
        .contains(
            "1 problem:",
            "must refer to a provider that there is, or the text itself would be the value",
            "found: ${fil:...}",
            "did you mean: ${file:...}",
            "allowed: env, file, " + (properties.contains("vault") ? "vault, " : "") + "and what")
        .doesNotContain("/run/secrets/x");
  }

  @Test
  void providersOfTheRegistrysClientAreNotThoseOfKafkasClients() {
    String message =
        refusal(
            SMALLEST.replace(
                "schemaRegistryUrl",
                "properties: { client.id: '${vault:a}' },"
                    + " registryProperties: { config.providers: vault }, schemaRegistryUrl"));

    assertThat(message)
        .contains("kafka.properties.client.id must refer to a provider", "found: ${vault:...}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vault.token: swordfish", "password: '${env:VAULT}'", "a.secret.key: x"})
  void aProviderIsGivenNoSecretForItWouldGetItAsItStands(String parameter) {
    String message =
        refusal(
            SMALLEST.replace(
                "schemaRegistryUrl",
                "properties: { config.providers: vault, config.providers.vault.param."
                    + parameter
                    + " }, schemaRegistryUrl"));

    assertThat(message)
        .contains(
            "kafka.properties.config.providers.vault.param."
                + parameter.replaceFirst(":.*", "")
                + " must be left out: ")
        .doesNotContain("swordfish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enable.auto.commit: true",
        "isolation.level: read_uncommitted",
        "auto.offset.reset: latest",
        "acks: 1",
        "enable.idempotence: false",
        "transactional.id: x",
        "bootstrap.servers: k:1",
        "group.id: x"
      })
  void whatTheJobReliesOnCannotBeChanged(String property) {
    String message =
        refusal(
            SMALLEST.replace(
                "schemaRegistryUrl", "properties: { " + property + " }, schemaRegistryUrl"));

    assertThat(message)
        .contains("kafka.properties." + property.replaceFirst(":.*", ""))
        .containsAnyOf("or left out: ", "must be left out: ");
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
    JobConfig config = load(SMALLEST, Map.of(), "--kafka.properties.linger.ms", "5");

    List<Object> parts =
        List.of(
            config.kafka().orElseThrow(),
            config.postgres().orElseThrow(),
            config.deployment(),
            config.reports(),
            config.flush());

    assertThat(thereAndBack(parts)).isEqualTo(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.yaml", "production.yaml"})
  void theShippedFilesAreValid(String name) throws IOException {
    Path file = CONF.resolve(name);

    JobConfig config = JobConfig.load(Optional.of(file), List.of(), Map.of());

    assertThat(config.deployment().environment()).isEqualTo(name.replace(".yaml", ""));
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo("# yaml-language-server: $schema=aforo.schema.json");
  }

  /** They would be out of date one day, since nothing reads them. */
  @Test
  void theReportsThatAreCommentedOutAreValidToo() throws IOException {
    String file = Files.readString(CONF.resolve("production.yaml"));

    JobConfig config = load(file.replace("  # - {", "  - {"));

    assertThat(config.reports())
        .endsWith(
            new SalesReport(
                "visits",
                Windowing.session(Duration.ofMinutes(30)),
                Set.of(Dimension.STORE, Dimension.CUSTOMER),
                WindowLifecycle.ofLateness(Duration.ofHours(24)),
                60_000),
            new SalesReport(
                "sales-so-far-by-store",
                Windowing.running(Duration.ofSeconds(10)),
                Set.of(Dimension.STORE),
                WindowLifecycle.ofLateness(SalesReport.DEFAULT_LATENESS)));
  }

  private static InputConfig kafkaAvro(String topic) {
    return new InputConfig(
        "kafka-avro",
        Optional.empty(),
        topic,
        Map.of(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10));
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

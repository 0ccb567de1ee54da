package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.local.stack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aforo check}, against real servers and against none. */
class CheckIT {

  private static LocalStack stack;
  private static KafkaSettings kafka;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    stack = LocalStack.startTemporary(started -> {});
    kafka = new KafkaSettings(stack.bootstrapServers(), stack.schemaRegistryUrl(), "test");
    KafkaTopics.ensure(
        kafka,
        Stream.concat(
                Stream.of("sales", "sales.dlq", "ventas")
                    .map(topic -> new NewTopic(topic, 1, (short) 1)),
                Stream.of(topic("rules", "compact"), topic("rules.mixed", "compact,delete")))
            .toList(),
        Duration.ofSeconds(30));
    try (EventPublisher publisher = new EventPublisher(kafka)) {
      // The schema is registered with it.
      publisher.publish("sales", SaleBuilder.aSale().at("10:00").build(), 0);
    }
  }

  private static NewTopic topic(String name, String cleanupPolicy) {
    return new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", cleanupPolicy));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void whatIsReadyIsSaidToBe() throws Exception {
    Path config = write(services() + "sales: {}\n");
    execute("aforo", "CREATE ROLE aforo_writer LOGIN PASSWORD '%s'");
    assertThat(run("migrate", "--config", config.toString(), "--grant-to", "aforo_writer"))
        .isZero();
    out.reset();

    int exit = run("check", "--config", config.toString(), "--postgres.user", "aforo_writer");

    assertThat(told())
        .isEqualTo(
            """
            %s is valid.

              ok           kafka
              ok           sales from kafka-avro
              ok           sink postgres
              ok           sink kafka
            """
                .formatted(config));
    assertThat(errors()).isEmpty();
    assertThat(exit).isZero();
  }

  @Test
  void aRoleThatOwnsTheTablesIsDoubtedAndMayStart() throws Exception {
    execute("postgres", "CREATE DATABASE owned OWNER aforo");
    Path config = write(services() + "sales: {}\n");
    assertThat(run("migrate", "--config", config.toString(), "--postgres.database", "owned"))
        .isZero();

    int exit = run("check", "--config", config.toString(), "--postgres.database", "owned");

    assertThat(told())
        .contains(
            "  doubtful     sink postgres\n",
            "      postgres.user: the role aforo may do more than a job needs\n",
            "          it owns, and can change or drop, dead_letters, late_events, sales_reports\n",
            "docs/security.md\n");
    assertThat(exit).isZero();
  }

  @Test
  void columnsAndPrivilegesThatAreMissingAreToldWithWhatMendsThem() throws Exception {
    execute("postgres", "CREATE DATABASE broken OWNER aforo");
    execute("postgres", "CREATE ROLE meek LOGIN PASSWORD '%s'");
    Path config = write(services() + "sales: {}\n");
    String[] broken = {"--config", config.toString(), "--postgres.database", "broken"};
    assertThat(run(with(broken, "migrate", "--grant-to", "meek"))).isZero();
    execute("broken", "ALTER TABLE sales_reports ALTER COLUMN gross TYPE numeric(20, 2)");
    execute("broken", "ALTER TABLE late_events DROP COLUMN watermark");
    execute("broken", "REVOKE INSERT ON dead_letters FROM meek");

    int exit = run(with(broken, "check", "--postgres.user", "meek"));

    assertThat(told())
        .contains(
            "  wrong        sink postgres\n",
            "      postgres: the table sales_reports of meek@",
            "          gross is of the type numeric(20,2) and must be numeric(38,4)\n",
            "          watermark is missing; it would be of the type timestamp with time zone\n",
            "      postgres.user: the role meek lacks INSERT on dead_letters\n",
            "          GRANT INSERT ON \"public\".\"dead_letters\" TO \"meek\";\n",
            "aforo migrate --config FILE --grant-to meek");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void rowsOfALaterGenerationThatNothingOfThisOneWouldReplaceAreTold() throws Exception {
    execute("postgres", "CREATE DATABASE later OWNER aforo");
    Path config = write(services() + "sales: {}\n");
    String[] later = {"--config", config.toString(), "--postgres.database", "later"};
    assertThat(run(with(later, "migrate"))).isZero();
    execute("later", row("hourly-sales-by-product", 3));
    execute("later", row("another-deployments", 4));

    int exit = run(with(later, "check", "--generation", "2"));

    assertThat(told())
        .contains(
            "  wrong        sink postgres\n",
            "      generation: aforo@",
            "/later holds rows of a generation after 2, in sales_reports: nothing of this one would"
                + " replace them\n");
    assertThat(exit).isEqualTo(2);
    out.reset();
    assertThat(run(with(later, "check", "--generation", "3"))).isZero();
    assertThat(told()).doesNotContain("holds rows");
  }

  @Test
  void columnsOfTheSinkJdbcAreLookedAt() throws Exception {
    execute("postgres", "CREATE DATABASE shop OWNER aforo");
    execute("shop", "CREATE TABLE sales_reports (report text, window_start timestamptz)");
    Path config =
        write(
            services()
                + """
                sales: {}
                sinks: { results: [jdbc], deadLetters: [kafka], lateEvents: [print] }
                jdbc: { url: "jdbc:postgresql://%s/shop", user: postgres, password: { file: "%s" } }
                """
                    .formatted(stack.database().address(), stack.database().passwordFile()));

    int exit = run("check", "--config", config.toString());

    assertThat(told())
        .contains(
            "  wrong        sink jdbc\n",
            "      jdbc: the table sales_reports of postgres at jdbc:postgresql://",
            "          store_id is missing; it would be text\n",
            "          window_start is of the kind instant and must be a timestamp without a zone\n",
            "          what it should be like: docs/adapters.md\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aMappingThatDoesNotFitTheRegisteredSchemaIsToldWithTheNearestName() throws IOException {
    Path config =
        write(
            services()
                + """
                sales:
                  mapping:
                    amount: amuont
                    store: shop.id
                    product: currency
                    time: kind
                """);

    int exit = run("check", "--config", config.toString());

    assertThat(told())
        .contains(
            "  wrong        sales from kafka-avro\n",
            "      sales.mapping.amount: there is no field amuont\n",
            "          in sales-value, version 1 there is sale_id, store_id, product_id, customer_id,"
                + " kind, quantity, amount, currency, sold_at\n",
            "          did you mean: amount\n",
            "      sales.mapping.store: there is no field shop.id\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void allThatIsWrongAndAllThatDoesNotAnswerIsToldAtOnceAndInTime() throws IOException {
    Path config =
        write(
            """
            environment: test
            kafka: { bootstrapServers: "127.0.0.1:1", schemaRegistryUrl: "http://127.0.0.1:1" }
            postgres: { host: 127.0.0.1, port: 1, database: d, user: u }
            sales: { silence: 1s }
            temperatures: {}
            activity: { source: csv, csv: { directory: /nowhere } }
            """);
    long begin = System.nanoTime();

    int exit = run("check", "--config", config.toString(), "--timeout", "2s");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(told())
        .contains(
            "is not valid, 2 problems:",
            "sinks.deadLetters must not be kafka beside a source without a topic",
            "sales.silence must be at least as long as idleness",
            "  not reached  temperatures from kafka-avro\n",
            "Kafka at 127.0.0.1:1 did not answer",
            "  not reached  activity from csv\n",
            "activity.csv.directory: /nowhere cannot be read from this machine",
            "  not reached  sink postgres\n",
            "  not reached  sink kafka\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void filesWithAnotherHeaderAndFoldersThatCannotBeMadeAreTold() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("files"));
    Files.writeString(folder.resolve("good.csv"), "user_id,action,occurred_at\n");
    Files.writeString(folder.resolve("other.csv"), "usuario,que,cuando\n");
    Path file = Files.writeString(directory.resolve("a-file"), "");
    Path config =
        write(
            """
            environment: test
            activity: { source: csv, csv: { directory: '%s' } }
            sinks: { results: [csv], deadLetters: [print], lateEvents: [print] }
            csv: { directory: '%s' }
            """
                .formatted(folder, file.resolve("results")));

    int exit = run("check", "--config", config.toString());

    assertThat(told())
        .contains(
            "  wrong        activity from csv\n",
            "other.csv must begin with the header of activities",
            "found 'usuario,que,cuando'",
            "  not reached  sink csv\n",
            file.resolve("results") + " cannot be made on this machine")
        .doesNotContain("good.csv");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void topicsAndTablesThatAreMissingAreTold() throws IOException {
    Path config =
        write(
            services()
                + """
                sales: { topic: sales-of-nobody }
                activity: { source: kafka-json, topic: vents }
                temperatures:
                  source: jdbc
                  jdbc: { url: "%s", user: %s, password: { file: "%s" }, table: lecturas }
                """
                    .formatted(
                        "jdbc:postgresql://"
                            + stack.database().address()
                            + "/"
                            + stack.database().database(),
                        stack.database().user(),
                        stack.database().passwordFile()));

    int exit = run("check", "--config", config.toString());

    assertThat(told())
        .contains(
            "sales.topic: Kafka at " + stack.bootstrapServers() + " has no topic sales-of-nobody",
            "activity.topic: Kafka at " + stack.bootstrapServers() + " has no topic vents",
            "did you mean: ventas",
            "temperatures.jdbc.table: there is no table lecturas");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void topicsOfRulesThatAreMissingOrLoseOldOnesAreToldWithTheCommand() throws IOException {
    Path config =
        write(
            services()
                + """
                temperatures:
                  source: csv
                  csv: { directory: '%s' }
                  rulesTopic: rules-of-nobody
                  sensorsTopic: ventas
                sinks: { results: [print], deadLetters: [print], lateEvents: [print] }
                """
                    .formatted(Files.createDirectories(directory.resolve("readings"))));

    int exit = run("check", "--config", config.toString());

    assertThat(told())
        .contains(
            "  wrong        rules and sensors\n",
            "temperatures.rulesTopic, temperatures.sensorsTopic: Kafka at "
                + stack.bootstrapServers()
                + " has no topic rules-of-nobody\n",
            "kafka-topics.sh --bootstrap-server "
                + stack.bootstrapServers()
                + " --create --topic rules-of-nobody --config cleanup.policy=compact\n",
            "topic ventas has the cleanup.policy delete: what is older than its retention is lost\n",
            "kafka-configs.sh --bootstrap-server "
                + stack.bootstrapServers()
                + " --alter --entity-type topics --entity-name ventas"
                + " --add-config cleanup.policy=compact\n");
    assertThat(exit).isEqualTo(2);

    out.reset();
    exit =
        run(
            "check",
            "--config",
            config.toString(),
            "--temperatures.rulesTopic",
            "rules",
            "--temperatures.sensorsTopic",
            "rules.mixed");

    assertThat(told())
        .contains(
            "  doubtful     rules and sensors\n",
            "topic rules.mixed has the cleanup.policy compact,delete: ")
        .doesNotContain("topic rules has", "no topic");
    assertThat(exit).isZero();
  }

  private static String row(String report, int generation) {
    return "INSERT INTO sales_reports VALUES ('"
        + report
        + "', '', '', '', 'EUR', now(), now(), 0, 1, 0, 1, 1, 0, 1, 'FINAL', 0, 1, "
        + generation
        + ")";
  }

  private static String services() {
    return """
    environment: test
    kafka: { bootstrapServers: "%s", schemaRegistryUrl: "%s" }
    postgres: { host: %s, port: %d, database: %s, user: %s, password: { file: "%s" } }
    """
        .formatted(
            stack.bootstrapServers(),
            stack.schemaRegistryUrl(),
            stack.database().host(),
            stack.database().port(),
            stack.database().database(),
            stack.database().user(),
            stack.database().passwordFile());
  }

  private static String[] with(String[] arguments, String command, String... more) {
    return Stream.of(new String[] {command}, arguments, more)
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }

  /** As the superuser, who has the same password. */
  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + stack.database().address() + "/" + database,
                "postgres",
                stack.database().password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("%s", stack.database().password()));
    }
  }

  private static Path write(String config) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), config);
  }

  private int run(String... args) {
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

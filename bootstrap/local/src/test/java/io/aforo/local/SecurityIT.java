package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.domain.sales.SaleBuilder;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.local.stack.Authority;
import io.aforo.local.stack.RegistryGate;
import io.aforo.local.stack.SecureServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka with TLS on both sides, logins and rights, and a registry behind TLS and a login: by what
 * docs/security.md says, and nothing else.
 */
@Timeout(300)
class SecurityIT {

  private static final String[] READ = {"sales", "temperature-readings", "rules"};

  private static final String[] WRITTEN = {
    "sales.dlq",
    "temperature-readings.dlq",
    "rules.dlq",
    "aforo.sales-reports",
    "aforo.temperature-alerts",
    "aforo.alert-history",
    "aforo.late-events"
  };

  private static SecureServers servers;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    servers =
        SecureServers.start(
            directory.resolve("servers"),
            "key-password",
            Map.of(
                RegistryGate.basic("aforo", "registry-password"),
                200,
                RegistryGate.bearer("registry-token"),
                200,
                RegistryGate.basic("reader-of-nothing", "registry-password"),
                403));
    servers.createTopics(
        Stream.of(READ, WRITTEN)
            .flatMap(Stream::of)
            .map(SecurityIT::topic)
            .toArray(NewTopic[]::new));
    servers.addUser("aforo", "kafka-password");
    servers.allow("aforo", AclOperation.READ, ResourceType.TOPIC, READ);
    servers.allow("aforo", AclOperation.WRITE, ResourceType.TOPIC, WRITTEN);
    servers.allow("aforo", AclOperation.READ, ResourceType.GROUP, "aforo-main-test");
    servers.addUser("stranger", "kafka-password");
    try (EventPublisher publisher = new EventPublisher(servers.ofAdmin())) {
      for (String time : List.of("10:00", "11:30")) {
        publisher.publish(
            "sales", SaleBuilder.aSale().id(time).at(time).build(), SaleBuilder.time(time));
      }
      publisher.publish("temperature-readings", reading(4.0, "10:00:00"), time("10:00:00"));
      publisher.publish("temperature-readings", reading(30.0, "10:00:30"), time("10:00:30"));
    }
    Files.writeString(directory.resolve("key-password"), "key-password\n");
    Files.writeString(directory.resolve("kafka.properties"), "password=kafka-password\n");
    Files.writeString(directory.resolve("registry-password"), "registry-password\n");
    Files.writeString(directory.resolve("registry-token"), "registry-token");
    Files.writeString(directory.resolve("wrong"), "wrong");
    Files.writeString(directory.resolve("stranger.pem"), new Authority("a stranger").pem());
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void theJobReadsAndWritesWithCertificatesLoginsAndNoMoreRightsThanItNeeds() throws Exception {
    Path config = write(config(loginWith("${env:KAFKA_PASSWORD}"), basic("registry-password")));
    int before = servers.gate().letIn();
    byte[] noAvro = "no Avro".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("sales", noAvro)).get();
    }

    try (AforoProcess job =
        AforoProcess.start(
            directory,
            Map.of("KAFKA_PASSWORD", "kafka-password"),
            "run",
            "--config",
            config.toString())) {
      assertThat(valuesOf(job, "aforo.temperature-alerts")).isNotEmpty();
      assertThat(valuesOf(job, "aforo.alert-history")).isNotEmpty();
      assertThat(valuesOf(job, "aforo.sales-reports")).isNotEmpty();
      assertThat(valuesOf(job, "sales.dlq")).containsExactly(noAvro);
      job.interrupt();
      assertThat(job.awaitExit()).isEqualTo(130);
      assertThat(job.output()).doesNotContain("password", "failed");
    }
    assertThat(servers.gate().letIn()).isGreaterThan(before);
  }

  @Test
  void whatIsAllowedIsSaidToBeWithABearerTokenToo() throws Exception {
    int exit = check(config(login(), bearer()));

    assertThat(told())
        .contains(
            "  ok           kafka\n",
            "  ok           sales from kafka-avro\n",
            "  ok           temperatures from kafka-avro\n",
            "rules and sensors\n",
            "  ok           sink kafka\n");
    assertThat(exit).isZero();
  }

  @Test
  void rightsThatAreMissingAreToldWithTheCommandThatGivesThem() throws Exception {
    int exit =
        check(config(login().replace("username=\"aforo\"", "username=\"stranger\""), bearer()));

    String acls =
        "kafka-acls.sh --bootstrap-server "
            + servers.bootstrapServers()
            + " --command-config admin.properties --add --allow-principal User:stranger"
            + " --operation ";
    assertThat(told())
        .contains(
            "environment: the right to use the consumer group aforo-main-test is missing\n",
            acls + "Read --group aforo-main-test\n",
            "sales.topic: the right to read is missing for the topic sales\n",
            acls + "Read --topic sales\n",
            "temperatures.rulesTopic: the right to read is missing for the topic rules\n",
            acls + "Read --topic rules\n",
            "the right to write is missing for the topic aforo.sales-reports,",
            acls + "Write --topic sales.dlq\n",
            acls + "Write --topic aforo.alert-history\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aTopicThatMayOnlyBeReadIsNotWrittenTo() throws Exception {
    int exit = check(config(login(), bearer()), "--sales.topic", "sales.dlq");

    assertThat(told())
        .contains(
            "sales.topic: the right to read is missing for the topic sales.dlq\n",
            "the right to write is missing for the topic sales.dlq.dlq\n");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aWrongPasswordIsNotWaitedFor() throws Exception {
    int exit = check(config(loginWith("${file:%s}".formatted(file("wrong"))), basic("wrong")));

    assertThat(told())
        .contains(
            "  not reached  kafka\n",
            "Kafka at " + servers.bootstrapServers() + " refuses the login: ",
            "Check sasl.mechanism, and user and password in sasl.jaas.config",
            "The schema registry at "
                + servers.schemaRegistryUrl()
                + " refuses the credentials (HTTP 401)")
        .doesNotContain("did not answer");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aRegistryThatKnowsUsButForbidsSaysSo() throws Exception {
    int exit =
        check(config(login(), basic("registry-password").replace("aforo:", "reader-of-nothing:")));

    assertThat(told()).contains("refuses the credentials (HTTP 403)");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void anotherAuthorityIsNotBelieved() throws Exception {
    int exit =
        check(
            config(login(), basic("registry-password"))
                .replaceAll(servers.authorityFile(), file("stranger.pem")));

    assertThat(told())
        .contains(
            "No TLS connection to Kafka at " + servers.bootstrapServers() + " comes about: ",
            "No TLS connection to the schema registry at "
                + servers.schemaRegistryUrl()
                + " comes about: ",
            "ssl.truststore.location");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aReferenceToNothingIsToldAndNotSentAsAPassword() throws Exception {
    check(config(loginWith("${env:AFORO_NOBODY_SETS_THIS}"), basic("nowhere")));

    assertThat(told())
        .contains(
            "the environment variable AFORO_NOBODY_SETS_THIS is not set on this machine",
            "the file " + file("nowhere") + " cannot be read here");
  }

  @Test
  void aPasswordThatWouldTravelOpenlyIsDoubtful() throws Exception {
    check(
        config(login(), bearer()),
        "--kafka.properties.security.protocol",
        "SASL_PLAINTEXT",
        "--kafka.bootstrapServers",
        "kafka.invalid:9092",
        "--kafka.schemaRegistryUrl",
        "http://registry.invalid");

    assertThat(told())
        .contains(
            "security.protocol is SASL_PLAINTEXT: records and the login travel to"
                + " kafka.invalid:9092 where others can read them",
            "the credentials of the schema registry travel to registry.invalid");
  }

  // What a person writes down.

  private record Config(String text) {

    Config replaceAll(Path file, Path other) {
      return new Config(text.replace(file.toString(), other.toString()));
    }
  }

  private static Path write(Config config) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), config.text());
  }

  private static Config config(String login, String registry) {
    return new Config(
        """
        environment: test
        kafka:
          bootstrapServers: "%s"
          schemaRegistryUrl: "%s"
          properties:
            security.protocol: SASL_SSL
            sasl.mechanism: SCRAM-SHA-512
            sasl.jaas.config: >-
              org.apache.kafka.common.security.scram.ScramLoginModule required
              %s
            ssl.truststore.type: PEM
            ssl.truststore.location: '%s'
            ssl.keystore.type: PEM
            ssl.keystore.location: '%s'
            ssl.key.password: ${file:%s}
          registryProperties:
            ssl.truststore.type: PEM
            ssl.truststore.location: '%s'
        %s
        sales: { idleness: 1s }
        temperatures: { idleness: 1s, rulesTopic: rules }
        reports: [{ name: hourly-sales, window: tumbling 1h, by: [] }]
        sinks: { results: [kafka], deadLetters: [kafka], lateEvents: [kafka] }
        flush: { every: 100ms }
        checkpoint: { interval: 1s }
        """
            .formatted(
                servers.bootstrapServers(),
                servers.schemaRegistryUrl(),
                login,
                servers.authorityFile(),
                servers.identityFile(),
                file("key-password"),
                servers.authorityFile(),
                registry.indent(4).stripTrailing()));
  }

  private static String login() {
    return loginWith("${file:%s:password}".formatted(file("kafka.properties")));
  }

  private static String loginWith(String reference) {
    return "username=\"aforo\" password=\"%s\";".formatted(reference);
  }

  private static String basic(String passwordFile) {
    return """
    basic.auth.credentials.source: USER_INFO
    basic.auth.user.info: aforo:${file:%s}
    """
        .formatted(file(passwordFile));
  }

  private static String bearer() {
    return """
    bearer.auth.credentials.source: STATIC_TOKEN
    bearer.auth.token: ${file:%s}
    """
        .formatted(file("registry-token"));
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }

  // What goes in and comes out.

  private static NewTopic topic(String name) {
    return new NewTopic(name, 1, (short) 1)
        .configs(name.equals("rules") ? Map.of("cleanup.policy", "compact") : Map.of());
  }

  private static PublishedReading reading(double celsius, String time) {
    return new PublishedReading("", "fridge", celsius, TemperatureUnit.CELSIUS, time(time));
  }

  private static long time(String time) {
    return SaleBuilder.time(time);
  }

  private static Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>(servers.ofAdmin().properties());
    properties.put("bootstrap.servers", servers.bootstrapServers());
    properties.put("auto.offset.reset", "earliest");
    return properties;
  }

  /** The values of a topic, as soon as there is one. */
  private static List<byte[]> valuesOf(AforoProcess job, String topic) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInSameThread()
          .until(
              () -> {
                job.requireRunning();
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(100))) {
                  values.add(record.value());
                }
                return !values.isEmpty();
              });
    }
    return values;
  }

  private int check(Config config, String... overrides) throws IOException {
    List<String> args = new ArrayList<>(List.of("check", "--config", write(config).toString()));
    args.addAll(List.of(overrides));
    return Main.run(
        args.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }
}

package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.KafkaTopics;
import io.aforo.job.AforoJob;
import io.aforo.job.config.JobConfig;
import io.aforo.local.stack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples in {@code conf/examples} do what their comments say, on topics of plain JSON. */
@Timeout(300)
class ExamplesIT {

  private static final Path EXAMPLES = Path.of("../../conf/examples");

  private static LocalStack stack;
  private static KafkaSettings kafka;

  @TempDir private static Path directory;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    stack = LocalStack.startTemporary(started -> {});
    kafka = new KafkaSettings(stack.bootstrapServers(), "", "test");
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void ventasAreCountedByProductAndHour() throws Exception {
    publish(
        "ventas",
        """
        { "id": 1, "producto": "pan", "monto": 1.2, "ts": 1767261600000 }
        { "id": "2", "producto": "pan", "monto": 19.99, "ts": "2026-01-01T11:00:00+01:00" }
        { "id": 3, "producto": "leche", "monto": 0.1, "ts": 1767261600000, "extra": [1, {}] }
        { "id": 4, "producto": "pan", "monto": "gratis", "ts": 1767261600000 }
        { "id": 5, "producto": "pan", "ts": 1767261600000 }
        { "id": 6, "producto": "pan", "monto": 1.00000, "ts": 1767261600 }
        { "id": 1, "producto": "pan", "monto": 1.20, "ts": 1767261600000 }
        pan
        """);

    assertThat(printedBy("ventas.yaml"))
        .containsExactlyInAnyOrder(
            "sales  hourly-sales-by-product  [2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)"
                + "  product pan  2 sold, 0 returned, net 21.1900 EUR  FINAL, revision 2",
            "sales  hourly-sales-by-product  [2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)"
                + "  product leche  1 sold, 0 returned, net 0.1000 EUR  FINAL, revision 1",
            "refused  ventas-0@3  BAD_FIELD  field monto (amount): expected a decimal such as"
                + " 12.50, found 'gratis'",
            "refused  ventas-0@4  BAD_FIELD  field monto (amount): missing or null; the record has"
                + " id, producto, ts",
            "refused  ventas-0@5  STALE_TIMESTAMP  event time 1970-01-21T10:54:21.600Z (1767261600"
                + " ms) is before 2000-01-01T00:00:00Z; is it in seconds?",
            "refused  ventas-0@7  BAD_JSON  a record holds one JSON object and nothing else: its first"
                + " byte is 0x70, not {");
  }

  @Test
  void ordersAreCountedByBuyerAsTheyCome() throws Exception {
    publish(
        "orders",
        """
        { "order_number": 10001, "price": 50.5, "buyer": { "first_name": "Ana", "last_name": "Ruiz" }, "order_time": "2026-01-01 10:00:00" }
        { "order_number": 10002, "price": 19.99, "buyer": { "first_name": "Eva", "last_name": "Ruiz" }, "order_time": "2026-01-01 10:00:01.5" }
        { "order_number": 10003, "price": 7, "buyer": { "first_name": "Ana", "last_name": "Ruiz" }, "order_time": "2026-01-01 10:02:00" }
        """);

    assertThat(printedBy("orders.yaml"))
        .contains(
            "sales  orders-by-buyer  running  customer Ana Ruiz"
                + "  2 sold, 0 returned, net 57.5000 EUR  FINAL, revision 2",
            "sales  orders-by-buyer  running  customer Eva Ruiz"
                + "  1 sold, 0 returned, net 19.9900 EUR  FINAL, revision 1");
  }

  @Test
  void paymentsAreAddedUpByProvince() throws Exception {
    publish(
        "payments",
        """
        { "orderId": 1001, "provinceId": 8, "payAmount": 0.1, "createTime": "2026-01-01 10:00:00" }
        { "orderId": 1002, "provinceId": 8, "payAmount": 0.2, "createTime": "2026-01-01 10:00:01" }
        { "orderId": 1003, "provinceId": 28, "payAmount": 19.99, "createTime": "2026-01-01 10:00:02" }
        { "orderId": 1004, "provinceId": 50, "payAmount": 5, "createTime": "2026-01-01 10:00:03" }
        """);

    assertThat(printedBy("payments.yaml"))
        .contains(
            "sales  payments-by-province  running  store Barcelona product".replace(" product", "")
                + "  2 sold, 0 returned, net 0.3000 EUR  FINAL, revision 2",
            "sales  payments-by-province  running  store Madrid"
                + "  1 sold, 0 returned, net 19.9900 EUR  FINAL, revision 1",
            "sales  payments-by-province  running  store 50"
                + "  1 sold, 0 returned, net 5.0000 EUR  FINAL, revision 1");
  }

  @Test
  void nothingButThisMachineIsNeeded() throws Exception {
    Path results = directory.resolve("results");

    List<String> first =
        printed(
            config(
                "no-servers.yaml",
                "--csv.directory",
                results.toString(),
                "--sales.datagen.rate",
                "1000",
                "--activity.datagen.rate",
                "250"));
    List<String> again =
        printed(
            config(
                "no-servers.yaml",
                "--csv.directory",
                directory.resolve("again").toString(),
                "--sales.datagen.rate",
                "1000",
                "--activity.datagen.rate",
                "250"));

    assertThat(first).anyMatch(line -> line.startsWith("sales  sales-by-store  ["));
    assertThat(first).anyMatch(line -> line.startsWith("session  "));
    assertThat(again).containsExactlyInAnyOrderElementsOf(first);
    assertThat(results.resolve("sales_reports")).isNotEmptyDirectory();
    assertThat(results.resolve("activity_sessions")).isNotEmptyDirectory();
  }

  @Test
  void whyAJobFailsAndStartsAgainIsSaid() throws Exception {
    // Longer than any file system lets it be, which shows only when it is made.
    String impossible = directory.resolve("a".repeat(300)).toString();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream standard = System.err;
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      Main.run(
          new String[] {
            "run",
            "--config",
            EXAMPLES.resolve("no-servers.yaml").toString(),
            "--csv.directory",
            impossible,
            "--sales.datagen.rate",
            "1000",
            "--for",
            "10s"
          },
          System.out,
          System.err);
    } finally {
      System.setErr(standard);
    }

    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("failed at ").contains(impossible);
  }

  private static void publish(String topic, String lines) {
    KafkaTopics.ensure(kafka, List.of(new NewTopic(topic, 1, (short) 1)), Duration.ofSeconds(30));
    try (JsonTopic json = new JsonTopic(kafka)) {
      lines
          .lines()
          .forEach(
              line ->
                  json.publish(topic, line, Instant.parse("2026-01-01T12:00:00Z").toEpochMilli()));
    }
  }

  private static List<String> printedBy(String example) throws Exception {
    return printed(config(example, "--kafka.bootstrapServers", stack.bootstrapServers()));
  }

  private static JobConfig config(String example, String... more) {
    return JobConfig.load(Optional.of(EXAMPLES.resolve(example)), List.of(more), Map.of());
  }

  /** What the job prints from the beginning of its inputs to their end. */
  private static List<String> printed(JobConfig config) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (LocalFlink flink =
        LocalFlink.run(AforoJob.bounded(config), 1, Files.createTempDirectory(directory, "job"))) {
      Optional<JobResult> result = flink.awaitEnd(Duration.ofSeconds(120));
      assertThat(result).isPresent();
      result.get().toJobExecutionResult(ExamplesIT.class.getClassLoader());
    } finally {
      System.setOut(standard);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}

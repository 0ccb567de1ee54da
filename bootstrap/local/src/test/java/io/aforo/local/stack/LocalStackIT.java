package io.aforo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class LocalStackIT {

  private static final String SCHEMA = "{\"schema\": \"\\\"string\\\"\"}";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path directory;

  @Test
  void everyComponentAnswersOnLoopbackAloneAndEndsWithTheStack() throws Exception {
    Path abandoned = Files.createTempDirectory("aforo-");
    Files.createFile(abandoned.resolve("stack.lock"));
    List<Started> started = new ArrayList<>();

    LocalStack stack = LocalStack.startTemporary(started::add);
    List<ProcessHandle> processes = stack.processes();
    try (stack) {
      assertThat(started)
          .extracting(Started::component)
          .containsExactlyInAnyOrder("broker", "registry", "database");
      createTopic(stack, "sales");
      assertThat(topics(stack)).containsExactly("sales");
      assertThat(registerSchema(stack)).isPositive();
      assertThat(get(stack, "/config").body()).contains("BACKWARD");
      assertThat(query(stack, "SELECT 1")).isEqualTo("1");
      assertThat(query(stack, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      assertThatThrownBy(() -> connect(stack, "wrong").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      if (ListeningSockets.canBeRead()) {
        assertThat(ListeningSockets.addressesOf(processes))
            .isNotEmpty()
            .allMatch(InetAddress::isLoopbackAddress);
      }
    }
    stack.close();

    assertThat(processes).hasSize(4).noneMatch(ProcessHandle::isAlive);
    assertThat(stack.directory()).doesNotExist();
    assertThat(abandoned).doesNotExist();
  }

  @Test
  void aDirectoryIsUsedByOneStackAtATime() throws Exception {
    try (FileChannel other =
        FileChannel.open(
            directory.resolve("stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();

      assertThatThrownBy(() -> LocalStack.start(directory, LocalStack.Data.DISCARD, started -> {}))
          .isInstanceOf(DirectoryInUse.class)
          .hasMessage(
              "another running stack has its data in " + directory + "; stop that one first");
    }
  }

  @Test
  void killedComponentsComeBackOnTheSamePortsWithTheirData() throws Exception {
    try (LocalStack stack = LocalStack.start(directory, LocalStack.Data.DISCARD, started -> {})) {
      createTopic(stack, "sales");
      int schemaId = registerSchema(stack);
      execute(stack, "CREATE TABLE kept AS SELECT 42 AS answer");

      stack.broker().kill();
      stack.registry().kill();
      stack.database().kill();
      stack.database().restart();
      stack.registry().restart();
      stack.broker().restart();

      assertThat(topics(stack)).containsExactly("sales");
      assertThat(get(stack, "/schemas/ids/" + schemaId).statusCode()).isEqualTo(200);
      assertThat(query(stack, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void theProcessesOfAKilledParentEnd() throws Exception {
    Holder holder = startHolder();

    holder.process().destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(holder.children()).noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void theNextStartEndsWhatAKilledRunLeftBehindAndGoesOnWithItsData() throws Exception {
    Holder holder = startHolder();
    // Neither the guard of Postgres nor the broker can notice that their parent is gone.
    holder.guard().destroyForcibly();
    await().until(() -> !holder.guard().isAlive());
    signal("STOP", holder.broker());

    holder.process().destroyForcibly();
    holder.process().waitFor();
    try (LocalStack stack = LocalStack.start(directory, LocalStack.Data.KEEP, started -> {})) {

      assertThat(holder.children()).noneMatch(ProcessHandle::isAlive);
      assertThat(query(stack, "SELECT 1")).isEqualTo("1");
      assertThat(topics(stack)).isEmpty();
    }
  }

  @Test
  void aComponentThatDoesNotComeUpShowsTheEndOfItsLog() throws Exception {
    Path data = Files.createDirectories(directory.resolve("broker/data"));
    Files.writeString(data.resolve("meta.properties"), "version=1\ncluster.id=x\nnode.id=7\n");

    assertThatThrownBy(() -> LocalStack.start(directory, LocalStack.Data.KEEP, started -> {}))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("the broker ended with exit code 1 before it was ready")
        .hasMessageContaining(directory.resolve("broker/broker.log").toString())
        .hasMessageContaining("Stored node id 7 doesn't match");
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private record Holder(
      Process process, List<ProcessHandle> children, ProcessHandle guard, ProcessHandle broker) {}

  private static void signal(String name, ProcessHandle process) throws Exception {
    int exitCode =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    assertThat(exitCode).isZero();
  }

  /** Another JVM that holds a stack in the directory; it is killed by the test. */
  private Holder startHolder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StackHolder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> children = new ArrayList<>();
    ProcessHandle guard = null;
    ProcessHandle broker = null;
    BufferedReader output = process.inputReader();
    String line;
    while ((line = output.readLine()) != null && !line.equals("ready")) {
      if (line.startsWith("pid ")) {
        children.add(handle(line));
      } else if (line.startsWith("guard ")) {
        guard = handle(line);
      } else if (line.startsWith("broker ")) {
        broker = handle(line);
      }
    }
    assertThat(line).isEqualTo("ready");
    return new Holder(process, children, guard, broker);
  }

  private static ProcessHandle handle(String line) {
    return ProcessHandle.of(Long.parseLong(line.substring(line.indexOf(' ') + 1))).orElseThrow();
  }

  private static void createTopic(LocalStack stack, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
  }

  private static Set<String> topics(LocalStack stack) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      return admin.listTopics().names().get();
    }
  }

  private int registerSchema(LocalStack stack) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(stack.schemaRegistryUrl() + "/subjects/sales-value/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(SCHEMA))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Integer.parseInt(response.body().replaceAll(".*\"id\":\\s*(\\d+).*", "$1"));
  }

  private HttpResponse<String> get(LocalStack stack, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(stack.schemaRegistryUrl() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String query(LocalStack stack, String sql) throws SQLException {
    try (Connection connection = connect(stack, stack.database().password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(LocalStack stack, String sql) throws SQLException {
    try (Connection connection = connect(stack, stack.database().password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(LocalStack stack, String password) throws SQLException {
    EmbeddedDatabase database = stack.database();
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), password);
  }
}

package io.aforo.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standalone Flink session cluster of real processes on 127.0.0.1: one JobManager, some
 * TaskManagers, and Flink's own command line.
 *
 * <p>The processes end with {@link #close}, and with this process. Logs and configuration are in
 * the cluster's directory.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(120);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed. Path: (\\S+)");
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.net",
          "java.io",
          "java.nio",
          "sun.nio.ch",
          "java.lang.reflect",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks");

  private final Path directory;
  private final String restUrl;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /** By their names, the oldest first. */
  private final Map<String, ChildProcess> taskManagers = new LinkedHashMap<>();

  private ChildProcess jobManager;
  private int startedTaskManagers;
  private int commands;

  private FlinkCluster(Path directory, int restPort) {
    this.directory = directory;
    this.restUrl = "http://" + Loopback.HOST + ":" + restPort;
  }

  /**
   * Starts a cluster and returns when all its TaskManagers are registered.
   *
   * @param configuration Flink settings, over the defaults that keep the cluster small and local
   */
  public static FlinkCluster start(
      Path directory, int taskManagers, int slotsEach, Map<String, String> configuration) {
    Path absolute = directory.toAbsolutePath();
    return Loopback.startOnFreePorts(
        2,
        ports -> {
          FlinkCluster cluster = new FlinkCluster(absolute, ports[0]);
          cluster.writeConfiguration(ports[0], ports[1], slotsEach, configuration);
          boolean started = false;
          try {
            cluster.startJobManager();
            for (int i = 0; i < taskManagers; i++) {
              cluster.startTaskManager();
            }
            cluster.awaitTaskManagers(taskManagers);
            started = true;
          } finally {
            if (!started) {
              cluster.close();
            }
          }
          return cluster;
        });
  }

  /** The web UI and the REST API: {@code http://127.0.0.1:PORT}. */
  public String restUrl() {
    return restUrl;
  }

  /** What {@code flink} said and how it ended; the job id is empty if there was none. */
  public record Submission(int exitCode, String jobId, String output) {}

  /** Runs {@code flink run -d JAR ARGUMENTS}. */
  public Submission submit(Path jar, String... arguments) {
    return submit(List.of(), jar, arguments);
  }

  /**
   * Runs {@code flink run -d OPTIONS JAR ARGUMENTS}.
   *
   * @param options of {@code flink run}, such as {@code -s SAVEPOINT} or {@code -p 2}
   */
  public Submission submit(List<String> options, Path jar, String... arguments) {
    List<String> command = new ArrayList<>(List.of("run", "-d"));
    command.addAll(options);
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return flink(command);
  }

  /** Such as {@code RUNNING}, {@code FINISHED}, {@code FAILED}, {@code CANCELED}. */
  public String status(String jobId) {
    return get("/jobs/" + jobId).path("state").asText();
  }

  /** Whether every task of the job runs, which is later than {@code RUNNING} of the job. */
  public boolean allTasksRun(String jobId) {
    List<String> tasks = get("/jobs/" + jobId).findValuesAsText("status");
    return !tasks.isEmpty() && tasks.stream().allMatch("RUNNING"::equals);
  }

  public void cancel(String jobId) {
    send(request("/jobs/" + jobId + "?mode=cancel").method("PATCH", noBody()));
  }

  /** Runs {@code flink stop -p SAVEPOINTS JOB}, and returns where the savepoint is. */
  public String stopWithSavepoint(String jobId, Path savepoints) {
    Submission stop = flink(List.of("stop", "-p", savepoints.toUri().toString(), jobId));
    Matcher path = SAVEPOINT.matcher(stop.output());
    if (stop.exitCode() != 0 || !path.find()) {
      throw new IllegalStateException(
          "no savepoint of job %s:%n%s".formatted(jobId, stop.output()));
    }
    return path.group(1);
  }

  /** Any resource of the REST API, such as {@code /jobs/overview}. */
  public JsonNode get(String path) {
    return send(request(path).GET());
  }

  /** The TaskManagers that were started and not killed, by their names, the oldest first. */
  public List<String> taskManagers() {
    return List.copyOf(taskManagers.keySet());
  }

  /** Those of them that run a task, as the JobManager sees it. */
  public List<String> busyTaskManagers() {
    List<String> busy = new ArrayList<>();
    for (JsonNode each : get("/taskmanagers").path("taskmanagers")) {
      String name = each.path("id").asText();
      if (taskManagers.containsKey(name)
          && each.path("freeSlots").asInt() < each.path("slotsNumber").asInt()) {
        busy.add(name);
      }
    }
    return busy;
  }

  /** Ends a TaskManager as a crash would (SIGKILL). */
  public void killTaskManager(String name) {
    taskManager(name).kill();
    taskManagers.remove(name);
  }

  /** Stops a TaskManager where it is (SIGSTOP): alive for the system, dead for everybody else. */
  public void suspendTaskManager(String name) {
    signal(name, "STOP");
  }

  /** Lets a suspended TaskManager go on as if no time had passed (SIGCONT). */
  public void resumeTaskManager(String name) {
    signal(name, "CONT");
  }

  /** Starts one more TaskManager and returns its name; it registers a moment later. */
  public String startTaskManager() {
    String name = "taskmanager-" + startedTaskManagers++;
    taskManagers.put(
        name,
        launch(
            name,
            List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:MaxMetaspaceSize=192m"),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "-D",
            "taskmanager.resource-id=" + name));
    return name;
  }

  /** Returns when that many TaskManagers are registered, and fails when one ends before. */
  public void awaitTaskManagers(int count) {
    for (ChildProcess process : taskManagers.values()) {
      process.awaitReady(() -> registeredTaskManagers() >= count, START_TIMEOUT);
    }
  }

  /** Ends every process at once. */
  @Override
  public void close() {
    taskManagers.values().forEach(ChildProcess::kill);
    taskManagers.clear();
    if (jobManager != null) {
      jobManager.kill();
    }
  }

  List<ProcessHandle> processes() {
    List<ProcessHandle> processes = new ArrayList<>();
    processes.add(jobManager.handle());
    taskManagers.values().forEach(each -> processes.add(each.handle()));
    return processes;
  }

  private ChildProcess taskManager(String name) {
    ChildProcess process = taskManagers.get(name);
    if (process == null) {
      throw new IllegalArgumentException(
          "no TaskManager %s, there are %s".formatted(name, taskManagers.keySet()));
    }
    return process;
  }

  private void signal(String name, String signal) {
    if (!Processes.signal(taskManager(name).handle(), signal)) {
      throw new IllegalStateException("SIG" + signal + " could not be sent to " + name);
    }
  }

  private void startJobManager() {
    jobManager =
        launch(
            "jobmanager",
            List.of("-Xmx384m"),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "-D",
            "jobmanager.memory.heap.size=384m");
    jobManager.awaitReady(() -> registeredTaskManagers() >= 0, START_TIMEOUT);
  }

  private ChildProcess launch(
      String name, List<String> memory, String mainClass, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--configDir", directory + "/conf"));
    all.addAll(List.of(arguments));
    return ChildProcess.start(java(name, memory, mainClass, all).watched());
  }

  private ChildProcess.Launch java(
      String name, List<String> memory, String mainClass, List<String> arguments) {
    List<String> options = new ArrayList<>(memory);
    options.add("-XX:+UseSerialGC");
    options.add("-Dlog4j.configurationFile=" + directory.resolve("conf/log4j.properties").toUri());
    OPENED.forEach(each -> options.add("--add-opens=java.base/" + each + "=ALL-UNNAMED"));
    return new ChildProcess.Launch(
        name, directory, AforoHome.find().flinkClassPath(), options, mainClass, arguments);
  }

  /** -1 while the REST API does not answer. */
  private int registeredTaskManagers() {
    try {
      HttpResponse<String> response =
          http.send(request("/overview").build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? json.readTree(response.body()).path("taskmanagers").asInt()
          : -1;
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private Submission flink(List<String> arguments) {
    Path output = directory.resolve("flink-" + commands++ + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                java(
                        "flink",
                        // It is over before a better compiler would pay.
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                        "org.apache.flink.client.cli.CliFrontend",
                        arguments)
                    .command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("FLINK_CONF_DIR", directory.resolve("conf").toString());
    try {
      Process process = builder.start();
      if (!process.waitFor(COMMAND_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "flink %s took too long:%n%s".formatted(arguments, Files.readString(output)));
      }
      String text = Files.readString(output);
      Matcher jobId = JOB_ID.matcher(text);
      return new Submission(process.exitValue(), jobId.find() ? jobId.group(1) : "", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(restUrl + path)).timeout(Duration.ofSeconds(20));
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private JsonNode send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      HttpResponse<String> response = http.send(built, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "%s answered %d: %s".formatted(built, response.statusCode(), response.body()));
      }
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void writeConfiguration(
      int restPort, int rpcPort, int slots, Map<String, String> overrides) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("jobmanager.rpc.address", Loopback.HOST);
    settings.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    settings.put("jobmanager.bind-host", Loopback.HOST);
    settings.put("taskmanager.host", Loopback.HOST);
    settings.put("taskmanager.bind-host", Loopback.HOST);
    settings.put("rest.address", Loopback.HOST);
    settings.put("rest.bind-address", Loopback.HOST);
    settings.put("rest.port", Integer.toString(restPort));
    settings.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    // As in production: a JAR comes by the command line, not by whoever finds the web page.
    settings.put("web.submit.enable", "false");
    settings.put("io.tmp.dirs", directory.resolve("tmp").toString());
    // A lost TaskManager is noticed within seconds.
    settings.put("heartbeat.interval", "2 s");
    settings.put("heartbeat.timeout", "8 s");
    // Flink's shell scripts would compute these.
    settings.put("taskmanager.cpu.cores", Integer.toString(slots));
    settings.put("taskmanager.memory.framework.heap.size", "96m");
    settings.put("taskmanager.memory.task.heap.size", "160m");
    settings.put("taskmanager.memory.framework.off-heap.size", "64m");
    settings.put("taskmanager.memory.task.off-heap.size", "0m");
    settings.put("taskmanager.memory.network.min", "64m");
    settings.put("taskmanager.memory.network.max", "64m");
    settings.put("taskmanager.memory.managed.size", "64m");
    settings.put("taskmanager.memory.jvm-metaspace.size", "192m");
    settings.put("taskmanager.memory.jvm-overhead.min", "64m");
    settings.put("taskmanager.memory.jvm-overhead.max", "64m");
    settings.putAll(overrides);

    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    try {
      Path conf = Files.createDirectories(directory.resolve("conf"));
      Files.writeString(conf.resolve("config.yaml"), yaml);
      Files.writeString(
          conf.resolve("log4j.properties"),
          """
          rootLogger.level = info
          rootLogger.appenderRef.console.ref = console
          appender.console.type = Console
          appender.console.name = console
          appender.console.layout.type = PatternLayout
          appender.console.layout.pattern = %d %-5p %c{1} - %m%n
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

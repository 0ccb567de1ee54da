package io.aforo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class FlinkClusterIT {

  @TempDir static Path directory;

  private static FlinkCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = FlinkCluster.start(directory.resolve("cluster"), 2, 2, Map.of());
  }

  @AfterAll
  static void everyProcessEndsWithTheCluster() {
    List<ProcessHandle> processes = cluster.processes();

    cluster.close();

    assertThat(processes).hasSize(3).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void everySlotIsRegisteredAndNothingListensBeyondLoopback() {
    assertThat(cluster.get("/overview").path("slots-total").asInt()).isEqualTo(4);
    Assumptions.assumeThat(ListeningSockets.canBeRead()).isTrue();
    assertThat(ListeningSockets.addressesOf(cluster.processes()))
        .isNotEmpty()
        .allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void noJarIsTakenFromTheWeb() {
    assertThatThrownBy(() -> cluster.get("/jars")).hasMessageContaining("answered 404");
  }

  @Test
  void aJobIsSubmittedStoppedWithASavepointRestoredAndCancelled() throws Exception {
    Path jar = endlessJobJar();

    FlinkCluster.Submission first = cluster.submit(List.of("-p", "2"), jar);
    assertThat(first.exitCode()).as(first.output()).isZero();
    awaitTasks(first.jobId());
    String savepoint = cluster.stopWithSavepoint(first.jobId(), directory.resolve("savepoints"));
    awaitStatus(first.jobId(), "FINISHED");
    FlinkCluster.Submission second = cluster.submit(List.of("-s", savepoint), jar);
    assertThat(second.exitCode()).as(second.output()).isZero();
    awaitTasks(second.jobId());
    cluster.cancel(second.jobId());
    awaitStatus(second.jobId(), "CANCELED");

    assertThat(Path.of(URI.create(savepoint)).resolve("_metadata")).exists();
    assertThat(second.jobId()).isNotEqualTo(first.jobId());
  }

  @Test
  void aSubmissionThatFailsSaysWhy() {
    FlinkCluster.Submission submission = cluster.submit(directory.resolve("missing.jar"));

    assertThat(submission.exitCode()).isNotZero();
    assertThat(submission.jobId()).isEmpty();
    assertThat(submission.output()).contains("missing.jar");
  }

  private static void awaitTasks(String jobId) {
    await().atMost(Duration.ofSeconds(30)).until(() -> cluster.allTasksRun(jobId));
  }

  private static void awaitStatus(String jobId, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(cluster.status(jobId)).isEqualTo(status));
  }

  private static Path endlessJobJar() throws IOException {
    Path jar = directory.resolve("endless.jar");
    String entry = EndlessJob.class.getName().replace('.', '/') + ".class";
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Main-Class", EndlessJob.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream bytes = EndlessJob.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
    return jar;
  }
}

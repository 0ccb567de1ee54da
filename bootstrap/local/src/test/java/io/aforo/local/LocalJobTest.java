package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.job.config.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobTest {

  @TempDir private Path directory;

  @Test
  void aRecordingWakesNobody() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("production.yaml"),
            """
            environment: production
            kafka: { bootstrapServers: "127.0.0.1:1", schemaRegistryUrl: "http://127.0.0.1:1" }
            postgres: { host: 127.0.0.1, database: none, user: none }
            temperatures: {}
            alertmanager: { urls: ["http://127.0.0.1:1"] }
            """);

    JobConfig config = LocalJob.load(Optional.of(file), Set.of("temperatures"), List.of());

    assertThat(config.deployment().sections()).containsOnlyKeys("kafka", "postgres");
  }
}

package io.aforo.local;

import io.aforo.local.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration of the demo's job, as a file: the demo reads it, and so can other commands
 * while the demo runs.
 */
final class DemoConfiguration {

  private DemoConfiguration() {}

  /**
   * Writes it, in place of that of the last demo, whose ports were others.
   *
   * @param directory where the demo leaves things
   */
  static Path write(Path directory, LocalStack stack) {
    Path file = directory.resolve("demo.yaml");
    String text =
        """
        # What the demo runs by: its servers on this machine, its inputs and its sinks. Every start
        # of the demo writes this file anew, with the ports that its servers have then. It is for
        # Aforo's other commands while the demo runs:
        #
        #   %s
        #   %s
        #
        # `aforo run` is not one of them: the demo's own job writes to these tables already.

        environment: local

        kafka:
          bootstrapServers: %s
          schemaRegistryUrl: %s

        postgres:
          host: %s
          port: %d
          database: %s
          user: %s
          password: { file: '%s' }

        sales: { source: kafka-avro, topic: %s, idleness: 2s }
        temperatures: { source: kafka-avro, topic: %s, idleness: 2s }
        activity: { source: kafka-avro, topic: %s, idleness: 2s, early: 5m }

        sinks: { results: [postgres], deadLetters: [postgres], lateEvents: [postgres] }
        flush: { every: 500ms }
        checkpoint: { interval: 5s }
        """
            .formatted(
                command("check", file),
                command("dead-letters list", file),
                stack.bootstrapServers(),
                stack.schemaRegistryUrl(),
                stack.database().host(),
                stack.database().port(),
                stack.database().database(),
                stack.database().user(),
                stack.database().passwordFile().toString().replace("'", "''"),
                LocalJob.SALES_TOPIC,
                LocalJob.READINGS_TOPIC,
                LocalJob.ACTIVITY_TOPIC);
    try {
      return Files.writeString(file, text);
    } catch (IOException notWritten) {
      throw new UncheckedIOException(notWritten);
    }
  }

  /** A command that reads the file, as a person types it who is where this process was started. */
  static String command(String command, Path file) {
    Path here = Path.of("").toAbsolutePath();
    Path shown = file.startsWith(here) ? here.relativize(file) : file;
    return "./aforo " + command + " --config " + shown;
  }
}

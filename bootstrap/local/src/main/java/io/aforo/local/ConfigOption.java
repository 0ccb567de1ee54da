package io.aforo.local;

import io.aforo.job.config.JobConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** The configuration of a deployment, as an option of several commands. */
final class ConfigOption {

  /** What a command's help says that hands the arguments it does not know to {@link #load}. */
  static final String OVERRIDES =
      "Any key of FILE can be overridden: --kafka.bootstrapServers host:9092";

  @CommandLine.Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, such as conf/local.yaml.")
  private Path file;

  Path file() {
    return file;
  }

  /**
   * Reads it; {@code --key value} arguments and the environment override the file.
   *
   * @param overrides the arguments that are no options of the command
   * @throws io.aforo.job.config.ConfigurationException with all that is wrong at once
   */
  JobConfig load(List<String> overrides) {
    return JobConfig.load(Optional.of(file), overrides, System.getenv());
  }
}

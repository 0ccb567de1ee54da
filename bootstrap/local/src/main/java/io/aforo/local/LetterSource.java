package io.aforo.local;

import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.job.AforoJob;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.adapter.SinkAdapter;
import io.aforo.job.config.JobConfig;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Where the dead letters of a deployment are, as options of several commands. */
final class LetterSource {

  @CommandLine.Mixin private ConfigOption configuration;

  @CommandLine.Option(
      names = "--from",
      paramLabel = "SINK",
      description =
          "Where to read them: postgres or kafka (default: postgres if sinks.deadLetters names it,"
              + " since a table is quick to ask; else kafka).")
  private String from;

  Path file() {
    return configuration.file();
  }

  /**
   * Reads the configuration.
   *
   * @throws io.aforo.job.config.ConfigurationException with all that is wrong at once
   */
  JobConfig load(List<String> overrides) {
    return configuration.load(overrides);
  }

  /**
   * The name of the sink that is read.
   *
   * @throws UsageException if there is none that can be
   */
  String name(JobConfig config) {
    List<String> readable =
        Adapters.sinks().stream()
            .filter(SinkAdapter::hasDeadLetterArchive)
            .map(SinkAdapter::name)
            .toList();
    List<String> named = config.sinks().deadLetters();
    if (from == null) {
      return readable.stream()
          .sorted(Comparator.comparing((String name) -> !name.equals("postgres")))
          .filter(named::contains)
          .findFirst()
          .orElseThrow(
              () ->
                  new UsageException(
                      "sinks.deadLetters is "
                          + named
                          + ", of which none can be read here; these can: "
                          + String.join(", ", readable)));
    }
    if (!readable.contains(from)) {
      throw new UsageException(
          "--from must be one of " + String.join(", ", readable) + ", was " + from);
    }
    String missing =
        Adapters.sink(from).orElseThrow().sections().stream()
            .filter(section -> config.deployment().section(section).isEmpty())
            .map(section -> section.name())
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new UsageException("--from " + from + " needs " + missing + " in " + file());
    }
    return from;
  }

  /** What to say where there are none. */
  String none(JobConfig config) {
    String name = name(config);
    return "There are no such dead letters in "
        + name
        + (name.equals("kafka") ? "; a topic that is not there counts as empty." : ".");
  }

  /** Opens it. */
  DeadLetterArchive open(JobConfig config) {
    return Adapters.sink(name(config))
        .orElseThrow()
        .deadLetterArchive(config.deployment(), AforoJob.topics(config));
  }
}

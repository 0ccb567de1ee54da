package io.aforo.local;

import io.aforo.adapters.kafka.FrameInspector;
import io.aforo.adapters.kafka.FrameReport;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.job.Judge;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import io.aforo.local.screen.LetterSheet;
import io.aforo.local.screen.Paper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Shows all that there is to say of one dead letter. */
@Command(
    name = "show",
    customSynopsis = "aforo dead-letters show TOPIC/PARTITION/OFFSET --config=FILE [OPTIONS]",
    description = {
      "Shows one refused record, and why it was refused.",
      "What the reason means, its bytes, how far it can be read, and whether it would be accepted"
          + " now.",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is shown",
      "1:it could not be read",
      "2:wrong usage or configuration, or there is no such record"
    },
    mixinStandardHelpOptions = true)
final class DeadLettersShowCommand implements Callable<Integer> {

  @CommandLine.Mixin private LetterSource source;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--value",
      paramLabel = "FILE",
      description = "Write the record's value, byte for byte, to this file.")
  private Path valueFile;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PlacesAndOverrides arguments = PlacesAndOverrides.of(overrides);
    RecordPlace place =
        arguments
            .place()
            .orElseThrow(
                () -> new UsageException("name the record: TOPIC/PARTITION/OFFSET, as in list"));
    JobConfig config = source.load(arguments.overrides());
    Kept kept;
    try (DeadLetterArchive archive = source.open(config)) {
      kept =
          archive.overview(LetterFilter.of(place), 1).newest().stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "there is no dead letter " + place + " in " + source.name(config)));
    }
    byte[] value = kept.letter().record().value();
    LetterSheet.lines(
            kept,
            source.name(config),
            frame(config, value),
            now(config, kept.letter()),
            Paper.standard(System.getenv()))
        .forEach(spec.commandLine().getOut()::println);
    if (valueFile != null) {
      Files.write(valueFile, value);
      spec.commandLine().getOut().println("The value was written to " + valueFile);
    }
    return CommandLine.ExitCode.OK;
  }

  private static Optional<FrameReport> frame(JobConfig config, byte[] value) {
    return config
        .kafka()
        .filter(kafka -> !kafka.schemaRegistryUrl().isEmpty())
        .map(kafka -> FrameInspector.open(Adapters.kafkaSettings(config.deployment())))
        .flatMap(inspector -> inspector.inspect(value));
  }

  /** The verdict of now, and what can be done. */
  private List<String> now(JobConfig config, DeadLetter letter) {
    Judge judge = Judge.of(config);
    Optional<Ingested<?>> verdict;
    try {
      verdict = judge.judge(letter.record());
    } catch (RuntimeException unknown) {
      return List.of("It cannot be told whether it would be accepted: " + unknown.getMessage());
    }
    if (verdict.isEmpty()) {
      return List.of(
          "No input of this configuration reads "
              + letter.record().topic()
              + " as a topic of events, so it cannot be replayed.");
    }
    if (verdict.get() instanceof Ingested.Rejected<?> rejected) {
      return List.of(
          "It would be refused with " + rejected.letter().reason() + ":",
          rejected.letter().detail());
    }
    List<String> lines = new ArrayList<>();
    if (letter.reason() == RejectionReason.ID_CONFLICT) {
      lines.add("It can be read, but its id is taken, so it would be refused again. It is");
    } else {
      lines.add(
          "It would be accepted by the input "
              + judge.input(letter.record().topic()).orElseThrow()
              + ", as");
    }
    if (verdict.get() instanceof Ingested.Accepted<?> accepted) {
      lines.add(accepted.event().toString());
    }
    if (letter.reason() != RejectionReason.ID_CONFLICT) {
      String replay =
          "aforo dead-letters replay "
              + RecordPlace.of(letter.record())
              + " --config "
              + source.file();
      lines.add(
          judge.knowsRepeats(letter.record().topic())
              ? "To send it again: " + replay
              : "To send it again, if the job does not read it again by itself: "
                  + replay
                  + " --may-count-twice");
    }
    return lines;
  }
}

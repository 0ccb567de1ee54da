package io.aforo.local;

import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine;

/** Which dead letters, as options of several commands. */
final class LetterFilterOptions {

  @CommandLine.Option(
      names = "--reason",
      paramLabel = "REASON",
      split = ",",
      description = "Only those of this reason, such as BAD_AVRO; several, joined by commas.")
  private Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);

  @CommandLine.Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only records of this topic.")
  private String topic;

  @CommandLine.Option(
      names = "--partition",
      paramLabel = "N",
      description = "Only records of this partition.")
  private Integer partition;

  @CommandLine.Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description =
          "Only those refused at this time or later: an instant, or 2h for two hours ago.")
  private Instant since;

  @CommandLine.Option(
      names = "--until",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description = "Only those refused before this time.")
  private Instant until;

  LetterFilter filter() {
    return new LetterFilter(
        reasons,
        Optional.ofNullable(topic),
        partition == null ? OptionalInt.empty() : OptionalInt.of(partition),
        OptionalLong.empty(),
        Optional.ofNullable(since),
        Optional.ofNullable(until));
  }
}

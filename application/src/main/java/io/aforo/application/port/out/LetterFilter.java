package io.aforo.application.port.out;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.domain.intake.RejectionReason;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which dead letters: those for which all of this holds.
 *
 * @param reasons any of these; empty for all
 * @param topic of the original record
 * @param partition of the original record
 * @param offset of the original record
 * @param since refused at this time or later, by the archive's clock
 * @param until refused before this time
 */
public record LetterFilter(
    Set<RejectionReason> reasons,
    Optional<String> topic,
    OptionalInt partition,
    OptionalLong offset,
    Optional<Instant> since,
    Optional<Instant> until) {

  private static final LetterFilter ALL =
      new LetterFilter(
          Set.of(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  public LetterFilter {
    reasons = Set.copyOf(reasons);
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(offset, "offset");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
  }

  /** Every letter. */
  public static LetterFilter all() {
    return ALL;
  }

  /** The one letter of a record. */
  public static LetterFilter of(RecordPlace place) {
    return new LetterFilter(
        Set.of(),
        Optional.of(place.topic()),
        OptionalInt.of(place.partition()),
        OptionalLong.of(place.offset()),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether a letter is one of them. */
  public boolean matches(DeadLetter letter, Instant refusedAt) {
    return (reasons.isEmpty() || reasons.contains(letter.reason()))
        && topic.map(letter.record().topic()::equals).orElse(true)
        && (partition.isEmpty() || partition.getAsInt() == letter.record().partition())
        && (offset.isEmpty() || offset.getAsLong() == letter.record().offset())
        && since.map(first -> !refusedAt.isBefore(first)).orElse(true)
        && until.map(refusedAt::isBefore).orElse(true);
  }
}

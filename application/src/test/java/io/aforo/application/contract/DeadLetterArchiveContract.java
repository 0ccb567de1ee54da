package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetterArchive.Heap;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.DeadLetterArchive.Overview;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DeadLetterArchive} does with what {@link DeadLetters} wrote to the same place.
 * There is nothing that one may leave out.
 */
public interface DeadLetterArchiveContract {

  /** A writer to the test's one place, which is empty when the test begins. */
  DeadLetters deadLetters();

  /** A reader of that place; letters of the topics {@code sales} and {@code readings} are there. */
  DeadLetterArchive archive();

  /** Changes when the letter of a record was refused. */
  void refusedAt(RecordPlace place, Instant time);

  @Test
  default void anEmptyArchiveHasNoLetters() {
    assertThat(archive().overview(LetterFilter.all(), 10))
        .satisfies(overview -> assertThat(overview.newest()).isEmpty())
        .satisfies(overview -> assertThat(overview.counts()).isEmpty());
    assertThat(read(LetterFilter.all())).isEmpty();
  }

  @Test
  default void everyLetterIsReadAsItWasWritten() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    List<DeadLetter> letters = new ArrayList<>();
    for (RejectionReason reason : RejectionReason.values()) {
      letters.add(letter(reason, "sales", 0, letters.size(), everyByte));
    }
    letters.add(letter(RejectionReason.BAD_FRAME, "readings", 0, Long.MAX_VALUE, new byte[0]));

    deadLetters().write(letters);

    assertThat(read(LetterFilter.all())).containsExactlyInAnyOrderElementsOf(letters);
    assertThat(archive().overview(LetterFilter.all(), 100).newest())
        .extracting(Kept::letter)
        .containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  default void aLetterThatIsWrittenTwiceIsOneAndTheFirstStays() {
    DeadLetters writer = deadLetters();
    DeadLetter first = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("first"));
    DeadLetter again = letter(RejectionReason.BAD_FRAME, "sales", 0, 1, bytes("again"));
    writer.write(List.of(first));
    writer.write(List.of(first, again));

    Overview overview = archive().overview(LetterFilter.all(), 10);

    assertThat(overview.newest()).extracting(Kept::letter).containsExactly(first);
    assertThat(overview.total()).isEqualTo(1);
    assertThat(read(LetterFilter.all())).containsExactly(first);
  }

  @Test
  default void theNewestComeFirstAndAllAreCounted() {
    List<DeadLetter> letters =
        IntStream.range(0, 6)
            .mapToObj(i -> letter(RejectionReason.BAD_AVRO, "sales", i % 2, i, bytes("v")))
            .toList();
    deadLetters().write(letters);
    deadLetters().write(List.of(letter(RejectionReason.BAD_FRAME, "readings", 0, 0, bytes("v"))));
    refusedAt(new RecordPlace("readings", 0, 0), time("09:00"));
    refusedAt(new RecordPlace("sales", 0, 0), time("10:05"));
    for (int i = 1; i < 6; i++) {
      refusedAt(new RecordPlace("sales", i % 2, i), time("10:0" + (i / 2)));
    }

    Overview overview = archive().overview(LetterFilter.all(), 3);

    assertThat(overview.newest())
        .containsExactly(
            new Kept(letters.get(0), time("10:05")),
            new Kept(letters.get(5), time("10:02")),
            new Kept(letters.get(4), time("10:02")));
    assertThat(overview.counts())
        .containsExactly(
            Map.entry(new Heap(RejectionReason.BAD_FRAME, "readings"), 1L),
            Map.entry(new Heap(RejectionReason.BAD_AVRO, "sales"), 6L));
  }

  @Test
  default void eachPartOfAFilterHolds() {
    DeadLetter one = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("v"));
    DeadLetter two = letter(RejectionReason.BAD_FRAME, "sales", 1, 1, bytes("v"));
    DeadLetter three = letter(RejectionReason.UNKNOWN_SCHEMA, "readings", 0, 2, bytes("v"));
    deadLetters().write(List.of(one, two, three));
    refusedAt(RecordPlace.of(one.record()), time("10:00"));
    refusedAt(RecordPlace.of(two.record()), time("11:00"));
    refusedAt(RecordPlace.of(three.record()), time("12:00"));

    assertThat(both(reasons(RejectionReason.BAD_AVRO, RejectionReason.UNKNOWN_SCHEMA)))
        .containsExactlyInAnyOrder(one, three);
    assertThat(both(filter("sales", OptionalInt.empty(), OptionalLong.empty())))
        .containsExactlyInAnyOrder(one, two);
    assertThat(both(filter("nobody", OptionalInt.empty(), OptionalLong.empty()))).isEmpty();
    assertThat(both(filter("sales", OptionalInt.of(1), OptionalLong.empty()))).containsExactly(two);
    assertThat(both(filter("sales", OptionalInt.of(0), OptionalLong.of(2)))).isEmpty();
    assertThat(both(LetterFilter.of(RecordPlace.of(three.record())))).containsExactly(three);
    assertThat(both(between("11:00", "12:00"))).containsExactly(two);
    assertThat(both(between("10:00", "12:01"))).containsExactlyInAnyOrder(one, two, three);
    assertThat(both(between("12:01", "13:00"))).isEmpty();
  }

  @Test
  default void aLimitOfZeroOnlyCounts() {
    deadLetters().write(List.of(letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("v"))));

    Overview overview = archive().overview(LetterFilter.all(), 0);

    assertThat(overview.newest()).isEmpty();
    assertThat(overview.total()).isEqualTo(1);
  }

  @Test
  default void whatIsWrittenLaterIsSeenByTheSameReader() {
    DeadLetter letter = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("v"));
    try (DeadLetterArchive archive = archive()) {
      assertThat(archive.overview(LetterFilter.all(), 10).total()).isZero();

      deadLetters().write(List.of(letter));

      assertThat(archive.overview(LetterFilter.all(), 10).newest())
          .extracting(Kept::letter)
          .containsExactly(letter);
    }
  }

  /** Both ways of reading, which must agree. */
  private List<DeadLetter> both(LetterFilter filter) {
    List<DeadLetter> read = read(filter);
    Overview overview = archive().overview(filter, 100);
    assertThat(overview.newest())
        .extracting(Kept::letter)
        .containsExactlyInAnyOrderElementsOf(read);
    assertThat(overview.total()).isEqualTo(read.size());
    return read;
  }

  private List<DeadLetter> read(LetterFilter filter) {
    List<DeadLetter> letters = new ArrayList<>();
    try (DeadLetterArchive archive = archive()) {
      archive.read(filter, kept -> letters.add(kept.letter()));
    }
    return letters;
  }

  private static LetterFilter reasons(RejectionReason... reasons) {
    return new LetterFilter(
        Set.of(reasons),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static LetterFilter filter(String topic, OptionalInt partition, OptionalLong offset) {
    return new LetterFilter(
        Set.of(), Optional.of(topic), partition, offset, Optional.empty(), Optional.empty());
  }

  private static LetterFilter between(String since, String until) {
    return new LetterFilter(
        Set.of(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        Optional.of(time(since)),
        Optional.of(time(until)));
  }

  private static Instant time(String clock) {
    return Instant.parse("2026-03-02T" + clock + ":00Z");
  }

  private static DeadLetter letter(
      RejectionReason reason, String topic, int partition, long offset, byte[] value) {
    SourceRecord record =
        new SourceRecord(topic, partition, offset, 1_767_261_600_123L, bytes("key"), value);
    return new DeadLetter(reason, record, "InvalidEvent", "what is wrong, and what is allowed");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link DeadLetters} does. */
public interface DeadLettersContract extends StoreContract {

  /** What the port asks for. */
  Set<Promise> EVERYTHING = Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS, Promise.WHOLE_BATCHES);

  /** A writer to the test's one table, which is empty when the test begins. */
  DeadLetters deadLetters();

  /** Every letter that a reader sees now, in any order. */
  List<DeadLetter> stored();

  @Test
  default void everyLetterOfABatchIsStored() {
    List<DeadLetter> letters =
        Arrays.stream(RejectionReason.values())
            .map(reason -> letter(reason, reason.name(), 0, 1, bytes("v")))
            .toList();

    deadLetters().write(letters);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    deadLetters().write(List.of());

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.IDEMPOTENT)
  default void writingTheSameLetterTwiceChangesNothing() {
    DeadLetters deadLetters = deadLetters();
    DeadLetter letter = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("v"));

    deadLetters.write(List.of(letter));
    deadLetters.write(List.of(letter, letter));

    assertThat(stored()).containsExactly(letter);
  }

  @Test
  @Promised(Promise.FIRST_WINS)
  default void aLetterThatIsThereAlreadyIsLeftAsItIs() {
    DeadLetters deadLetters = deadLetters();
    DeadLetter first = letter(RejectionReason.BAD_AVRO, "sales", 1, 7, bytes("first"));
    DeadLetter again = letter(RejectionReason.BAD_FRAME, "sales", 1, 7, bytes("again"));
    DeadLetter next = letter(RejectionReason.BAD_AVRO, "sales", 1, 8, bytes("next"));
    deadLetters.write(List.of(first));

    deadLetters.write(List.of(again, next, next));

    assertThat(stored()).containsExactlyInAnyOrder(first, next);
  }

  @Test
  default void lettersThatDifferInOnePartOfTheKeyStandSideBySide() {
    List<DeadLetter> letters =
        List.of(
            letter(RejectionReason.BAD_AVRO, "sales", 0, 0, bytes("v")),
            letter(RejectionReason.BAD_AVRO, "readings", 0, 0, bytes("v")),
            letter(RejectionReason.BAD_AVRO, "sales", 1, 0, bytes("v")),
            letter(RejectionReason.BAD_AVRO, "sales", 0, Long.MAX_VALUE, bytes("v")));

    deadLetters().write(letters);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  default void theOriginalBytesAreStoredByteForByte() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    DeadLetter binary = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, everyByte);
    DeadLetter empty = letter(RejectionReason.BAD_FRAME, "sales", 0, 2, new byte[0]);

    deadLetters().write(List.of(binary, empty));

    assertThat(stored()).containsExactlyInAnyOrder(binary, empty);
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void nothingIsKeptOfABatchThatFails() {
    DeadLetters deadLetters = deadLetters();
    List<DeadLetter> broken = new ArrayList<>(lettersOfBatch(1));
    broken.add(null);

    assertThatThrownBy(() -> deadLetters.write(broken)).isInstanceOf(RuntimeException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void aReaderSeesNoPartOfABatch() throws Exception {
    DeadLetters deadLetters = deadLetters();

    Readers.readDuringWrites(
        batch -> deadLetters.write(lettersOfBatch(batch)),
        () -> assertThat(stored()).satisfies(Readers::areWholeBatches));
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    DeadLetters deadLetters = deadLetters();
    DeadLetter letter = letter(RejectionReason.BAD_AVRO, "sales", 0, 1, bytes("v"));
    deadLetters.write(List.of(letter));

    deadLetters.close();
    deadLetters.close();

    assertThat(stored()).containsExactly(letter);
  }

  private static List<DeadLetter> lettersOfBatch(int batch) {
    return IntStream.range(0, Readers.ROWS_IN_A_BATCH)
        .mapToObj(offset -> letter(RejectionReason.BAD_AVRO, "sales", batch, offset, bytes("v")))
        .toList();
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

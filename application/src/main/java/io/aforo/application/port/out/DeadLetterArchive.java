package io.aforo.application.port.out;

import io.aforo.application.intake.DeadLetter;
import io.aforo.domain.intake.RejectionReason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Reads what {@link DeadLetters} has kept, for people. A letter that is kept more than once is one
 * letter, the first. Key and value are as they arrived; texts can be shortened, and times beyond
 * what an archive can hold are the nearest that it can.
 *
 * <p>Throws a {@link RuntimeException} that says what is wrong where it cannot be read. For one
 * thread.
 */
public interface DeadLetterArchive extends AutoCloseable {

  /**
   * The newest letters, and how many there are in all. Holds no more letters at a time than it
   * returns.
   *
   * @param limit the most letters to return; not negative
   */
  Overview overview(LetterFilter filter, int limit);

  /**
   * Hands over all letters, each once, in no particular order. Holds few letters at a time, but may
   * remember the places of all.
   */
  void read(LetterFilter filter, Consumer<Kept> reader);

  @Override
  void close();

  /**
   * A letter in an archive.
   *
   * @param refusedAt when it was put there
   * @param doubt why it is not to be believed that the letter is of the record that it names; such
   *     a letter is shown, and never sent again
   */
  record Kept(DeadLetter letter, Instant refusedAt, Optional<String> doubt) {
    public Kept {
      Objects.requireNonNull(letter, "letter");
      Objects.requireNonNull(refusedAt, "refusedAt");
      Objects.requireNonNull(doubt, "doubt");
    }

    /** A letter that nothing speaks against. */
    public Kept(DeadLetter letter, Instant refusedAt) {
      this(letter, refusedAt, Optional.empty());
    }

    /** What is wrong with the record; first of all, what is wrong with the letter. */
    public String detail() {
      return doubt.map(why -> "in doubt: " + why + "; ").orElse("") + letter.detail();
    }
  }

  /**
   * Letters that are counted together.
   *
   * @param topic of the original records
   */
  record Heap(RejectionReason reason, String topic) implements Comparable<Heap> {

    private static final Comparator<Heap> ORDER =
        Comparator.comparing(Heap::reason).thenComparing(Heap::topic);

    @Override
    public int compareTo(Heap other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What an archive holds.
   *
   * @param newest the last refused first; of those refused at the same time, the last place first
   * @param counts of all letters that match, by reason and topic
   */
  record Overview(List<Kept> newest, SortedMap<Heap, Long> counts) {
    public Overview {
      newest = List.copyOf(newest);
    }

    /** How many letters match. */
    public long total() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}

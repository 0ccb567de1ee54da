package io.aforo.application.intake;

import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record stands, and what a dead letter is known by.
 *
 * @param topic the topic, or the name of the file
 * @param partition the partition; 0 for a file
 * @param offset the offset, or the line number
 */
public record RecordPlace(String topic, int partition, long offset)
    implements Comparable<RecordPlace> {

  // The name of a file may have slashes, and of a refused row the offset is a hash of either sign.
  private static final Pattern FORM = Pattern.compile("(?s)(.+)/([0-9]{1,9})/(-?[0-9]{1,19})");

  private static final Comparator<RecordPlace> ORDER =
      Comparator.comparing(RecordPlace::topic)
          .thenComparingInt(RecordPlace::partition)
          .thenComparingLong(RecordPlace::offset);

  public RecordPlace {
    Objects.requireNonNull(topic, "topic");
  }

  public static RecordPlace of(SourceRecord record) {
    return new RecordPlace(record.topic(), record.partition(), record.offset());
  }

  /**
   * Reads {@code topic/partition/offset}.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static RecordPlace parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      try {
        return new RecordPlace(
            parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
      } catch (NumberFormatException tooLarge) {
        // Told below.
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not TOPIC/PARTITION/OFFSET, such as sales/0/42");
  }

  /** By topic, partition and offset. */
  @Override
  public int compareTo(RecordPlace other) {
    return ORDER.compare(this, other);
  }

  /** {@code topic/partition/offset}. */
  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}

package io.aforo.adapters.postgres;

import static io.aforo.adapters.postgres.Column.content;
import static io.aforo.adapters.postgres.Column.key;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.DeadLetters;
import java.util.Comparator;
import java.util.List;

/**
 * The table {@code dead_letters}. It is where refused data ends, so nothing in a letter may be
 * refused in turn: texts and times are brought into a form that can be stored, the original bytes
 * are stored as they are.
 */
final class PostgresDeadLetters implements DeadLetters {

  static final GuardedUpsert<DeadLetter> UPSERT =
      new GuardedUpsert<>(
          "dead_letters",
          firstStays(),
          key("topic", "text", letter -> Column.printable(letter.record().topic())),
          key("partition", "integer", letter -> Column.number(letter.record().partition())),
          key("offset", "bigint", letter -> Column.number(letter.record().offset())),
          content("reason", "text", letter -> letter.reason().name()),
          content("record_time", "timestamptz", letter -> time(letter.record().timestamp())),
          content("key", "bytea", letter -> Column.bytes(letter.record().key())),
          content("value", "bytea", letter -> Column.bytes(letter.record().value())),
          content("error_class", "text", letter -> text(letter.errorClass())),
          content("detail", "text", letter -> text(letter.detail())));

  private final PostgresWriter<DeadLetter> writer;

  PostgresDeadLetters(PostgresWriter<DeadLetter> writer) {
    this.writer = writer;
  }

  @Override
  public void write(List<DeadLetter> batch) {
    writer.write(batch);
  }

  @Override
  public void close() {
    writer.close();
  }

  private static Comparator<DeadLetter> firstStays() {
    return (a, b) -> 0;
  }

  private static String text(String text) {
    return text == null ? "" : Column.printable(text);
  }

  /** Kafka marks a record without a time by a time below zero. */
  private static String time(long epochMillis) {
    return epochMillis < 0 ? null : Column.nearestTimestamp(epochMillis);
  }
}

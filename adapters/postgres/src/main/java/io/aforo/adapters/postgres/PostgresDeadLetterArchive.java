package io.aforo.adapters.postgres;

import static java.util.stream.Collectors.joining;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The table {@code dead_letters}; a letter was refused when its row was written. */
final class PostgresDeadLetterArchive implements DeadLetterArchive {

  private static final String TASK = "Reading dead_letters";

  /** Kafka marks a record without a time by a time below zero. */
  private static final long NO_TIME = -1;

  /** A letter can hold a record of megabytes. */
  private static final int LETTERS_AT_A_TIME = 50;

  private final PostgresReading reading;

  PostgresDeadLetterArchive(PostgresSettings settings) {
    reading = new PostgresReading(settings);
  }

  @Override
  public Overview overview(LetterFilter filter, int limit) {
    return reading.read(
        TASK, open -> new Overview(newest(open, filter, limit), counts(open, filter)));
  }

  @Override
  public void read(LetterFilter filter, Consumer<Kept> reader) {
    reading.read(
        TASK,
        open -> {
          query(open, "SELECT * FROM dead_letters", filter, "", row -> reader.accept(kept(row)));
          return null;
        });
  }

  @Override
  public void close() {
    reading.close();
  }

  private static List<Kept> newest(Connection open, LetterFilter filter, int limit)
      throws SQLException {
    List<Kept> newest = new ArrayList<>();
    query(
        open,
        "SELECT * FROM dead_letters",
        filter,
        "ORDER BY received_at DESC, topic DESC, partition DESC, \"offset\" DESC LIMIT " + limit,
        row -> newest.add(kept(row)));
    return newest;
  }

  private static SortedMap<Heap, Long> counts(Connection open, LetterFilter filter)
      throws SQLException {
    SortedMap<Heap, Long> counts = new TreeMap<>();
    query(
        open,
        "SELECT reason, topic, count(*) AS letters FROM dead_letters",
        filter,
        "GROUP BY reason, topic",
        row ->
            counts.put(
                new Heap(RejectionReason.valueOf(row.getString("reason")), row.getString("topic")),
                row.getLong("letters")));
    return counts;
  }

  private static void query(
      Connection open, String select, LetterFilter filter, String rest, Rows rows)
      throws SQLException {
    List<Condition> conditions = conditions(filter);
    String where = conditions.stream().map(Condition::sql).collect(joining(" AND "));
    String sql = select + (where.isEmpty() ? " " : " WHERE " + where + " ") + rest;
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      // In a transaction, the driver then fetches as it goes.
      statement.setFetchSize(LETTERS_AT_A_TIME);
      for (int i = 0; i < conditions.size(); i++) {
        statement.setObject(i + 1, conditions.get(i).value());
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.accept(result);
        }
      }
    }
  }

  private static List<Condition> conditions(LetterFilter filter) {
    List<Condition> conditions = new ArrayList<>();
    if (!filter.reasons().isEmpty()) {
      conditions.add(
          new Condition(
              "reason = ANY (string_to_array(?, ','))",
              filter.reasons().stream().map(Enum::name).collect(joining(","))));
    }
    filter.topic().ifPresent(topic -> conditions.add(new Condition("topic = ?", topic)));
    filter.partition().ifPresent(number -> conditions.add(new Condition("partition = ?", number)));
    filter.offset().ifPresent(number -> conditions.add(new Condition("\"offset\" = ?", number)));
    filter.since().ifPresent(at -> conditions.add(new Condition("received_at >= ?", utc(at))));
    filter.until().ifPresent(at -> conditions.add(new Condition("received_at < ?", utc(at))));
    return conditions;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new DeadLetter(
            RejectionReason.valueOf(row.getString("reason")),
            new SourceRecord(
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("offset"),
                row.getObject("record_time") == null ? NO_TIME : Column.millis(row, "record_time"),
                row.getBytes("key"),
                row.getBytes("value")),
            row.getString("error_class"),
            row.getString("detail")),
        row.getObject("received_at", OffsetDateTime.class).toInstant());
  }

  private interface Rows {
    void accept(ResultSet row) throws SQLException;
  }

  private record Condition(String sql, Object value) {}
}

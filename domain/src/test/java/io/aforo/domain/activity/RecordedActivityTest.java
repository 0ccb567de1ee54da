package io.aforo.domain.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.RowStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Activities that somebody recorded, where they are at hand. */
class RecordedActivityTest {

  /** A row of {@code expected/activity_sessions.csv}. */
  private record Row(
      String userId,
      Instant start,
      Instant lastActivity,
      Instant end,
      long actions,
      BigDecimal activeSeconds) {}

  @Test
  void fallsIntoTheExpectedSessions() {
    Optional<Path> data = recordings();
    assumeThat(data).isPresent();
    SessionRule rule = SessionRule.standard();
    Map<String, UserSessions> users = new HashMap<>();
    Map<ActivitySession.Key, ActivitySession> rows = new TreeMap<>();
    long newest = EventTime.MIN;

    for (List<String> fields : lines(data.get().resolve("activity.csv")).toList()) {
      Activity activity =
          new Activity(fields.get(0), fields.get(1), Instant.parse(fields.get(2)).toEpochMilli());
      newest = Math.max(newest, activity.occurredAt());
      UserSessions sessions = users.computeIfAbsent(activity.userId(), user -> new UserSessions());
      boolean isInTime =
          sessions.onActivity(
              activity, rule, EventTime.minus(newest, 5_001), row -> rows.put(row.key(), row));
      assertThat(isInTime).as("%s", activity).isTrue();
    }
    users
        .values()
        .forEach(sessions -> sessions.onTime(rule, EventTime.MAX, row -> rows.put(row.key(), row)));

    List<Row> expected =
        lines(data.get().resolve("expected").resolve("activity_sessions.csv"))
            .map(RecordedActivityTest::expectedRow)
            .toList();
    assertThat(
            rows.values().stream()
                .filter(row -> row.status() != RowStatus.MERGED)
                .map(RecordedActivityTest::row)
                .toList())
        .containsExactlyInAnyOrderElementsOf(expected)
        .isNotEmpty();
  }

  private static Row row(ActivitySession session) {
    return new Row(
        session.userId(),
        Instant.ofEpochMilli(session.window().start()),
        Instant.ofEpochMilli(session.lastActivity()),
        Instant.ofEpochMilli(session.window().end()),
        session.actions(),
        BigDecimal.valueOf(session.activeMillis(), 3));
  }

  private static Row expectedRow(List<String> fields) {
    return new Row(
        fields.get(0),
        Instant.parse(fields.get(1)),
        Instant.parse(fields.get(2)),
        Instant.parse(fields.get(3)),
        Long.parseLong(fields.get(4)),
        new BigDecimal(fields.get(5)).setScale(3));
  }

  /** The fields of every line but the header; none is quoted in these files. */
  private static Stream<List<String>> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .map(line -> List.of(Pattern.compile(",").split(line, -1)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Optional<Path> recordings() {
    return Stream.iterate(Path.of("").toAbsolutePath(), parent -> parent != null, Path::getParent)
        .map(parent -> parent.resolve("shared").resolve("data"))
        .filter(directory -> Files.isRegularFile(directory.resolve("activity.csv")))
        .findFirst();
  }
}

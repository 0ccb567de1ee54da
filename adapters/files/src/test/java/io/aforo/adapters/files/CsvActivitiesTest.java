package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvActivitiesTest {

  private static final String HEADER = "user_id,action,occurred_at\n";
  private static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  @TempDir Path directory;

  @Test
  void lineBecomesAnActivityWithItsSource() throws IOException {
    String line = "ana,\"/search?q=a,b\",2026-01-01T10:00:00Z";

    assertThat(read(line))
        .isEqualTo(
            new Ingested.Accepted<>(
                new SourceRecord("activity.csv", 0, 2, TEN, new byte[0], utf8(line)),
                new Activity("ana", "/search?q=a,b", TEN)));
  }

  @Test
  void twoLinesAlikeAreTwoActivities() throws IOException {
    String line = "ana,click,2026-01-01T10:00:00Z\n";
    Path file = directory.resolve("activity.csv");
    Files.writeString(file, HEADER + line + line);

    try (CsvEvents<Activity> events = CsvActivities.open(file)) {
      assertThat(events)
          .toIterable()
          .extracting(event -> ((Ingested.Accepted<Activity>) event).event())
          .containsExactly(new Activity("ana", "click", TEN), new Activity("ana", "click", TEN));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,click,2026-01-01T10:00:00Z | INVALID_TEXT | line 2, column user_id: user_id must not be blank
          ana,,2026-01-01T10:00:00Z | INVALID_TEXT | line 2, column action: action must not be blank
          ana,click,yesterday | BAD_LINE | line 2, column occurred_at: expected an ISO 8601 instant such as 2026-01-01T10:00:00Z, found 'yesterday'
          ana,2026-01-01T10:00:00Z | BAD_LINE | line 2: expected 3 fields (user_id,action,occurred_at), found 2
          """)
  void badLineIsADeadLetter(String line, RejectionReason reason, String detail) throws IOException {
    var letter = ((Ingested.Rejected<Activity>) read(line)).letter();

    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.detail()).isEqualTo(detail);
    assertThat(letter.record().value()).isEqualTo(utf8(line));
  }

  @Test
  void salesFileIsNotAFileOfActivities() throws IOException {
    Path file = directory.resolve("activity.csv");
    Files.writeString(file, "sale_id,store_id\n");

    assertThatThrownBy(() -> CsvActivities.open(file))
        .isInstanceOf(WrongHeader.class)
        .hasMessage(
            file
                + " must begin with the header of activities, in UTF-8 and in any order:"
                + " user_id,action,occurred_at; found 'sale_id,store_id'");
  }

  private Ingested<Activity> read(String line) throws IOException {
    Path file = directory.resolve("activity.csv");
    Files.writeString(file, HEADER + line + "\n");
    try (CsvEvents<Activity> events = CsvActivities.open(file)) {
      Ingested<Activity> only = events.next();
      assertThat(events).isExhausted();
      return only;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

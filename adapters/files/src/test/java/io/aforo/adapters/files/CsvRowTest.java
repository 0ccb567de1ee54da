package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.intake.InvalidEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read in a short way is read as in the long one. */
class CsvRowTest {

  private static final String NEAR = "0123456789-:.TZtz+\u0663 ";
  private static final String ANY = " ;'|#\t\\az09é\u0001";

  @TempDir Path directory;

  @Test
  void instantsAreThoseOfTheLibrary() {
    Random random = new Random(3);
    long from = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    long to = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    for (int i = 0; i < 50_000; i++) {
      long time = random.nextLong(from, to);
      assertSameInstant(Instant.ofEpochMilli(i % 2 == 0 ? time : time - time % 1_000).toString());
    }
  }

  @Test
  void whatIsAlmostAnInstantIsWhatTheLibrarySays() {
    Random random = new Random(4);
    for (String text : List.of("2024-02-29T23:59:59.999Z", "2023-02-28T23:59:59Z")) {
      for (int i = 0; i < 50_000; i++) {
        StringBuilder changed = new StringBuilder(text);
        for (int j = random.nextInt(3); j >= 0; j--) {
          changed.setCharAt(
              random.nextInt(text.length()), NEAR.charAt(random.nextInt(NEAR.length())));
        }
        assertSameInstant(changed.toString());
      }
    }
  }

  @Test
  void aLineWithoutQuotesIsReadAsTheSameLineInQuotes() throws IOException {
    Random random = new Random(5);
    StringBuilder plain = new StringBuilder("user_id,action,occurred_at\n");
    StringBuilder quoted = new StringBuilder(plain);
    for (int i = 0; i < 2_000; i++) {
      List<String> fields = new ArrayList<>();
      for (int j = 0; j < 2; j++) {
        StringBuilder field = new StringBuilder();
        for (int k = random.nextInt(6); k > 0; k--) {
          field.append(ANY.charAt(random.nextInt(ANY.length())));
        }
        fields.add(field.toString());
      }
      fields.add("2026-01-01T10:00:00Z");
      plain.append(String.join(",", fields)).append('\n');
      quoted.append('"').append(String.join("\",\"", fields)).append("\"\n");
    }

    List<String> read = read(plain.toString());

    assertThat(read).hasSize(2_000).isEqualTo(read(quoted.toString()));
  }

  private List<String> read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("activity.csv"), text);
    List<String> read = new ArrayList<>();
    try (CsvEvents<?> events = CsvActivities.open(file)) {
      events.forEachRemaining(
          event ->
              read.add(
                  event instanceof Ingested.Accepted<?> accepted
                      ? accepted.event().toString()
                      : ((Ingested.Rejected<?>) event).letter().detail()));
    }
    return read;
  }

  private static void assertSameInstant(String text) {
    CsvRow row = new CsvRow(1, Map.of("at", 0), new String[] {text});
    long expected;
    try {
      expected = Instant.parse(text).toEpochMilli();
    } catch (DateTimeException unreadable) {
      assertThatThrownBy(() -> row.instant("at")).as(text).isInstanceOf(InvalidEvent.class);
      return;
    }
    assertThat(row.instant("at")).as(text).isEqualTo(expected);
  }
}

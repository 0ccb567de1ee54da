package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.contract.DeadLetterArchiveContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LetterFilter;
import io.aforo.domain.intake.RejectionReason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresDeadLetterArchiveIT implements DeadLetterArchiveContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private final List<DeadLetters> writers = new ArrayList<>();
  private final List<DeadLetterArchive> archives = new ArrayList<>();

  @Override
  public DeadLetters deadLetters() {
    DeadLetters letters = new PostgresStores(POSTGRES.settings(), 1).deadLetters();
    writers.add(letters);
    return letters;
  }

  @Override
  public DeadLetterArchive archive() {
    DeadLetterArchive archive = new PostgresStores(POSTGRES.settings(), 1).deadLetterArchive();
    archives.add(archive);
    return archive;
  }

  @Override
  public void refusedAt(RecordPlace place, Instant time) {
    try {
      POSTGRES.execute(
          "UPDATE dead_letters SET received_at = '%s' WHERE topic = '%s' AND partition = %d AND \"offset\" = %d"
              .formatted(time, place.topic(), place.partition(), place.offset()));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    writers.forEach(DeadLetters::close);
    archives.forEach(DeadLetterArchive::close);
  }

  @Test
  void timesThatThereAreNotAndTimesBeyondTheTypeAreRead() {
    byte[] nothing = {};
    DeadLetter withoutTime =
        new DeadLetter(
            RejectionReason.REFUSED_ROW,
            new SourceRecord("table:late_events", 0, -7, -1, nothing, nothing),
            "PSQLException",
            "refused");
    DeadLetter beyond =
        new DeadLetter(
            RejectionReason.FUTURE_TIMESTAMP,
            new SourceRecord("sales", 0, 1, Long.MAX_VALUE - 1, nothing, nothing),
            "InvalidEvent",
            "too far");
    deadLetters().write(List.of(withoutTime, beyond));

    List<Long> times = new ArrayList<>();
    archive().read(LetterFilter.all(), kept -> times.add(kept.letter().record().timestamp()));

    assertThat(times).containsExactlyInAnyOrder(-1L, Long.MAX_VALUE);
  }

  @Test
  void aSchemaWithoutTablesIsToldWithTheCommandThatMakesThem() {
    try (DeadLetterArchive elsewhere =
        new PostgresStores(POSTGRES.elsewhere(), 1).deadLetterArchive()) {
      assertThatThrownBy(() -> elsewhere.overview(LetterFilter.all(), 1))
          .isInstanceOf(PostgresException.class)
          .hasMessageContaining("Reading dead_letters failed on ")
          .hasMessageContaining("aforo migrate --config");
    }
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.DeadLettersContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.domain.intake.RejectionReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresDeadLettersIT implements DeadLettersContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private final List<DeadLetters> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public DeadLetters deadLetters() {
    DeadLetters letters = new PostgresStores(POSTGRES.settings(), 1).deadLetters();
    opened.add(letters);
    return letters;
  }

  @Override
  public List<DeadLetter> stored() {
    try {
      return POSTGRES.query("SELECT * FROM dead_letters", PostgresDeadLettersIT::letter);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    opened.forEach(DeadLetters::close);
  }

  @Test
  void nothingInALetterIsRefused() throws SQLException {
    byte[] bytes = {0, -1};
    DeadLetter beyond =
        new DeadLetter(
            RejectionReason.FUTURE_TIMESTAMP,
            new SourceRecord("sales", 0, 1, Long.MAX_VALUE - 1, bytes, bytes),
            "InvalidEvent",
            "store_id was 'a\0b\ud83dc'");
    DeadLetter withoutTime =
        new DeadLetter(
            RejectionReason.BAD_FRAME,
            new SourceRecord("sales", 0, 2, -1, bytes, bytes),
            null,
            null);

    deadLetters().write(List.of(beyond, withoutTime));

    assertThat(
            POSTGRES.column(
                "SELECT \"offset\" || '|' || coalesce(record_time::text, 'none') || '|' ||"
                    + " error_class || '|' || detail || '|' || value FROM dead_letters"
                    + " ORDER BY \"offset\""))
        .containsExactly(
            "1|infinity|InvalidEvent|store_id was 'a\ufffdb\ufffdc'|\\x00ff", "2|none|||\\x00ff");
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        RejectionReason.valueOf(row.getString("reason")),
        new SourceRecord(
            row.getString("topic"),
            row.getInt("partition"),
            row.getLong("offset"),
            PostgresServer.millis(row, "record_time"),
            row.getBytes("key"),
            row.getBytes("value")),
        row.getString("error_class"),
        row.getString("detail"));
  }
}

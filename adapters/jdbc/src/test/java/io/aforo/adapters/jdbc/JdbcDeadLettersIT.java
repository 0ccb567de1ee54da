package io.aforo.adapters.jdbc;

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
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcDeadLettersIT implements DeadLettersContract {

  @RegisterExtension final Database database = new Database();

  private final List<DeadLetters> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(DeadLetters::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.WHOLE_BATCHES);
  }

  @Override
  public DeadLetters deadLetters() {
    DeadLetters letters = new JdbcStores(database.settings(), 1).deadLetters();
    opened.add(letters);
    return letters;
  }

  @Override
  public List<DeadLetter> stored() {
    return database.query("SELECT * FROM dead_letters", JdbcDeadLettersIT::letter);
  }

  @Test
  void nothingInALetterIsRefused() {
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
            database.query(
                "SELECT source_offset, record_time, error_class, detail FROM dead_letters"
                    + " ORDER BY source_offset",
                row ->
                    row.getLong(1)
                        + "|"
                        + row.getString(2)
                        + "|"
                        + row.getString(3)
                        + "|"
                        + row.getString(4)))
        .containsExactly(
            "1|9999-12-31 23:59:59.999|InvalidEvent|store_id was 'a\ufffdb\ufffdc'", "2|null||");
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    Base64.Decoder base64 = Base64.getDecoder();
    return new DeadLetter(
        RejectionReason.valueOf(row.getString("reason")),
        new SourceRecord(
            row.getString("topic"),
            row.getInt("source_partition"),
            row.getLong("source_offset"),
            Database.millis(row, "record_time"),
            base64.decode(row.getString("key_base64")),
            base64.decode(row.getString("value_base64"))),
        row.getString("error_class"),
        row.getString("detail"));
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlFailureTest {

  private static final PostgresSettings SETTINGS =
      PostgresSettings.of("db.example", 5432, "shop", "writer");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08000", "08001", "08006", "25006", "25P03", "40001", "40P01", "53100", "53300", "55P03",
        "57014", "57P01", "57P02", "57P03", "58030"
      })
  void theInfrastructureIsWaitedFor(String state) {
    assertThat(SqlFailure.of(new SQLException("", state))).isEqualTo(SqlFailure.TRANSIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"21000", "22003", "22008", "22021", "22P05", "23502", "23514", "54000"})
  void aFaultOfARowIsItsOwn(String state) {
    assertThat(SqlFailure.of(new SQLException("", state))).isEqualTo(SqlFailure.DATA);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "08004", "0A000", "28000", "28P01", "3D000", "42501", "42P01", "XX000"})
  void theRestFailsAtOnce(String state) {
    assertThat(SqlFailure.of(new SQLException("", state))).isEqualTo(SqlFailure.FATAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42P01 | run `aforo migrate --config FILE`",
        "42703 | run `aforo migrate --config FILE`",
        "42501 | The role writer lacks a privilege in schema public: as the owner of the tables, run `aforo migrate --config FILE --grant-to writer`",
        "28P01 | PGPASSWORD or PGPASSWORD_FILE",
        "08004 | PGPASSWORD or PGPASSWORD_FILE",
        "3D000 | Create the database"
      })
  void theMessageSaysWhatFailedWhereAndWhatToDo(String state, String advice) {
    SQLException error = new SQLException("ERROR: no\n  Position: 13", state);

    PostgresException explained = SqlFailure.explain("Writing 3 rows to t", SETTINGS, error);

    assertThat(explained)
        .hasMessageStartingWith(
            "Writing 3 rows to t failed on writer@db.example:5432/shop: ERROR: no (SQLSTATE %s). ",
            state)
        .hasMessageContaining(advice)
        .hasCause(error);
  }
}

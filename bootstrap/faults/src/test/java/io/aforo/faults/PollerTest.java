package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class PollerTest {

  @RegisterExtension private final Database database = new Database();

  private Poller poller;
  private Connection writer;
  private Statement statement;

  @BeforeEach
  void start() throws SQLException {
    poller = Poller.watching(database.addresses());
    writer = database.connect();
    statement = writer.createStatement();
  }

  @AfterEach
  void stop() throws SQLException {
    poller.close();
    writer.close();
  }

  @Test
  void aBatchInOneTransactionIsSeenWhole() throws SQLException {
    writer.setAutoCommit(false);
    for (int i = 0; i < 10; i++) {
      write("row-" + i, 1, 1);
      poller.look();
    }
    writer.commit();
    poller.look();

    assertThat(poller.seen()).isEqualTo(new Poller.Seen(11, 0, 0));
  }

  @Test
  @Timeout(60)
  void aBatchThatIsCommittedRowByRowIsSeenInPart() throws Exception {
    try (Poller looking = Poller.start(database.addresses())) {
      statement.execute("SET synchronous_commit = off");
      int row = 0;
      while (looking.seen().tornReads() == 0) {
        write("row-" + row++, 1, 1);
      }

      assertThat(looking.tornBatches()).isPositive();
      assertThat(looking.seen().regressions()).isZero();
    }
  }

  @Test
  void aTornBatchBetweenTwoLooksIsCountedAndNoTornRead() throws SQLException {
    statement.execute("SET synchronous_commit = off");
    for (int i = 0; i < 100; i++) {
      write("row-" + i, 1, 1);
    }
    poller.look();

    assertThat(poller.seen()).isEqualTo(new Poller.Seen(1, 0, 0));
    assertThat(poller.tornBatches()).isPositive();
  }

  @Test
  void batchesOfSeveralWritersAreNotOne() throws SQLException {
    for (int i = 0; i < 2 * Poller.TRANSACTIONS_OF_A_TORN_BATCH; i++) {
      try (Connection another = database.connect();
          Statement ofAnother = another.createStatement()) {
        ofAnother.execute(upsert("row-" + i, 1, 1));
      }
      poller.look();
    }

    assertThat(poller.seen().tornReads()).isZero();
    assertThat(poller.tornBatches()).isZero();
  }

  @Test
  void rowsThatGoOnAreNoRegression() throws SQLException {
    write("row", 1, 1);
    poller.look();
    write("row", 2, 0);
    write("row", 2, 1);
    poller.look();

    assertThat(poller.seen().regressions()).isZero();
  }

  @Test
  void aRevisionOrAStatusThatGoesDownAndARowThatIsGoneAreRegressions() throws SQLException {
    write("row", 2, 2);
    poller.look();
    write("row", 1, 2);
    poller.look();
    assertThat(poller.seen().regressions()).isEqualTo(1);

    write("row", 1, 1);
    poller.look();
    assertThat(poller.seen().regressions()).isEqualTo(2);

    statement.execute("DELETE FROM sales_reports");
    poller.look();
    assertThat(poller.seen().regressions()).isEqualTo(3);
    assertThat(poller.example()).contains("row", "revision=2, rank=2", "revision=1, rank=2");
  }

  @Test
  void aLookThatFailsIsCountedAndTheNextOneConnectsAgain() throws SQLException {
    poller.look();
    statement.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'poller'");
    poller.look();
    poller.look();

    assertThat(poller.seen()).isEqualTo(new Poller.Seen(2, 0, 0));
    assertThat(poller.unread()).isEqualTo(1);
  }

  private void write(String report, long revision, int rank) throws SQLException {
    statement.execute(upsert(report, revision, rank));
  }

  /** As somebody writes who knows no guard. */
  private static String upsert(String report, long revision, int rank) {
    return """
        INSERT INTO sales_reports VALUES ('%s', '', '', '', 'EUR', '2026-01-05', '2026-01-06', 0, 1, 0,
          1, 1, 0, 1, 'FINAL', %d, %d, 1)
        ON CONFLICT (report, store_id, product_id, customer_id, currency, window_start, window_seq)
        DO UPDATE SET revision = excluded.revision, status_rank = excluded.status_rank
        """
        .formatted(report, rank, revision);
  }
}

package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Sabotage;
import io.aforo.domain.time.RowStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;

/** Without one of the writer's safeguards, a test of the writer fails, and says what went wrong. */
final class SabotageIT {

  @Test
  void withoutTheGuardPoorerNumbersReplaceRicherOnesAndATestNotices() {
    try (Sabotage sabotage = Sabotage.of(GuardedUpsert.class, "sql", NoGuard.class)) {
      assertThat(
              sabotage.failuresOf(
                  PostgresSalesReportsIT.class,
                  "fewerContributionsNeverReplaceMore",
                  RowStatus.class))
          .hasSize(RowStatus.values().length)
          .allSatisfy(
              failure ->
                  assertThat(failure.getMessage())
                      .as("which says that the poorer row is stored, and the richer one is not")
                      .containsPattern("Expecting actual:\\s+\\[SalesRow\\[[^\\n]*sales=3,")
                      .containsPattern("not found:\\s+\\[SalesRow\\[[^\\n]*sales=4,"));
    }
  }

  @Test
  void withKeysUnsortedWritersDeadlockAndATestNotices() {
    try (Sabotage sabotage = Sabotage.of(GuardedUpsert.class, "lines", Unsorted.class)) {
      assertThat(
              sabotage.failuresOf(
                  PostgresWriterIT.class, "writersOfTheSameKeysInOppositeOrdersNeverDeadlock"))
          .singleElement()
          .satisfies(
              failure -> assertThat(failure).hasMessageContaining("should have to be tried again"));
    }
  }

  @Test
  void withAutocommitReadersSeeAPartOfABatchAndATestNotices() {
    try (Sabotage sabotage = Sabotage.of(PostgresConnection.class, "get", Autocommit.class)) {
      assertThat(sabotage.failuresOf(PostgresWriterIT.class, "readersSeeAllOfABatchOrNothing"))
          .singleElement()
          .satisfies(failure -> assertThat(failure).hasMessageContaining("2 revisions"));
    }
  }

  /** Takes the comparison of (generation, revision, status) out of the statement. */
  static final class NoGuard {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) String sql) {
      sql = sql.replaceFirst(" WHERE \\(t\\.[^)]*\\) <= \\([^)]*\\) AND ", " WHERE ");
    }
  }

  /** Gives back the lines in another order each time. */
  static final class Unsorted {
    @Advice.OnMethodExit
    static void exit(@Advice.Return List<?> lines) {
      Collections.shuffle(lines);
    }
  }

  /** Every statement is a transaction of its own. */
  static final class Autocommit {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Connection connection) throws Exception {
      connection = committingEach(connection);
    }
  }

  /** The connection in autocommit, where the driver would refuse to commit. */
  static Connection committingEach(Connection connection) throws Exception {
    connection.setAutoCommit(true);
    return (Connection)
        Proxy.newProxyInstance(
            SabotageIT.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (List.of("commit", "rollback").contains(method.getName())) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}

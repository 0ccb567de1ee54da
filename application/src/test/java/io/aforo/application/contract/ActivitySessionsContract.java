package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ActivitySessions} does. */
public interface ActivitySessionsContract extends RowsContract<ActivitySession> {

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  ActivitySessions sessions(int generation);

  @Override
  default ActivitySessions writer(int generation) {
    return sessions(generation);
  }

  @Override
  default RowKind<ActivitySession> rows() {
    return new ActivityRows();
  }

  @Test
  default void sessionsThatDifferInOnePartOfTheKeyStandSideBySide() {
    List<ActivitySession> sessions =
        List.of(
            session("ana", 0, 30, 0, 1),
            session("Ana", 0, 30, 0, 1),
            session("ana ", 0, 30, 0, 1),
            session("ana", 31, 61, 31, 1));

    sessions(1).write(sessions);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(sessions);
  }

  @Test
  default void sessionsThatOverlapInPartStandSideBySide() {
    ActivitySession first = session("ana", 0, 60, 30, 3);
    ActivitySession second = session("ana", 45, 90, 60, 2);

    sessions(1).write(List.of(first));
    sessions(1).write(List.of(second));

    assertThat(stored()).containsExactlyInAnyOrder(first, second);
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void aLateActivityThatBridgesTwoSessionsLeavesOneRowAndOneThatIsMerged() {
    ActivitySessions sessions = sessions(1);
    ActivitySession first = session("ana", 0, 59, 29, 2);
    ActivitySession second = session("ana", 60, 90, 60, 1);
    ActivitySession all =
        new ActivitySession(
            "ana",
            new TimeWindow(MINUTE_0, MINUTE_0 + 90 * 60_000),
            MINUTE_0 + 60 * 60_000,
            4,
            RowStatus.CORRECTED);
    sessions.write(List.of(first, second));

    sessions.write(List.of(all));

    assertThat(stored()).containsExactlyInAnyOrder(all, second.merged());
  }

  @Test
  default void aSessionOfMoreActionsThanAnIntHoldsIsStored() {
    ActivitySession endless = session("ana", 0, 50_000_000, 49_999_970, Long.MAX_VALUE);

    sessions(1).write(List.of(endless));

    assertThat(stored()).containsExactly(endless);
  }

  /** A session, with times in minutes. */
  private static ActivitySession session(
      String user, long start, long end, long lastActivity, long actions) {
    return new ActivitySession(
        user,
        new TimeWindow(MINUTE_0 + start * 60_000, MINUTE_0 + end * 60_000),
        MINUTE_0 + lastActivity * 60_000,
        actions,
        RowStatus.FINAL);
  }
}

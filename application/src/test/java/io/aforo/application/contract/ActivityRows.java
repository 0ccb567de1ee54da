package io.aforo.application.contract;

import static io.aforo.application.contract.RowsContract.MINUTE_0;

import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import java.util.stream.Stream;

/** Sessions of users; the last activity is right before the end, where nothing else is said. */
final class ActivityRows implements RowKind<ActivitySession> {

  @Override
  public ActivitySession row(String id, long revision, RowStatus status) {
    return session(id, MINUTE_0, MINUTE_0 + 3_600_000, revision, status);
  }

  @Override
  public ActivitySession session(
      String owner, long start, long end, long revision, RowStatus status) {
    return new ActivitySession(owner, new TimeWindow(start, end), end - 1, revision, status);
  }

  @Override
  public List<ActivitySession> ofOthers(long start, long end) {
    return Stream.of("Ana", "an", "ana ", "anae", "\u00e1na")
        .map(user -> session(user, start, end, 9, RowStatus.FINAL))
        .toList();
  }

  @Override
  public ActivitySession withOtherContent(ActivitySession row) {
    return new ActivitySession(
        row.userId(), row.window(), row.window().start(), row.actions(), row.status());
  }

  @Override
  public ActivitySession merged(ActivitySession row) {
    return row.merged();
  }

  @Override
  public ActivitySession read(ActivitySession row) {
    return row;
  }

  @Override
  public Object key(ActivitySession row) {
    return row.key();
  }

  @Override
  public TimeWindow window(ActivitySession row) {
    return row.window();
  }

  @Override
  public long revision(ActivitySession row) {
    return row.revision();
  }

  @Override
  public RowStatus status(ActivitySession row) {
    return row.status();
  }
}

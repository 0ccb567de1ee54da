package io.aforo.application;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.activity.UserSessions;
import io.aforo.domain.intake.EventText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Gathers what each user does into sessions. The key is the user.
 *
 * <p>Every activity counts as accepted. One that is too late for its session goes to the late
 * events as well, with the window that it would have opened by itself. Activities have no ids, so
 * there its name is its time, what was done, and the record that brought it: two alike are two, and
 * a record that is read again after a restart is the same one.
 *
 * @param rule what makes a session
 */
public record TrackActivity(SessionRule rule)
    implements KeyedProcess<String, Ingested.Accepted<Activity>, UserSessions, ActivitySession> {

  /** The name under which late activities are listed and counted. */
  public static final String REPORT = "activity-sessions";

  public TrackActivity {
    Objects.requireNonNull(rule, "rule");
  }

  @Override
  public String keyOf(Ingested.Accepted<Activity> accepted) {
    return accepted.event().userId();
  }

  @Override
  public UserSessions newState() {
    return new UserSessions();
  }

  /** Always a change: what is due by the watermark is done even if the activity is late. */
  @Override
  public boolean onEvent(
      UserSessions sessions,
      Ingested.Accepted<Activity> accepted,
      long watermark,
      Outcome<ActivitySession> outcome) {
    Activity activity = accepted.event();
    outcome.count(Tally.ACCEPTED);
    if (!sessions.onActivity(activity, rule, watermark, outcome::result)) {
      outcome.late(
          new LateEvent(
              REPORT,
              activity.userId(),
              identity(activity, accepted.record()),
              activity.occurredAt(),
              sessions.clock(),
              List.of(rule.windowOf(activity.occurredAt()))));
    }
    return true;
  }

  /**
   * Tells the activity from all others: by its time, its action, and where its record lies. No
   * longer than any id, since stores have room for those.
   */
  private static String identity(Activity activity, SourceRecord record) {
    String time = Instant.ofEpochMilli(activity.occurredAt()).toString();
    String place = "-" + record.partition() + "@" + record.offset();
    String whole = time + "|" + activity.action() + "|" + record.topic() + place;
    if (whole.length() <= EventText.MAX_LENGTH) {
      return whole;
    }
    String hash = "..." + Integer.toHexString((activity.action() + record.topic()).hashCode());
    String end = hash + place;
    int room = EventText.MAX_LENGTH - end.length();
    // Not between the halves of a character.
    int cut = Character.isHighSurrogate(whole.charAt(room - 1)) ? room - 1 : room;
    return whole.substring(0, cut) + end;
  }

  @Override
  public boolean onTime(UserSessions sessions, long watermark, Outcome<ActivitySession> outcome) {
    return sessions.onTime(rule, watermark, outcome::result);
  }

  @Override
  public long wakeAt(UserSessions sessions) {
    return sessions.wakeAt();
  }

  @Override
  public boolean isSpent(UserSessions sessions) {
    return sessions.isSpent();
  }
}

package io.aforo.domain.activity;

import io.aforo.domain.intake.EventText;
import java.io.Serializable;

/**
 * Something that a user did: a click, a scan, a page view. Activities have no ids, so two alike are
 * two: a source that repeats records counts them twice.
 *
 * @param userId who
 * @param action what
 * @param occurredAt event time, epoch milliseconds
 */
public record Activity(String userId, String action, long occurredAt) implements Serializable {

  /**
   * @throws io.aforo.domain.intake.InvalidEvent INVALID_TEXT if the user or the action is not a
   *     text that can be kept
   */
  public Activity {
    EventText.require("user_id", userId);
    EventText.require("action", action);
  }
}

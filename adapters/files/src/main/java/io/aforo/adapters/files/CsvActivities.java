package io.aforo.adapters.files;

import io.aforo.domain.activity.Activity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Activities of users in CSV. The columns are {@code user_id,action,occurred_at}, in any order.
 * Activities have no ids: two lines alike are two activities.
 */
public final class CsvActivities {

  static final CsvLayout<Activity> LAYOUT =
      new CsvLayout<>(
          "activities",
          List.of("user_id", "action", "occurred_at"),
          "occurred_at",
          CsvActivities::read,
          Activity::occurredAt);

  private CsvActivities() {}

  /**
   * Opens a file and reads its header.
   *
   * @throws WrongHeader if the first line is not the header of activities
   * @throws IOException if the file cannot be read
   */
  public static CsvEvents<Activity> open(Path file) throws IOException {
    return CsvEvents.open(file, LAYOUT);
  }

  private static Activity read(CsvRow row) {
    return new Activity(row.id("user_id"), row.id("action"), row.instant("occurred_at"));
  }
}

package io.aforo.application.port.out;

import io.aforo.domain.time.TimeWindow;
import java.io.Serializable;
import java.util.List;

/**
 * An event that came too late for a result. Its natural key is (report, source, event).
 *
 * @param report the report, or the rule for a reading
 * @param sourceId the store, the sensor, or the user
 * @param eventId the sale's id, the reading's, or what tells an activity from others
 * @param eventTime epoch milliseconds
 * @param watermark what lateness was judged against, epoch milliseconds
 * @param missed the windows that it came too late for; empty for a reading
 */
public record LateEvent(
    String report,
    String sourceId,
    String eventId,
    long eventTime,
    long watermark,
    List<TimeWindow> missed)
    implements Serializable {

  public LateEvent {
    missed = List.copyOf(missed);
  }
}

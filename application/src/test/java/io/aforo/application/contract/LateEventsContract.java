package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link LateEvents} does. */
public interface LateEventsContract {

  /** A writer to the test's one table, which is empty when the test begins. */
  LateEvents lateEvents();

  /** Every event that a reader sees now, in any order. */
  List<LateEvent> stored();

  @Test
  default void everyEventOfABatchIsStored() {
    LateEvent sale =
        late("hourly", "s-1", "e-1", 3_600_000, new TimeWindow(0, 7_200_000), new TimeWindow(1, 2));
    LateEvent reading = late("default", "fridge-1", "r-1", -1);

    lateEvents().write(List.of(sale, reading));

    assertThat(stored()).containsExactlyInAnyOrder(sale, reading);
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    lateEvents().write(List.of());

    assertThat(stored()).isEmpty();
  }

  @Test
  default void anEventThatIsThereAlreadyIsLeftAsItIs() {
    LateEvents lateEvents = lateEvents();
    LateEvent first = late("hourly", "s-1", "e-1", 3_600_000);
    LateEvent again = late("hourly", "s-1", "e-1", 9_999_999);
    LateEvent next = late("hourly", "s-1", "e-2", 3_600_000);
    lateEvents.write(List.of(first));

    lateEvents.write(List.of(again, next, next));

    assertThat(stored()).containsExactlyInAnyOrder(first, next);
  }

  @Test
  default void eventsThatDifferInOnePartOfTheKeyStandSideBySide() {
    List<LateEvent> events =
        List.of(
            late("hourly", "s-1", "e-1", 0),
            late("daily", "s-1", "e-1", 0),
            late("hourly", "s-2", "e-1", 0),
            late("hourly", "s-1", "e-2", 0));

    lateEvents().write(events);

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    LateEvents lateEvents = lateEvents();
    LateEvent event = late("hourly", "s-1", "e-1", 3_600_000, new TimeWindow(0, 7_200_000));
    lateEvents.write(List.of(event));

    lateEvents.close();
    lateEvents.close();

    assertThat(stored()).containsExactly(event);
  }

  private static LateEvent late(
      String report, String source, String event, long eventTime, TimeWindow... missed) {
    return new LateEvent(report, source, event, eventTime, 100_000_000, List.of(missed));
  }
}

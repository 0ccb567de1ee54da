package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link LateEvents} does. */
public interface LateEventsContract extends StoreContract {

  /** What the port asks for. */
  Set<Promise> EVERYTHING = Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS, Promise.WHOLE_BATCHES);

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
  @Promised(Promise.IDEMPOTENT)
  default void writingTheSameEventTwiceChangesNothing() {
    LateEvents lateEvents = lateEvents();
    LateEvent event = late("hourly", "s-1", "e-1", 3_600_000, new TimeWindow(0, 7_200_000));

    lateEvents.write(List.of(event));
    lateEvents.write(List.of(event, event));

    assertThat(stored()).containsExactly(event);
  }

  @Test
  @Promised(Promise.FIRST_WINS)
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
  @Promised(Promise.WHOLE_BATCHES)
  default void nothingIsKeptOfABatchThatFails() {
    LateEvents lateEvents = lateEvents();
    List<LateEvent> broken = new ArrayList<>(eventsOfBatch(1));
    broken.add(null);

    assertThatThrownBy(() -> lateEvents.write(broken)).isInstanceOf(RuntimeException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void aReaderSeesNoPartOfABatch() throws Exception {
    LateEvents lateEvents = lateEvents();

    Readers.readDuringWrites(
        batch -> lateEvents.write(eventsOfBatch(batch)),
        () -> assertThat(stored()).satisfies(Readers::areWholeBatches));
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

  private static List<LateEvent> eventsOfBatch(long batch) {
    return IntStream.range(0, Readers.ROWS_IN_A_BATCH)
        .mapToObj(event -> late("hourly", "s-" + batch, "e-" + event, 3_600_000))
        .toList();
  }

  private static LateEvent late(
      String report, String source, String event, long eventTime, TimeWindow... missed) {
    return new LateEvent(report, source, event, eventTime, 100_000_000, List.of(missed));
  }
}

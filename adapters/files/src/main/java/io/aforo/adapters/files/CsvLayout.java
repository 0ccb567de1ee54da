package io.aforo.adapters.files;

import io.aforo.application.mapping.EventKind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How one kind of event is laid out in columns.
 *
 * @param what the events, in the plural, for messages
 * @param columns the names of all columns
 * @param timeColumn the column of the event time; the empty text where there is none
 * @param event from a row to an event; throws {@link io.aforo.domain.intake.InvalidEvent}
 * @param eventTime an event's time, epoch milliseconds; -1 where there is none
 */
record CsvLayout<E>(
    String what,
    List<String> columns,
    String timeColumn,
    Function<CsvRow, E> event,
    ToLongFunction<E> eventTime) {

  /** The layout of a kind of event. */
  // Each kind is there with the layout of its own events.
  @SuppressWarnings("unchecked")
  static <E> CsvLayout<E> of(EventKind<E> kind) {
    Map<EventKind<?>, CsvLayout<?>> layouts =
        Map.of(
            EventKind.SALES,
            CsvSales.LAYOUT,
            EventKind.READINGS,
            CsvReadings.LAYOUT.map(CsvReading::reading, EventKind.READINGS::timeOf),
            EventKind.ACTIVITIES,
            CsvActivities.LAYOUT);
    return (CsvLayout<E>) layouts.get(kind);
  }

  private <F> CsvLayout<F> map(Function<E, F> conversion, ToLongFunction<F> timeOf) {
    return new CsvLayout<>(what, columns, timeColumn, event.andThen(conversion), timeOf);
  }
}

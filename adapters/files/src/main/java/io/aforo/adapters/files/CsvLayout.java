package io.aforo.adapters.files;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * How one kind of event is laid out in columns.
 *
 * @param what the events, in the plural, for messages
 * @param columns the names of all columns
 * @param timeColumn the column of the event time
 * @param event from a row to an event; throws {@link io.aforo.domain.intake.InvalidEvent}
 * @param eventTime an event's time, epoch milliseconds
 */
record CsvLayout<E>(
    String what,
    List<String> columns,
    String timeColumn,
    Function<CsvRow, E> event,
    ToLongFunction<E> eventTime) {}

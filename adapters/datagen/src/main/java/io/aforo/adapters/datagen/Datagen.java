package io.aforo.adapters.datagen;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * A source of made-up events: what a small chain of shops sells, how warm its fridges are, and what
 * the users of its site do. Event number i, from 0, is a function of the settings and i alone, so
 * the same settings give the same events in every run and after every restart.
 *
 * <p>It has to run at parallelism 1. Flink gives each reader a range of the numbers, so the event
 * times of two readers would lie far apart.
 */
public final class Datagen {

  private static final byte[] NO_KEY = {};

  /** Makes the event of a number that happens at a time, epoch milliseconds. */
  private interface Maker<E> {
    E make(Shop shop, long number, long time);
  }

  private static final Map<EventKind<?>, Maker<?>> MAKERS =
      Map.of(
          EventKind.SALES, (Maker<?>) Shop::sale,
          EventKind.READINGS, (Maker<?>) Shop::reading,
          EventKind.ACTIVITIES, (Maker<?>) Shop::activity);

  private Datagen() {}

  /**
   * What decides everything.
   *
   * @param perSecond events in a second, by the clock and of event time alike; from 1 to 1,000,000
   * @param rows after how many events the source ends; 0 for never
   * @param seed of all that is drawn by lot
   * @param start event time of the first event, from the year 2000 to the year 9000
   */
  public record Settings(int perSecond, long rows, long seed, Instant start)
      implements Serializable {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");
    private static final int MOST_PER_SECOND = 1_000_000;

    /**
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public Settings {
      if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
        throw new IllegalArgumentException(
            "perSecond must be from 1 to " + MOST_PER_SECOND + ", was " + perSecond);
      }
      if (rows < 0) {
        throw new IllegalArgumentException("rows must be 0 (no end) or more, was " + rows);
      }
      if (start.isBefore(EARLIEST) || start.isAfter(LATEST)) {
        throw new IllegalArgumentException(
            "start must be from " + EARLIEST + " to " + LATEST + ", was " + start);
      }
    }

    /** Event time of an event, epoch milliseconds: the start and {@code number / perSecond} s. */
    long timeOf(long number) {
      return start.toEpochMilli()
          + number / perSecond * 1_000
          + number % perSecond * 1_000 / perSecond;
    }
  }

  /**
   * Events of one kind. The record of each has the topic {@code datagen-KIND}, its number as the
   * offset, its event time as the timestamp, and a text of the event as the value.
   *
   * @param type how Flink carries the records on
   */
  public static <E> Source<Ingested<E>, ?, ?> source(
      EventKind<E> kind, Settings settings, TypeInformation<Ingested<E>> type) {
    Objects.requireNonNull(kind, "kind");
    return new DataGeneratorSource<>(
        number -> ingested(kind, settings, number),
        settings.rows() == 0 ? Long.MAX_VALUE : settings.rows(),
        RateLimiterStrategy.perSecond(settings.perSecond()),
        type);
  }

  /** The record of an event, as the source gives it. */
  static <E> Ingested<E> ingested(EventKind<E> kind, Settings settings, long number) {
    // Each kind is there with the maker of its own events.
    @SuppressWarnings("unchecked")
    Maker<E> maker = (Maker<E>) MAKERS.get(kind);
    long time = settings.timeOf(number);
    E event = maker.make(new Shop(new Lots(settings.seed())), number, time);
    byte[] value = event.toString().getBytes(StandardCharsets.UTF_8);
    return new Ingested.Accepted<>(
        new SourceRecord("datagen-" + kind.label(), 0, number, time, NO_KEY, value), event);
  }
}

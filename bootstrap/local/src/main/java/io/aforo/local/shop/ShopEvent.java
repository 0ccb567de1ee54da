package io.aforo.local.shop;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.TemperatureUnit;

/** Something that a shop's machines, or its users', send. */
public sealed interface ShopEvent {

  /** When it leaves the machine, epoch milliseconds; not before its event time. */
  long sentAt();

  /** When it happened, epoch milliseconds. */
  long eventTime();

  /** A line of a receipt, from a till. */
  record Sold(Sale sale, long sentAt) implements ShopEvent {
    @Override
    public long eventTime() {
      return sale.soldAt();
    }
  }

  /**
   * A temperature, from a sensor.
   *
   * @param reading what was measured
   * @param value the number as the sensor sends it
   * @param unit the unit of {@code value}
   */
  record Measured(Reading reading, double value, TemperatureUnit unit, long sentAt)
      implements ShopEvent {
    @Override
    public long eventTime() {
      return reading.readAt();
    }
  }

  /** A page of the online store that somebody opened. */
  record Viewed(Activity activity, long sentAt) implements ShopEvent {
    @Override
    public long eventTime() {
      return activity.occurredAt();
    }
  }

  /** A line of a receipt from a till that sends its amount with a minus. */
  record Negated(Sale sale, long sentAt) implements ShopEvent {
    @Override
    public long eventTime() {
      return sale.soldAt();
    }
  }

  /** A line of a receipt from a till that was never told of Avro. */
  record Unencoded(Sale sale, long sentAt) implements ShopEvent {
    @Override
    public long eventTime() {
      return sale.soldAt();
    }
  }

  /**
   * What a sensor sends that has lost its probe: no number.
   *
   * @param reading what should have been measured
   * @param unit that the sensor sends in
   */
  record Unmeasured(Reading reading, TemperatureUnit unit, long sentAt) implements ShopEvent {
    @Override
    public long eventTime() {
      return reading.readAt();
    }
  }
}

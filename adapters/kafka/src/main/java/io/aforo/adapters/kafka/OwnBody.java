package io.aforo.adapters.kafka;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.util.stream.Stream;

/**
 * Bodies of one kind of event, written with our own schema: its fields, spelled out in their order.
 * Not for use by several threads at once.
 *
 * @param <E> the kind of event
 */
abstract class OwnBody<E> {

  private final BodyBytes bytes = new BodyBytes();

  /**
   * @param record a whole record, with its frame
   * @throws BodyBytes.NotPlain if there may be something wrong
   * @throws InvalidEvent if there is
   */
  final E read(byte[] record) {
    bytes.begin(record);
    E event = fields(bytes);
    bytes.end();
    return event;
  }

  abstract E fields(BodyBytes in);

  /** Of {@code Sale.avsc}. */
  static final class OfSales extends OwnBody<Sale> {

    private static final SaleKind[] KINDS =
        Stream.of(io.aforo.schemas.SaleKind.values())
            .map(kind -> SaleKind.valueOf(kind.name()))
            .toArray(SaleKind[]::new);

    private final SharedTexts stores = new SharedTexts();
    private final SharedTexts products = new SharedTexts();
    private final SharedTexts customers = new SharedTexts();
    private final SharedTexts currencies = new SharedTexts();

    @Override
    Sale fields(BodyBytes in) {
      String saleId = in.text();
      String storeId = in.text(stores);
      String productId = in.text(products);
      String customerId = in.isPresent() ? in.text(customers) : "";
      SaleKind kind = KINDS[in.index(KINDS.length)];
      Quantity quantity = new Quantity(in.unscaled());
      long amount = in.unscaled();
      Money money = new Money(amount, in.text(currencies));
      return new Sale(saleId, storeId, productId, customerId, kind, quantity, money, in.number());
    }
  }

  /** Of {@code TemperatureReading.avsc}. */
  static final class OfReadings extends OwnBody<Reading> {

    private static final TemperatureUnit[] UNITS =
        Stream.of(io.aforo.schemas.TemperatureUnit.values())
            .map(unit -> TemperatureUnit.valueOf(unit.name()))
            .toArray(TemperatureUnit[]::new);

    private final SharedTexts sensors = new SharedTexts();

    @Override
    Reading fields(BodyBytes in) {
      String readingId = in.isPresent() ? in.text() : "";
      String sensorId = in.text(sensors);
      double value = in.floating();
      TemperatureUnit unit = UNITS[in.index(UNITS.length)];
      return new Reading(readingId, sensorId, Temperature.of(value, unit), in.number());
    }
  }

  /** Of {@code Activity.avsc}. */
  static final class OfActivities extends OwnBody<Activity> {

    private final SharedTexts users = new SharedTexts();
    private final SharedTexts actions = new SharedTexts();

    @Override
    Activity fields(BodyBytes in) {
      String userId = in.text(users);
      String action = in.text(actions);
      return new Activity(userId, action, in.number());
    }
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MappersTest {

  @Property(tries = 500)
  void saleIsTheSameAfterTheWayThroughAvro(@ForAll("sales") Sale sale) {
    assertThat(SaleMapper.INSTANCE.toDomain(SaleMapper.INSTANCE.toAvro(sale))).isEqualTo(sale);
  }

  @Property(tries = 500)
  void readingIsWhatWasPublished(@ForAll("published") PublishedReading published) {
    Reading reading = ReadingMapper.INSTANCE.toDomain(ReadingMapper.INSTANCE.toAvro(published));

    assertThat(reading)
        .isEqualTo(
            new Reading(
                published.readingId(),
                published.sensorId(),
                Temperature.of(published.value(), published.unit()),
                published.readAt()));
  }

  @Property(tries = 500)
  void activityIsTheSameAfterTheWayThroughAvro(@ForAll("activities") Activity activity) {
    assertThat(ActivityMapper.INSTANCE.toDomain(ActivityMapper.INSTANCE.toAvro(activity)))
        .isEqualTo(activity);
  }

  @Example
  void nobodyIsNullOnTheWire() {
    io.aforo.schemas.Sale sale =
        SaleMapper.INSTANCE.toAvro(
            new Sale(
                "s", "m", "p", "", SaleKind.RETURN, new Quantity(1_500), new Money(20, "EUR"), 5));

    assertThat(sale)
        .isEqualTo(
            new io.aforo.schemas.Sale(
                "s",
                "m",
                "p",
                null,
                io.aforo.schemas.SaleKind.RETURN,
                new java.math.BigDecimal("1.500"),
                new java.math.BigDecimal("0.0020"),
                "EUR",
                Instant.ofEpochMilli(5)));
  }

  @Provide
  Arbitrary<Sale> sales() {
    return Combinators.combine(
            ids(),
            ids(),
            ids(),
            Arbitraries.oneOf(ids(), Arbitraries.just("")),
            Arbitraries.of(SaleKind.class),
            Arbitraries.longs().between(0, 999_999_999_999L).map(Quantity::new),
            Combinators.combine(
                    Arbitraries.longs().between(0, Money.MAX_UNITS * 10_000),
                    Arbitraries.of("EUR", "USD", "JPY"))
                .as(Money::new),
            Arbitraries.longs())
        .as(Sale::new);
  }

  @Provide
  Arbitrary<PublishedReading> published() {
    return Combinators.combine(
            Arbitraries.oneOf(ids(), Arbitraries.just("")),
            ids(),
            Arbitraries.doubles().between(0, 1_000),
            Arbitraries.of(TemperatureUnit.class),
            Arbitraries.longs())
        .as(PublishedReading::new);
  }

  @Provide
  Arbitrary<Activity> activities() {
    return Combinators.combine(ids(), ids(), Arbitraries.longs()).as(Activity::new);
  }

  private static Arbitrary<String> ids() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .withChars('\u00F1', '\u4E2D', ' ')
        .ofMinLength(1)
        .ofMaxLength(40)
        .filter(id -> !id.isBlank());
  }
}

package io.aforo.adapters.datagen;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aforo.adapters.datagen.Datagen.Settings;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.TemperatureDelta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events there are. */
class DatagenTest {

  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  @Test
  void theEventsOfASeedAreTheseForEver() {
    Settings settings = new Settings(4, 0, 42, START);

    assertThat(
            Stream.of(EventKind.SALES, EventKind.READINGS, EventKind.ACTIVITIES)
                .flatMap(kind -> texts(kind, settings, 0, 1_002)))
        .containsExactly(
            "Sale[saleId=16-0, storeId=norte, productId=bananas, customerId=c-37, kind=SALE,"
                + " quantity=0.428, amount=0.7700 EUR, soldAt=1767261600000]",
            "Sale[saleId=16-1002, storeId=uptown, productId=tomatoes, customerId=c-22, kind=SALE,"
                + " quantity=2.059, amount=5.7400 USD, soldAt=1767261850500]",
            "Reading[readingId=16-0, sensorId=norte-fridge, temperature=5.083 C,"
                + " readAt=1767261600000]",
            "Reading[readingId=16-1002, sensorId=sur-fridge, temperature=4.077 C,"
                + " readAt=1767261850500]",
            "Activity[userId=u-251, action=search, occurredAt=1767261600000]",
            "Activity[userId=u-15, action=checkout, occurredAt=1767261850500]");
  }

  @Property
  void everyEventIsOneThatIsCountedAtItsTime(
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long number,
      @ForAll @IntRange(min = 1, max = 1_000_000) int perSecond) {
    Settings settings = new Settings(perSecond, 0, seed, START);
    long time = START.toEpochMilli() + Math.floorDiv(Math.multiplyExact(number, 1_000), perSecond);

    for (EventKind<?> kind : List.of(EventKind.SALES, EventKind.READINGS, EventKind.ACTIVITIES)) {
      assertThatEventIs(kind, settings, number, time);
    }
  }

  private static <E> void assertThatEventIs(
      EventKind<E> kind, Settings settings, long number, long time) {
    // Its constructor refuses an event that is not one.
    Ingested<E> ingested = Datagen.ingested(kind, settings, number);
    E event = ((Ingested.Accepted<E>) ingested).event();

    assertThat(ingested)
        .isEqualTo(
            new Ingested.Accepted<>(
                new SourceRecord(
                    "datagen-" + kind.label(),
                    0,
                    number,
                    time,
                    new byte[0],
                    event.toString().getBytes(StandardCharsets.UTF_8)),
                event))
        .isEqualTo(Datagen.ingested(kind, settings, number));
    assertThat(kind.timeOf(event)).isEqualTo(time);
    EventTimeBounds.standard().check(time, time);
  }

  @Test
  void anotherSeedGivesOtherEventsWithOtherIds() {
    Settings one = new Settings(10, 0, 1, START);
    Settings other = new Settings(10, 0, 2, START);

    assertThat(events(EventKind.SALES, one, 1_000))
        .extracting(Sale::saleId)
        .doesNotContainAnyElementsOf(
            events(EventKind.SALES, other, 1_000).stream().map(Sale::saleId).toList());
    assertThat(events(EventKind.READINGS, one, 1_000))
        .extracting(Reading::temperature)
        .isNotEqualTo(
            events(EventKind.READINGS, other, 1_000).stream().map(Reading::temperature).toList());
    assertThat(events(EventKind.ACTIVITIES, one, 1_000))
        .isNotEqualTo(events(EventKind.ACTIVITIES, other, 1_000));
  }

  @Test
  void idsAreUnique() {
    Settings settings = new Settings(10, 0, -7, START);

    assertThat(events(EventKind.SALES, settings, 10_000))
        .extracting(Sale::saleId)
        .doesNotHaveDuplicates();
    assertThat(events(EventKind.READINGS, settings, 10_000))
        .extracting(Reading::readingId)
        .doesNotHaveDuplicates();
  }

  @Test
  void popularProductsSellMoreInEveryStore() {
    List<Sale> sales = events(EventKind.SALES, new Settings(10, 0, 5, START), 50_000);

    Map<String, Long> byProduct = counts(sales, Sale::productId);
    assertThat(byProduct).hasSize(20);
    // 1 / (1 + 1/2 + ... + 1/20) of all, half of that, and a twentieth of it.
    assertThat(byProduct.get("bread")).isCloseTo(13_897, within(600L));
    assertThat(byProduct.get("milk")).isCloseTo(6_949, within(400L));
    assertThat(byProduct.get("batteries")).isCloseTo(695, within(130L));
    assertThat(counts(sales, sale -> sale.storeId() + " " + sale.amount().currency()))
        .hasSize(5)
        .containsOnlyKeys("norte EUR", "sur EUR", "harbour GBP", "uptown USD", "ginza JPY")
        .allSatisfy((store, count) -> assertThat(count).isCloseTo(10_000, within(500L)));
  }

  @Test
  void someSalesAreReturnsSomeWeighedAndSomeOfNobodyKnown() {
    List<Sale> sales = events(EventKind.SALES, new Settings(10, 0, 5, START), 50_000);

    assertThat(sales)
        .filteredOn(sale -> sale.kind() == SaleKind.RETURN)
        .hasSizeBetween(1_200, 1_600);
    assertThat(sales)
        .filteredOn(sale -> sale.quantity().thousandths() % 1_000 != 0)
        .hasSizeBetween(10_000, 20_000);
    assertThat(sales)
        .filteredOn(sale -> sale.customerId().isEmpty())
        .hasSizeBetween(14_000, 16_000);
    assertThat(counts(sales, Sale::customerId)).hasSize(501);
  }

  @Test
  void aReturnBringsBackAnEarlierSaleAsAWhole() {
    List<Sale> sales = events(EventKind.SALES, new Settings(10, 0, 5, START), 10_000);

    for (int i = 0; i < sales.size(); i++) {
      Sale back = sales.get(i);
      if (back.kind() == SaleKind.RETURN) {
        Sale sold = sales.get(i - 250);
        assertThat(sold)
            .isEqualTo(
                new Sale(
                    sold.saleId(),
                    back.storeId(),
                    back.productId(),
                    back.customerId(),
                    SaleKind.SALE,
                    back.quantity(),
                    back.amount(),
                    sold.soldAt()));
      }
    }
  }

  @Test
  void amountsAreInCoinsOfTheirCurrency() {
    assertThat(events(EventKind.SALES, new Settings(10, 0, 5, START), 10_000))
        .allSatisfy(
            sale ->
                assertThat(
                        sale.amount().tenThousandths()
                            % (sale.amount().currency().equals("JPY") ? 10_000 : 100))
                    .isZero());
  }

  @Test
  void sensorsAreCalmButForRareJumpsWithinAMinute() {
    Map<String, List<Reading>> bySensor =
        events(EventKind.READINGS, new Settings(1, 0, 5, START), 100_000).stream()
            .collect(groupingBy(Reading::sensorId));

    assertThat(bySensor).hasSize(10);
    bySensor.forEach(
        (sensor, readings) -> {
          long calm = 0;
          long jumps = 0;
          for (int i = 1; i < readings.size(); i++) {
            Reading before = readings.get(i - 1);
            Reading reading = readings.get(i);
            assertThat(reading.readAt() - before.readAt()).isEqualTo(10_000);
            TemperatureDelta delta = reading.temperature().minus(before.temperature()).abs();
            if (delta.compareTo(TemperatureDelta.ofCelsius(20)) >= 0) {
              jumps++;
            } else if (delta.compareTo(TemperatureDelta.ofCelsius(1)) < 0) {
              calm++;
            }
          }
          // Up and down again, in 3 of 10 spells of 400 readings.
          assertThat(jumps).as(sensor).isEven().isBetween(4L, 30L);
          assertThat(calm).as(sensor).isEqualTo(readings.size() - 1 - jumps);
        });
  }

  @Test
  void usersComeInBurstsOfTenMinutesAndComeBack() {
    List<Activity> activities =
        events(EventKind.ACTIVITIES, new Settings(1, 0, 5, START), 6 * 24 * 600);

    assertThat(
            activities.stream()
                .collect(
                    groupingBy(
                        activity -> activity.occurredAt() / Duration.ofMinutes(10).toMillis()))
                .values())
        .hasSize(6 * 24)
        .allSatisfy(
            burst -> assertThat(counts(burst, Activity::userId).keySet()).hasSizeBetween(4, 6));
    assertThat(counts(activities, Activity::userId).keySet()).hasSizeBetween(300, 400);
    assertThat(counts(activities, Activity::action))
        .containsOnlyKeys("view", "search", "add_to_cart", "checkout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 0 | 2026-01-01T10:00:00Z | perSecond must be from 1 to 1000000, was 0
          1000001 | 0 | 2026-01-01T10:00:00Z | perSecond must be from 1 to 1000000, was 1000001
          1 | -1 | 2026-01-01T10:00:00Z | rows must be 0 (no end) or more, was -1
          1 | 0 | 1999-12-31T23:59:59Z | start must be from 2000-01-01T00:00:00Z to 9000-01-01T00:00:00Z, was 1999-12-31T23:59:59Z
          1 | 0 | 9000-01-01T00:00:01Z | start must be from 2000-01-01T00:00:00Z to 9000-01-01T00:00:00Z, was 9000-01-01T00:00:01Z
          """)
  void settingsOutOfTheirRangesAreRefused(int perSecond, long rows, Instant start, String message) {
    assertThatThrownBy(() -> new Settings(perSecond, rows, 1, start))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Stream<String> texts(EventKind<?> kind, Settings settings, long... numbers) {
    return LongStream.of(numbers).mapToObj(number -> event(kind, settings, number).toString());
  }

  private static <E> List<E> events(EventKind<E> kind, Settings settings, long count) {
    return LongStream.range(0, count).mapToObj(number -> event(kind, settings, number)).toList();
  }

  private static <E> E event(EventKind<E> kind, Settings settings, long number) {
    return ((Ingested.Accepted<E>) Datagen.ingested(kind, settings, number)).event();
  }

  private static <E> Map<String, Long> counts(List<E> events, Function<E, String> of) {
    return events.stream().collect(groupingBy(of, counting()));
  }
}

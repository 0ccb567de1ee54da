package io.aforo.application.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.sales.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class MappingPropertyTest {

  private static final List<EventKind<?>> KINDS =
      List.of(EventKind.SALES, EventKind.READINGS, EventKind.ACTIVITIES);

  private static final Map<EventKind<?>, List<String>> PARTS =
      Map.of(
          EventKind.SALES,
          List.of(
              "id",
              "store",
              "product",
              "customer",
              "kind",
              "quantity",
              "amount",
              "currency",
              "time"),
          EventKind.READINGS,
          List.of("id", "sensor", "value", "unit", "time"),
          EventKind.ACTIVITIES,
          List.of("user", "action", "time"));

  @Property(tries = 5_000)
  void anyRecordIsAnEventOrAReason(
      @ForAll("kinds") EventKind<?> kind,
      @ForAll("rules") List<FieldRule> rules,
      @ForAll("records") Map<String, Object> record) {
    map(kind, rules, record);
  }

  private static <E> void map(
      EventKind<E> kind, List<FieldRule> rules, Map<String, Object> record) {
    Map<String, FieldRule> byPart = new LinkedHashMap<>();
    List<String> parts = PARTS.get(kind);
    for (int i = 0; i < parts.size(); i++) {
      byPart.put(parts.get(i), rules.get(i));
    }
    EventMapping<E> mapping = kind.mapping(byPart);
    try {
      E event = mapping.map(new Fields(mapping, record));
      EventTimeBounds.standard().check(kind.timeOf(event), 0);
    } catch (InvalidEvent refused) {
      assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(2_000);
    }
  }

  @Property(tries = 2_000)
  void amountOfAtMostFourDecimalsIsExactAsADouble(
      @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long unscaled,
      @ForAll @IntRange(min = 0, max = 4) int scale) {
    BigDecimal amount = BigDecimal.valueOf(unscaled, scale).min(new BigDecimal("1000000000"));

    assertThat(Values.decimal(amount.doubleValue()))
        .hasValueSatisfying(decimal -> assertThat(decimal).isEqualByComparingTo(amount));
    assertThat(Money.of(Values.decimal(amount.doubleValue()).orElseThrow(), "EUR"))
        .isEqualTo(Money.of(amount, "EUR"));
  }

  @Property(tries = 2_000)
  void everyMillisecondIsTheSameInEveryFormat(
      @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
    ZoneId madrid = ZoneId.of("Europe/Madrid");
    Instant instant = Instant.ofEpochMilli(millis);
    String local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();

    assertThat(TimeFormat.AUTO.millis(millis, madrid)).contains(millis);
    assertThat(TimeFormat.AUTO.millis(instant.toString(), madrid)).contains(millis);
    assertThat(TimeFormat.ISO_8601.millis(local, ZoneOffset.UTC)).contains(millis);
    assertThat(TimeFormat.SQL.millis(local.replace('T', ' '), ZoneOffset.UTC)).contains(millis);
    assertThat(TimeFormat.EPOCH_MICROS.millis(millis * 1_000 + 999, madrid)).contains(millis);
    assertThat(TimeFormat.EPOCH_SECONDS.millis(BigDecimal.valueOf(millis, 3), madrid))
        .contains(millis);
    assertThat(TimeFormat.EPOCH_SECONDS.millis(millis / 1_000.0, madrid)).contains(millis);
  }

  @Provide
  Arbitrary<EventKind<?>> kinds() {
    return Arbitraries.of(KINDS);
  }

  @Provide
  Arbitrary<List<FieldRule>> rules() {
    return Combinators.combine(
            names().list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(TimeFormat.class),
            Arbitraries.of("UTC", "Europe/Madrid", "+18:00"))
        .as(
            (paths, format, zone) ->
                FieldRule.of(paths.stream().map(FieldPath::parse).toArray(FieldPath[]::new))
                    .as(format, ZoneId.of(zone)))
        .list()
        .ofSize(9);
  }

  @Provide
  Arbitrary<Map<String, Object>> records() {
    return Arbitraries.maps(names(), values()).ofMaxSize(6);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "c", "d", "e.f", "e.g.h");
  }

  private static Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(300).map(Object.class::cast),
        Arbitraries.of(
            "SALE", "EUR", "CELSIUS", "12.50", "1e9", "2026-01-01T10:00:00Z", "2026-01-01 10:00"),
        Arbitraries.of(true, false),
        Arbitraries.longs().map(Object.class::cast),
        Arbitraries.longs().between(0, 100).map(Object.class::cast),
        Arbitraries.doubles().map(Object.class::cast),
        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -0.0),
        Arbitraries.bigDecimals().map(Object.class::cast),
        Combinators.combine(Arbitraries.bigIntegers(), Arbitraries.integers())
            .as((unscaled, scale) -> (Object) new BigDecimal(unscaled, scale)),
        Arbitraries.longs().map(Instant::ofEpochMilli),
        Arbitraries.of(Instant.MIN, Instant.MAX, LocalDateTime.MIN, LocalDateTime.MAX),
        Arbitraries.of(
            Map.of(), List.of(), ByteBuffer.allocate(4), 7, 7f, 'c', BigInteger.TEN, new byte[4]));
  }
}

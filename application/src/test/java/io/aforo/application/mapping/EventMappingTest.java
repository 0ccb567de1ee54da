package io.aforo.application.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.aforo.application.mapping.EventMapping.Misfit;
import io.aforo.application.mapping.RecordShape.ValueType;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMappingTest {

  private static final long AT = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final BigDecimal MEGABYTE =
      new BigDecimal(BigInteger.ONE.shiftLeft(8_000_000).add(BigInteger.ONE));

  /** A topic {@code ventas} that has neither a store, nor a currency, nor a quantity. */
  private static final Map<String, FieldRule> VENTAS =
      Map.of(
          "product", field("producto"),
          "amount", field("monto"),
          "id", field("id"),
          "time", field("ts"),
          "store", FieldRule.ofConstant("web"),
          "currency", FieldRule.ofConstant("EUR"),
          "quantity", FieldRule.ofConstant("1"));

  private static final Map<String, Object> VENTA =
      Fields.of("id", 7L, "producto", "café", "monto", 19.99, "ts", AT);

  private static final Sale VENDIDO =
      new Sale(
          "7",
          "web",
          "café",
          "",
          SaleKind.SALE,
          Quantity.of(BigDecimal.ONE),
          Money.of(new BigDecimal("19.99"), "EUR"),
          AT);

  @Test
  void saleIsReadFromOurOwnFieldsWithoutARule() {
    Map<String, Object> record =
        Fields.of(
            "sale_id", "S-1",
            "store_id", "madrid",
            "product_id", "P-7",
            "customer_id", "C-9",
            "kind", "RETURN",
            "quantity", new BigDecimal("1.500"),
            "amount", new BigDecimal("19.9900"),
            "currency", "EUR",
            "sold_at", Instant.ofEpochMilli(AT));

    assertThat(sale(Map.of(), record))
        .isEqualTo(
            new Sale(
                "S-1",
                "madrid",
                "P-7",
                "C-9",
                SaleKind.RETURN,
                Quantity.of(new BigDecimal("1.5")),
                Money.of(new BigDecimal("19.99"), "EUR"),
                AT));
  }

  @Test
  void readingIsReadFromOurOwnFieldsWithoutARule() {
    Map<String, Object> record =
        Fields.of(
            "reading_id",
            "R-1",
            "sensor_id",
            "fridge-4",
            "value",
            -18.25,
            "unit",
            "CELSIUS",
            "read_at",
            AT);

    assertThat(reading(Map.of(), record))
        .isEqualTo(
            new Reading("R-1", "fridge-4", Temperature.of(-18.25, TemperatureUnit.CELSIUS), AT));
    assertThat(reading(Map.of(), without(record, "reading_id")).readingId()).isEmpty();
  }

  @Test
  void activityIsReadFromOurOwnFieldsWithoutARule() {
    assertThat(
            activity(Map.of(), Fields.of("user_id", "u-1", "action", "click", "occurred_at", AT)))
        .isEqualTo(new Activity("u-1", "click", AT));
  }

  @Test
  void saleOfAForeignRecordIsMadeOfItsFieldsAndOfConstants() {
    assertThat(sale(VENTAS, VENTA)).isEqualTo(VENDIDO);
  }

  @Test
  void everyPartHasARuleOfItsOwn() {
    Map<String, FieldRule> rules = new HashMap<>();
    List.of("id", "store", "product", "customer", "kind", "quantity", "amount", "currency", "time")
        .forEach(part -> rules.put(part, field("the." + part)));
    Map<String, Object> record =
        Fields.of(
            "the.id", "S-1",
            "the.store", 12L,
            "the.product", true,
            "the.customer", 4.0,
            "the.kind", "SALE",
            "the.quantity", 2L,
            "the.amount", "3.50",
            "the.currency", "USD",
            "the.time", "2026-01-01T10:05:00Z");

    assertThat(sale(rules, record))
        .isEqualTo(
            new Sale(
                "S-1",
                "12",
                "true",
                "4",
                SaleKind.SALE,
                Quantity.of(new BigDecimal("2")),
                Money.of(new BigDecimal("3.5"), "USD"),
                AT));
  }

  @Test
  void fieldsAreToldOnceEachInTheOrderOfTheParts() {
    EventMapping<Reading> mapping =
        EventMapping.ofReadings(
            Map.of("id", field("at"), "time", field("at"), "unit", FieldRule.ofConstant("KELVIN")));

    assertThat(mapping.fields())
        .extracting(FieldPath::toString)
        .containsExactly("at", "sensor_id", "value");
    assertThat(mapping.fieldOf("time")).contains(FieldPath.parse("at"));
    assertThat(mapping.fieldOf("sensor")).contains(FieldPath.parse("sensor_id"));
    assertThat(mapping.fieldOf("unit")).isEmpty();
    assertThatThrownBy(() -> mapping.fieldOf("amount"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no amount; allowed: [id, sensor, value, unit, time]");
  }

  @Test
  void ruleForAPartThatThereIsNotIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(
            () -> EventMapping.ofActivities(Map.of("usr", field("u"), "acton", field("a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no acton, usr; allowed: [user, action, time]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amount | cheap | amount: expected a decimal such as 12.50, found 'cheap'",
        "amount | 1.23456 | amount: amount must have at most 4 decimals, was 1.23456",
        "amount | -1 | amount: amount must be between 0 and 1000000000, was -1.0000",
        "quantity | 0.0001 | quantity: quantity must have at most 3 decimals, was 0.0001",
        "currency | EURO | currency: currency must be an ISO 4217 code such as EUR, was 'EURO'",
        "kind | sale | kind: expected one of SALE, RETURN; `values` of the mapping can translate"
            + " others, found 'sale'",
        "store | ' ' | store: store must not be blank",
        "customer | ' ' | customer: customer must not be blank",
        "time | noon | time: expected epoch milliseconds, or an ISO 8601 text such as"
            + " 2026-01-01T10:00:00Z, found 'noon'"
      })
  void constantThatCannotBeIsRefusedAtOnceWithItsPart(String part, String text, String message) {
    assertThatThrownBy(() -> EventMapping.ofSales(Map.of(part, FieldRule.ofConstant(text))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> EventMapping.ofSales(Map.of(part, absent(text, "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> EventMapping.ofSales(Map.of(part, meaning(Map.of("code", text), "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-500", "1e12", "warm"})
  void constantThatIsNoTemperatureIsRefusedAtOnce(String value) {
    assertThatThrownBy(() -> EventMapping.ofReadings(Map.of("value", FieldRule.ofConstant(value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("value: ");
  }

  @Test
  void ruleHasEitherFieldsOrAConstant() {
    assertThatThrownBy(() -> FieldRule.of())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must have either a field or a constant");
    assertThatThrownBy(
            () ->
                new FieldRule(
                    List.of(FieldPath.parse("a")),
                    "b",
                    "",
                    Map.of(),
                    TimeFormat.AUTO,
                    ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b"})
  void pathWithAnEmptyNameIsRefused(String path) {
    assertThatThrownBy(() -> FieldPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be names joined by dots, such as buyer.last_name; was '" + path + "'");
  }

  @Test
  void missingFieldIsWhatTheRuleSays() {
    Map<String, FieldRule> rules = new HashMap<>(VENTAS);
    rules.put("currency", absent("USD", "moneda"));
    rules.put("kind", absent("RETURN", "tipo"));
    rules.put("quantity", absent("2.5", "cantidad"));

    Sale sale = sale(rules, VENTA);

    assertThat(sale.amount().currency()).isEqualTo("USD");
    assertThat(sale.kind()).isEqualTo(SaleKind.RETURN);
    assertThat(sale.quantity()).isEqualTo(Quantity.of(new BigDecimal("2.5")));
    Map<String, Object> euro = new LinkedHashMap<>(VENTA);
    euro.put("moneda", "EUR");
    assertThat(sale(rules, euro).amount().currency()).isEqualTo("EUR");
  }

  @Test
  void missingFieldWithoutSuchARuleIsTold() {
    assertRefused(
        VENTAS,
        without(VENTA, "monto"),
        RejectionReason.BAD_FIELD,
        "field monto (amount): missing or null; the record has id, producto, ts");
    assertRefused(
        VENTAS,
        Map.of(),
        RejectionReason.BAD_FIELD,
        "field id (id): missing or null; the record has no fields");
  }

  @Test
  void onlySomeOfManyNamesAreToldAndNotAllOfALongOne() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("n".repeat(1_000), 1L);
    IntStream.range(0, 10_000).forEach(i -> record.put("field" + i, 1L));

    InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> sale(VENTAS, record));

    assertThat(refused)
        .hasMessageStartingWith(
            "field id (id): missing or null; the record has "
                + "n".repeat(80)
                + "..., field0, field1, ")
        .hasMessageEndingWith("field18 and others");
  }

  @Test
  void fieldThatIsNamedForAnOptionalPartMayStillBeMissingInARecord() {
    Map<String, FieldRule> rules = with(VENTAS, "customer", field("cliente"));

    assertThat(sale(rules, VENTA)).isEqualTo(VENDIDO);
  }

  @Test
  void textsOfTheRecordAreTranslatedAndOthersStayAsTheyAre() {
    Map<String, FieldRule> rules =
        with(VENTAS, "kind", meaning(Map.of("V", "SALE", "2", "RETURN", "true", "RETURN"), "tipo"));

    assertThat(sale(rules, with(VENTA, "tipo", "V")).kind()).isEqualTo(SaleKind.SALE);
    assertThat(sale(rules, with(VENTA, "tipo", 2L)).kind()).isEqualTo(SaleKind.RETURN);
    assertThat(sale(rules, with(VENTA, "tipo", 2.0)).kind()).isEqualTo(SaleKind.RETURN);
    assertThat(sale(rules, with(VENTA, "tipo", true)).kind()).isEqualTo(SaleKind.RETURN);
    assertThat(sale(rules, with(VENTA, "tipo", "RETURN")).kind()).isEqualTo(SaleKind.RETURN);
    assertRefused(
        rules,
        with(VENTA, "tipo", "X"),
        RejectionReason.BAD_FIELD,
        "field tipo (kind): expected one of SALE, RETURN; `values` of the mapping can translate"
            + " others, found 'X'");
    assertRefused(
        rules,
        with(VENTA, "tipo", Map.of("V", 1)),
        RejectionReason.BAD_FIELD,
        "field tipo (kind): expected one of SALE, RETURN; `values` of the mapping can translate"
            + " others, found a group of fields");
  }

  @Test
  void severalFieldsAreJoinedByASpaceIfAllOfThemAreThere() {
    Map<String, FieldRule> rules =
        with(VENTAS, "customer", field("buyer.first_name", "buyer.last_name"));
    Map<String, Object> both = with(VENTA, "buyer.first_name", "Ana");
    both.put("buyer.last_name", "Ruiz");

    assertThat(sale(rules, both).customerId()).isEqualTo("Ana Ruiz");
    assertThat(sale(rules, with(both, "buyer.first_name", "")).customerId()).isEqualTo("Ruiz");
    assertThat(sale(rules, without(both, "buyer.last_name")).customerId()).isEmpty();
    assertThat(sale(rules, VENTA).customerId()).isEmpty();
    assertRefused(
        rules,
        with(both, "buyer.last_name", List.of("Ruiz")),
        RejectionReason.BAD_FIELD,
        "field buyer.first_name + buyer.last_name (customer): expected texts or numbers, found a"
            + " list");
  }

  @Test
  void dateAndTimeOfDayInTwoFieldsAreOneTime() {
    FieldRule rule = field("day", "clock").as(TimeFormat.SQL, ZoneOffset.UTC);
    Map<String, Object> record =
        Fields.of("user_id", "u", "action", "a", "day", "2026-01-01", "clock", "10:05:00");

    assertThat(activity(Map.of("time", rule), record).occurredAt()).isEqualTo(AT);
  }

  @ParameterizedTest
  @CsvSource({
    "19.99, 19.99",
    "0.1, 0.1",
    "1.0E7, 10000000",
    "1.23456789E8, 123456789",
    "1.0E-4, 0.0001",
    "-0.0, 0"
  })
  void floatingPointAmountIsTakenByItsShortestDecimalForm(double written, BigDecimal exact) {
    assertThat(sale(VENTAS, with(VENTA, "monto", written)).amount())
        .isEqualTo(Money.of(exact, "EUR"));
  }

  @Test
  void amountThatIsNotExactIsNeverRounded() {
    assertRefused(
        VENTAS,
        with(VENTA, "monto", 0.1 + 0.2),
        RejectionReason.INVALID_AMOUNT,
        "amount must have at most 4 decimals, was 0.30000000000000004");
  }

  @ParameterizedTest
  @ValueSource(strings = {"19.99", "+19.99", "19.9900", "1.999e1", "1999E-2", "019.99"})
  void amountMayBeWrittenAsAText(String text) {
    assertThat(sale(VENTAS, with(VENTA, "monto", text))).isEqualTo(VENDIDO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "19,99",
        "1.999,00",
        "1 000",
        "$5",
        "0x10",
        "1e",
        "e5",
        ".",
        "-",
        "--1",
        "1_000",
        "NaN",
        "Infinity",
        "1e1000",
        "1e999999999",
        "1e-999999999",
        "19.99 ",
        "１２",
        "1f",
        "5d"
      })
  void textThatIsNoNumberIsABadAmount(String text) {
    assertRefused(
        VENTAS,
        with(VENTA, "monto", text),
        RejectionReason.BAD_FIELD,
        "field monto (amount): expected a decimal such as 12.50, found '" + text + "'");
  }

  static List<Object> valuesThatAreNoNumbers() {
    return List.of(
        true,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Instant.EPOCH,
        LocalDateTime.MIN,
        Map.of(),
        List.of(1L),
        ByteBuffer.allocate(3),
        new byte[3],
        new Object(),
        'c',
        1,
        1f,
        BigInteger.TEN,
        "9".repeat(1_000_000));
  }

  @ParameterizedTest
  @MethodSource("valuesThatAreNoNumbers")
  void valueOfAnotherTypeIsABadAmount(Object value) {
    InvalidEvent refused =
        catchThrowableOfType(InvalidEvent.class, () -> sale(VENTAS, with(VENTA, "monto", value)));

    assertThat(refused.reason()).isEqualTo(RejectionReason.BAD_FIELD);
    assertThat(refused)
        .hasMessageStartingWith("field monto (amount): expected a decimal such as 12.50, found ");
    assertThat(refused.getMessage()).hasSizeLessThan(200);
  }

  @Test
  void enormousNumbersCostNothing() {
    List<BigDecimal> numbers =
        List.of(
            new BigDecimal("1e999999999"),
            new BigDecimal("-1e999999999"),
            new BigDecimal("1e-999999999"),
            new BigDecimal("-1e-999999999"),
            new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
            new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
            MEGABYTE,
            MEGABYTE.negate(),
            MEGABYTE.movePointLeft(8_000_000));

    assertTimeout(Duration.ofSeconds(5), () -> numbers.forEach(EventMappingTest::mapEverywhere));
  }

  private static void mapEverywhere(BigDecimal number) {
    for (String field : List.of("monto", "id", "ts", "producto")) {
      for (Map<String, FieldRule> rules :
          List.of(
              VENTAS,
              with(VENTAS, "kind", meaning(Map.of("V", "SALE"), field)),
              with(VENTAS, "customer", field(field, "id")),
              with(VENTAS, "time", field(field).as(TimeFormat.EPOCH_SECONDS, ZoneOffset.UTC)))) {
        mapped(EventMapping.ofSales(rules), with(VENTA, field, number));
      }
    }
    mapped(EventMapping.ofReadings(Map.of()), measured(number));
  }

  @Test
  void idInAnyTypeIsItsShortestText() {
    assertThat(sale(VENTAS, with(VENTA, "id", 7.0)).saleId()).isEqualTo("7");
    assertThat(sale(VENTAS, with(VENTA, "id", new BigDecimal("7.50"))).saleId()).isEqualTo("7.5");
    assertThat(sale(VENTAS, with(VENTA, "id", Long.MIN_VALUE)).saleId())
        .isEqualTo("-9223372036854775808");
    assertThat(sale(VENTAS, with(VENTA, "id", Instant.EPOCH)).saleId())
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(sale(VENTAS, with(VENTA, "id", LocalDateTime.of(2026, 1, 1, 0, 0))).saleId())
        .isEqualTo("2026-01-01T00:00");
    assertRefused(
        VENTAS,
        with(VENTA, "id", new BigDecimal("1e101")),
        RejectionReason.BAD_FIELD,
        "field id (id): expected a text or a number, found '1E+101'");
    assertRefused(
        VENTAS,
        with(VENTA, "id", Double.NaN),
        RejectionReason.BAD_FIELD,
        "field id (id): expected a text or a number, found 'NaN'");
  }

  @Test
  void longValueIsNotToldInFullNorCutWithinACharacter() {
    String text = "x".repeat(79) + "\uD83D\uDED2" + "y".repeat(1_000_000);

    assertRefused(
        VENTAS,
        with(VENTA, "monto", text),
        RejectionReason.BAD_FIELD,
        "field monto (amount): expected a decimal such as 12.50, found '"
            + "x".repeat(79)
            + "...'");
  }

  @Test
  void whatTheEventItselfRefusesKeepsItsReason() {
    assertRefused(
        VENTAS,
        with(VENTA, "producto", ""),
        RejectionReason.INVALID_TEXT,
        "product_id must not be blank");
    assertRefused(
        VENTAS,
        with(VENTA, "id", "a\uD800"),
        RejectionReason.INVALID_TEXT,
        "sale_id holds a lone surrogate at index 1");
    assertRefused(
        VENTAS,
        with(VENTA, "monto", new BigDecimal("1e999999999")),
        RejectionReason.INVALID_AMOUNT,
        "amount is too large: it has 1000000000 digits before the point");
    assertRefused(
        with(VENTAS, "currency", field("moneda")),
        with(VENTA, "moneda", "euros"),
        RejectionReason.INVALID_CURRENCY,
        "currency must be an ISO 4217 code such as EUR, was 'euros'");
    assertRefused(
        with(VENTAS, "quantity", field("n")),
        with(VENTA, "n", -1L),
        RejectionReason.INVALID_QUANTITY,
        "quantity must be between 0 and 999999999.999, was -1.000");
  }

  static List<Object> temperatures() {
    return List.of(21.5, new BigDecimal("21.50"), "21.5", "2.15e1");
  }

  @ParameterizedTest
  @MethodSource("temperatures")
  void temperatureMayBeWrittenInAnyWay(Object value) {
    assertThat(reading(Map.of(), measured(value)).temperature())
        .isEqualTo(Temperature.of(21.5, TemperatureUnit.CELSIUS));
  }

  static List<Object> brokenSensors() {
    return List.of(
        Double.NaN,
        Double.NEGATIVE_INFINITY,
        "NaN",
        "nan",
        "-Infinity",
        "INF",
        1e308,
        Long.MAX_VALUE,
        new BigDecimal("1e999999999"),
        -274L);
  }

  @ParameterizedTest
  @MethodSource("brokenSensors")
  void numberThatIsNoTemperatureIsASensorFault(Object value) {
    InvalidEvent refused =
        catchThrowableOfType(InvalidEvent.class, () -> reading(Map.of(), measured(value)));

    assertThat(refused.reason()).isEqualTo(RejectionReason.SENSOR_FAULT);
  }

  @Test
  void mappingThatFitsAShapeHasNoMisfits() {
    Shape shape =
        new Shape(
            Map.of(
                "id", ValueType.WHOLE_NUMBER,
                "producto", ValueType.TEXT,
                "monto", ValueType.FLOATING_POINT,
                "ts", ValueType.INSTANT));

    assertThat(EventMapping.ofSales(VENTAS).misfits(shape)).isEmpty();
  }

  @Test
  void everyFieldThatIsMissingOrOfTheWrongTypeIsAMisfit() {
    Shape shape =
        new Shape(
            Map.of(
                "id", ValueType.OTHER,
                "product", ValueType.TEXT,
                "monto", ValueType.BOOLEAN,
                "ts", ValueType.WHOLE_NUMBER));
    Map<String, FieldRule> rules =
        with(VENTAS, "time", field("ts").as(TimeFormat.ISO_8601, ZoneOffset.UTC));

    assertThat(EventMapping.ofSales(rules).misfits(shape))
        .containsExactly(
            new Misfit(
                "id",
                "field id is of type other, expected a text or a number",
                FieldPath.parse("id"),
                false,
                true),
            new Misfit(
                "product", "there is no field producto", FieldPath.parse("producto"), true, true),
            new Misfit(
                "amount",
                "field monto is of type boolean, expected a decimal such as 12.50",
                FieldPath.parse("monto"),
                false,
                true),
            new Misfit(
                "time",
                "field ts is of type whole number, expected an ISO 8601 text such as"
                    + " 2026-01-01T10:00:00Z",
                FieldPath.parse("ts"),
                false,
                true));
  }

  @Test
  void fieldThatIsNamedButMissingIsAMisfitThatRefusesNothingIfTheRuleSaysWhatItIsThen() {
    Shape shape = new Shape(Map.of("user_id", ValueType.TEXT, "occurred_at", ValueType.INSTANT));

    assertThat(EventMapping.ofActivities(Map.of("action", absent("view", "verb"))).misfits(shape))
        .containsExactly(
            new Misfit("action", "there is no field verb", FieldPath.parse("verb"), true, false));
    assertThat(EventMapping.ofActivities(Map.of("action", field("verb"))).misfits(shape))
        .containsExactly(
            new Misfit("action", "there is no field verb", FieldPath.parse("verb"), true, true));
    assertThat(EventMapping.ofActivities(Map.of("action", field("verb", "user_id"))).misfits(shape))
        .containsExactly(
            new Misfit("action", "there is no field verb", FieldPath.parse("verb"), true, true));
  }

  @Test
  void optionalPartWithoutARuleNeedsNoField() {
    Shape shape =
        new Shape(
            Map.of(
                "sensor_id", ValueType.TEXT,
                "value", ValueType.FLOATING_POINT,
                "unit", ValueType.TEXT,
                "read_at", ValueType.INSTANT));

    assertThat(EventMapping.ofReadings(Map.of()).misfits(shape)).isEmpty();
    assertThat(EventMapping.ofReadings(Map.of("id", field("nr"))).misfits(shape))
        .containsExactly(
            new Misfit("id", "there is no field nr", FieldPath.parse("nr"), true, false));
  }

  @Test
  void whatIsTranslatedOrJoinedMayBeOfAnyTypeThatHasAText() {
    Shape shape =
        new Shape(
            Map.of(
                "user_id", ValueType.TEXT,
                "is_view", ValueType.BOOLEAN,
                "day", ValueType.LOCAL_TIME,
                "clock", ValueType.OTHER));
    Map<String, FieldRule> rules =
        Map.of(
            "action", meaning(Map.of("true", "view"), "is_view"),
            "time", field("day", "clock").as(TimeFormat.SQL, ZoneOffset.UTC));

    assertThat(EventMapping.ofActivities(rules).misfits(shape))
        .containsExactly(
            new Misfit(
                "time",
                "field clock is of type other, expected a text or a number",
                FieldPath.parse("clock"),
                false,
                true));
  }

  @Test
  void kindOfEventsIsTheSameOneAfterATrip() throws Exception {
    for (EventKind<?> kind : List.of(EventKind.SALES, EventKind.READINGS, EventKind.ACTIVITIES)) {
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
        out.writeObject(kind);
      }
      try (java.io.ObjectInputStream in =
          new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isSameAs(kind);
      }
    }
    assertThat(EventKind.SALES.timeOf(VENDIDO)).isEqualTo(AT);
    assertThat(EventKind.SALES.mapping(VENTAS).fieldOf("time")).contains(FieldPath.parse("ts"));
    assertThat(EventKind.READINGS).hasToString("temperatures");
  }

  private record Shape(Map<String, ValueType> types) implements RecordShape {

    @Override
    public Optional<ValueType> typeAt(FieldPath path) {
      return Optional.ofNullable(types.get(path.toString()));
    }

    @Override
    public List<FieldPath> paths() {
      return types.keySet().stream().map(FieldPath::parse).toList();
    }
  }

  private static FieldRule field(String... paths) {
    return FieldRule.of(List.of(paths).stream().map(FieldPath::parse).toArray(FieldPath[]::new));
  }

  private static FieldRule absent(String absent, String path) {
    return new FieldRule(
        field(path).fields(), "", absent, Map.of(), TimeFormat.AUTO, ZoneOffset.UTC);
  }

  private static FieldRule meaning(Map<String, String> values, String path) {
    return new FieldRule(field(path).fields(), "", "", values, TimeFormat.AUTO, ZoneOffset.UTC);
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    Map<String, V> changed = new LinkedHashMap<>(map);
    changed.put(key, value);
    return changed;
  }

  private static Map<String, Object> without(Map<String, Object> record, String field) {
    Map<String, Object> changed = new LinkedHashMap<>(record);
    changed.remove(field);
    return changed;
  }

  private static Map<String, Object> measured(Object value) {
    return Fields.of("sensor_id", "s", "value", value, "unit", "CELSIUS", "read_at", AT);
  }

  private static Sale sale(Map<String, FieldRule> rules, Map<String, Object> record) {
    EventMapping<Sale> mapping = EventMapping.ofSales(rules);
    return mapping.map(new Fields(mapping, record));
  }

  private static Reading reading(Map<String, FieldRule> rules, Map<String, Object> record) {
    EventMapping<Reading> mapping = EventMapping.ofReadings(rules);
    return mapping.map(new Fields(mapping, record));
  }

  private static Activity activity(Map<String, FieldRule> rules, Map<String, Object> record) {
    EventMapping<Activity> mapping = EventMapping.ofActivities(rules);
    return mapping.map(new Fields(mapping, record));
  }

  /** The event, or the reason why there is none. */
  private static Object mapped(EventMapping<?> mapping, Map<String, Object> record) {
    try {
      return mapping.map(new Fields(mapping, record));
    } catch (InvalidEvent refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(500);
      return refused.reason();
    }
  }

  private static void assertRefused(
      Map<String, FieldRule> rules,
      Map<String, Object> record,
      RejectionReason reason,
      String message) {
    InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> sale(rules, record));

    assertThat(refused).hasMessage(message);
    assertThat(refused.reason()).isEqualTo(reason);
  }
}

package io.aforo.adapters.kafka;

import static io.aforo.adapters.kafka.Records.absent;
import static io.aforo.adapters.kafka.Records.assertRefused;
import static io.aforo.adapters.kafka.Records.field;
import static io.aforo.adapters.kafka.Records.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {

  private static final long AT = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final String VENTA =
      """
      {"id": 7, "producto": "café", "monto": 19.99, "ts": 1767261900,
       "extra": {"deep": [1, {"x": null}], "monto": 5}}""";

  private static final Map<String, FieldRule> RULES =
      Map.of(
          "id", field("id"),
          "product", field("producto"),
          "amount", field("monto"),
          "time", field("ts").as(TimeFormat.EPOCH_SECONDS, ZoneOffset.UTC),
          "store", FieldRule.ofConstant("web"),
          "customer", field("buyer.first_name", "buyer.last_name"),
          "currency", absent("EUR", "moneda"),
          "quantity", FieldRule.ofConstant("1"));

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

  private final EventDecoder<Sale> ventas = new JsonDecoder<>(EventMapping.ofSales(RULES));
  private final EventDecoder<Activity> activities =
      new JsonDecoder<>(EventMapping.ofActivities(Map.of()));

  @Test
  void saleOfAForeignObjectIsMadeOfItsFields() {
    assertThat(ventas.decode(bytes(VENTA))).isEqualTo(VENDIDO);
  }

  @Test
  void eventsAreReadFromOurOwnNamesWithoutARule() {
    EventDecoder<Sale> sales = new JsonDecoder<>(EventMapping.ofSales(Map.of()));
    EventDecoder<Reading> readings = new JsonDecoder<>(EventMapping.ofReadings(Map.of()));

    assertThat(
            sales.decode(
                bytes(
                    """
                    {"sale_id":"S-1","store_id":"madrid","product_id":"P-7","customer_id":null,
                     "kind":"RETURN","quantity":1.5,"amount":"19.99","currency":"EUR",
                     "sold_at":1767261900000}""")))
        .isEqualTo(
            new Sale(
                "S-1",
                "madrid",
                "P-7",
                "",
                SaleKind.RETURN,
                Quantity.of(new BigDecimal("1.5")),
                Money.of(new BigDecimal("19.99"), "EUR"),
                AT));
    assertThat(
            readings.decode(
                bytes(
                    """
                    {"sensor_id":"fridge-4","value":-18.25,"unit":"CELSIUS",
                     "read_at":"2026-01-01T10:05:00Z"}""")))
        .isEqualTo(
            new Reading("", "fridge-4", Temperature.of(-18.25, TemperatureUnit.CELSIUS), AT));
    assertThat(activities.decode(activity("\"u-1\""))).isEqualTo(new Activity("u-1", "click", AT));
  }

  @Test
  void pathLeadsIntoObjects() {
    byte[] record =
        bytes(
            VENTA.replace(
                "\"extra\"",
                "\"buyer\":{\"last_name\":\"Ruiz\",\"first_name\":\"Ana\",\"age\":3},\"extra\""));

    assertThat(ventas.decode(record).customerId()).isEqualTo("Ana Ruiz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "5", "\"Ana\"", "[{\"last_name\":\"Ruiz\"}]", "{}"})
  void pathThatLeadsNowhereFindsNothing(String buyer) {
    byte[] record = bytes(VENTA.replace("\"extra\"", "\"buyer\":" + buyer + ",\"extra\""));

    assertThat(ventas.decode(record)).isEqualTo(VENDIDO);
  }

  @Test
  void objectAndAFieldWithinItMayBothBeAskedFor() {
    EventDecoder<Activity> decoder =
        new JsonDecoder<>(
            EventMapping.ofActivities(
                Map.of("user", absent("nobody", "who"), "action", field("who.did"))));

    assertRefusedWith(
        decoder,
        "{\"who\":{\"did\":\"click\"},\"occurred_at\":0}",
        RejectionReason.BAD_FIELD,
        "field who (user): expected a text or a number, found a group of fields");
  }

  @Test
  void nullIsAsMissing() {
    assertThat(ventas.decode(bytes(VENTA.replace("\"extra\"", "\"moneda\":null,\"extra\""))))
        .isEqualTo(VENDIDO);
    assertRefusedWith(
        ventas,
        VENTA.replace("19.99", "null"),
        RejectionReason.BAD_FIELD,
        "field monto (amount): missing or null; the record has id, producto, monto, ts, extra");
  }

  @ParameterizedTest
  @CsvSource({
    "19.99, 19.99",
    "1999e-2, 19.99",
    "19.990000000000000000000000000000000000000, 19.99",
    "0.0001, 0.0001",
    "1E9, 1000000000",
    "1000000000, 1000000000",
    "0, 0",
    "-0.0, 0",
    "'\"19.99\"', 19.99"
  })
  void amountIsExactlyWhatItsDigitsSay(String written, BigDecimal exact) {
    assertThat(ventas.decode(bytes(VENTA.replace("19.99", written))).amount())
        .isEqualTo(Money.of(exact, "EUR"));
  }

  @ParameterizedTest
  @CsvSource({
    "19.99000000000000000000000000001, INVALID_AMOUNT",
    "0.30000000000000004, INVALID_AMOUNT",
    "1e999999999, INVALID_AMOUNT",
    "1e-999999999, INVALID_AMOUNT",
    "99999999999999999999999999, INVALID_AMOUNT",
    "-1, INVALID_AMOUNT",
    "1e99999999999, BAD_FIELD",
    "true, BAD_FIELD",
    "[19.99], BAD_FIELD",
    "{}, BAD_FIELD",
    "'\"19,99\"', BAD_FIELD",
    "'\"NaN\"', BAD_FIELD",
    "NaN, BAD_JSON",
    "Infinity, BAD_JSON",
    "+1, BAD_JSON",
    "01, BAD_JSON",
    ".5, BAD_JSON",
    "1., BAD_JSON",
    "0x10, BAD_JSON"
  })
  void amountThatIsNoneHasItsReason(String written, RejectionReason reason) {
    assertRefused(ventas, bytes(VENTA.replace("19.99", written)), reason);
    assertThat(ventas.decode(bytes(VENTA))).isEqualTo(VENDIDO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\n",
        "null",
        "7",
        "\"text\"",
        "[{}]",
        "S-1",
        "{",
        "{}}",
        "{} {}",
        "{},",
        "{}x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1 /* b */}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":tru}",
        "<xml/>",
        "\uFEFF{}"
      })
  void whatIsNotOneObjectIsBadJson(String text) {
    assertRefused(ventas, bytes(text), RejectionReason.BAD_JSON);
  }

  @Test
  void messagesSayWhereAndDoNotQuoteTheWholeRecord() {
    assertRefusedWith(
        ventas,
        VENTA + " {}",
        RejectionReason.BAD_JSON,
        "a record holds one JSON object and nothing else: something follows it, at character "
            + (VENTA.length() + 1));
    assertRefusedWith(
        ventas,
        "[1]",
        RejectionReason.BAD_JSON,
        "a record holds one JSON object and nothing else: its first byte is 0x5B, not {");
    assertThat(refused(ventas, bytes("{\"a\":" + "x".repeat(1_000_000) + "}")).getMessage())
        .contains("x".repeat(100))
        .contains("at character")
        .hasSizeLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"monto\":1,\"monto\":1}",
        "{\"x\":1,\"x\":1}",
        "{\"x\":{\"y\":1,\"y\":2}}",
        "{\"x\":[{\"y\":1,\"\\u0079\":2}]}"
      })
  void nameThatComesTwiceIsBadJsonWhereverItIs(String text) {
    assertRefused(ventas, bytes(text), RejectionReason.BAD_JSON);
  }

  @Test
  void emptyRecordIsABadFrame() {
    assertRefused(ventas, new byte[0], RejectionReason.BAD_FRAME);
  }

  @Test
  void objectBehindTheHeaderOfAJsonSchemaIsReadWithoutAskingForIt() {
    assertThat(ventas.decode(Wire.frame(4711, bytes(VENTA)))).isEqualTo(VENDIDO);
    assertThat(ventas.decode(Wire.frame(-1, bytes(" " + VENTA)))).isEqualTo(VENDIDO);
  }

  @Test
  void headerWithoutAnObjectIsRefused() {
    for (int length = 1; length <= 5; length++) {
      assertRefused(ventas, new byte[length], RejectionReason.BAD_FRAME);
    }
    assertRefused(ventas, Wire.frame(7, Wire.SALE), RejectionReason.BAD_JSON);
  }

  @Test
  void recordCutAtAnyByteIsRefusedAndItsNeighbourIsNot() {
    byte[] good = bytes(VENTA);
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);

      boolean isWithinE = length > 1 && (good[length - 1] & 0xff) == 0xc3;
      assertRefused(
          ventas, cut, isWithinE ? RejectionReason.INVALID_TEXT : RejectionReason.BAD_JSON);
      assertThat(ventas.decode(good)).isEqualTo(VENDIDO);
    }
  }

  static Stream<byte[]> textsThatAreNotUtf8() {
    return Stream.of(
        new byte[] {(byte) 0xff},
        new byte[] {(byte) 0xc0, (byte) 0xaf},
        new byte[] {(byte) 0xc3},
        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        "café".getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("textsThatAreNotUtf8")
  void textThatIsNotUtf8IsNeverRepaired(byte[] text) {
    byte[] good = activity("\"u-1\"");
    byte[] bad = new byte[good.length + text.length];
    int at = new String(good, StandardCharsets.UTF_8).indexOf("u-1");
    System.arraycopy(good, 0, bad, 0, at);
    System.arraycopy(text, 0, bad, at, text.length);
    System.arraycopy(good, at, bad, at + text.length, good.length - at);

    assertRefused(activities, bad, RejectionReason.INVALID_TEXT);
  }

  @Test
  void objectInUtf16IsRefused() {
    assertRefused(ventas, VENTA.getBytes(StandardCharsets.UTF_16), RejectionReason.BAD_JSON);
    assertRefused(ventas, VENTA.getBytes(StandardCharsets.UTF_16LE), RejectionReason.INVALID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\ud800\\ud800", "\\u0000", "", " ", "\\t"})
  void textThatCannotBeKeptIsNoUser(String user) {
    assertRefused(activities, activity("\"" + user + "\""), RejectionReason.INVALID_TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud83d\\uded2, \uD83D\uDED2",
    "\uD83D\uDED2, \uD83D\uDED2",
    "\uFFFD, \uFFFD",
    "caf\\u00e9, café",
    "'''; DROP TABLE x;--', '''; DROP TABLE x;--'",
    "${jndi:x}, ${jndi:x}"
  })
  void textThatCanBeKeptIsTakenAsItIs(String written, String text) {
    assertThat(activities.decode(activity("\"" + written + "\"")).userId()).isEqualTo(text);
  }

  static Stream<String> hostileObjects() {
    return Stream.of(
        "{\"a\":" + "[".repeat(900_000),
        "{\"a\":" + "{\"a\":".repeat(200_000),
        "{\"a\":" + "[".repeat(101) + "]".repeat(101) + "}",
        "{\"monto\":" + "9".repeat(900_000) + "}",
        "{\"a\":" + "9".repeat(900_000) + "}",
        "{\"monto\":0." + "9".repeat(900_000) + "}",
        "{\"monto\":1e" + "9".repeat(900_000) + "}",
        "{\"" + "n".repeat(900_000) + "\":1}",
        "{\"monto\":\"" + "9".repeat(900_000) + "\"}",
        "{\"ts\":\"" + "9".repeat(900_000) + "\"}",
        IntStream.range(0, 60_000)
            .mapToObj(i -> "\"n" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}")),
        // Names of one hash code.
        IntStream.range(0, 1 << 14)
            .mapToObj(
                i ->
                    IntStream.range(0, 14)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\":1")))
            .collect(Collectors.joining(",", "{", "}")));
  }

  @Test
  void hostileObjectsCostNothingAndHarmNobody() {
    hostileObjects()
        .forEach(
            text -> {
              byte[] record = bytes(text);
              assertTimeout(Duration.ofSeconds(2), () -> refused(ventas, record));
              assertThat(ventas.decode(bytes(VENTA))).isEqualTo(VENDIDO);
            });
  }

  @Test
  void depthThatSomebodyMayNeedIsAllowed() {
    String deep = "[".repeat(99) + "]".repeat(99);

    assertThat(ventas.decode(bytes(VENTA.replace("\"extra\"", "\"deep\":" + deep + ",\"extra\""))))
        .isEqualTo(VENDIDO);
  }

  @Test
  void mutationsGiveAnEventOrAReasonAndHarmNobody() {
    List<byte[]> pieces =
        Stream.of(
                "\"",
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "null",
                "true",
                "-",
                "1e999999999",
                "1e-9",
                "\\",
                "\\ud800",
                "\u0000",
                "\"monto\"",
                "\"ts\":",
                "{\"a\":1}",
                "é",
                "9999999999999999999")
            .map(JsonDecoderTest::bytes)
            .toList();

    Records.assertMutationsHarmNobody(ventas, bytes(VENTA), 0, pieces);
    Records.assertMutationsHarmNobody(ventas, Wire.frame(1, bytes(VENTA)), 0, pieces);
  }

  private static void assertRefusedWith(
      EventDecoder<?> decoder, String text, RejectionReason reason, String message) {
    assertThat(refused(decoder, bytes(text))).hasMessage(message);
    assertRefused(decoder, bytes(text), reason);
  }

  private static byte[] activity(String user) {
    return bytes(
        "{\"user_id\":" + user + ",\"action\":\"click\",\"occurred_at\":\"2026-01-01T10:05:00Z\"}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

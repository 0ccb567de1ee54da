package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventKind;
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
import io.aforo.schemas.TemperatureReading;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroDecoderTest {

  private static final Schema SALE = io.aforo.schemas.Sale.getClassSchema();

  private static final long AT = Instant.parse("2026-01-01T10:05:00Z").toEpochMilli();

  private static final Sale GOOD =
      new Sale(
          "S-1",
          "madrid",
          "P-7",
          "",
          SaleKind.SALE,
          Quantity.of(new BigDecimal("1.5")),
          Money.of(new BigDecimal("19.99"), "EUR"),
          AT);

  private static final String AMOUNT = "\"precision\":19,\"scale\":4";

  private final MockSchemaRegistryClient client = new MockSchemaRegistryClient();
  private final FakeWaiting waiting = new FakeWaiting();
  private final SchemaRegistry registry =
      new SchemaRegistry(client, "http://registry", Patience.STANDARD, waiting);
  private final EventDecoder<Sale> sales =
      AvroDecoder.of(EventKind.SALES, registry, Patience.STANDARD, waiting);
  private final EventDecoder<Reading> readings =
      AvroDecoder.of(EventKind.READINGS, registry, Patience.STANDARD, waiting);
  private final EventDecoder<Activity> activities =
      AvroDecoder.of(EventKind.ACTIVITIES, registry, Patience.STANDARD, waiting);
  private final int saleId = register("sales", SALE);
  private final byte[] goodSale = Wire.frame(saleId, Wire.SALE);

  @Test
  void saleIsDecodedFromItsGoldenBytes() {
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @Test
  void readingIsDecodedFromItsGoldenBytes() {
    int id = register("readings", TemperatureReading.getClassSchema());

    Reading reading = readings.decode(Wire.frame(id, Wire.READING));

    assertThat(reading)
        .isEqualTo(
            new Reading("R-1", "fridge-4", Temperature.of(-18.25, TemperatureUnit.CELSIUS), AT));
  }

  @Test
  void readingWithoutAnIdHasTheEmptyOne() {
    int id = register("readings", TemperatureReading.getClassSchema());

    Reading reading = readings.decode(Wire.frame(id, "00" + Wire.READING.substring(10)));

    assertThat(reading.readingId()).isEmpty();
  }

  @Test
  void activityIsDecodedFromItsGoldenBytes() {
    assertThat(activities.decode(activity(Wire.ACTIVITY)))
        .isEqualTo(new Activity("u-1", "click", AT));
  }

  @Test
  void activityCutAtAnyByteIsRefusedAndItsNeighbourIsNot() {
    byte[] good = activity(Wire.ACTIVITY);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);

      InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> activities.decode(cut));

      assertThat(refused.reason())
          .isEqualTo(length <= 5 ? RejectionReason.BAD_FRAME : RejectionReason.BAD_AVRO);
      assertThat(activities.decode(good)).isEqualTo(new Activity("u-1", "click", AT));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0675002d, U+0000",
    "0220, blank",
    "00, empty",
    "06eda080, lone surrogate",
    "02ff, not UTF-8"
  })
  void textThatCannotBeKeptIsNoUser(String user, String fault) {
    byte[] record = activity(user + Wire.ACTIVITY.substring(8));

    InvalidEvent refused =
        catchThrowableOfType(InvalidEvent.class, () -> activities.decode(record));

    assertThat(refused.reason()).as(fault).isEqualTo(RejectionReason.INVALID_TEXT);
  }

  @Test
  void activityWithTrailingBytesOrOfAnotherTypeIsRefused() {
    byte[] trailing = activity(Wire.ACTIVITY + "00");

    assertThat(catchThrowableOfType(InvalidEvent.class, () -> activities.decode(trailing)).reason())
        .isEqualTo(RejectionReason.TRAILING_BYTES);
    assertThat(catchThrowableOfType(InvalidEvent.class, () -> activities.decode(goodSale)).reason())
        .isEqualTo(RejectionReason.WRONG_TYPE);
    assertRefused(activity(Wire.ACTIVITY), RejectionReason.WRONG_TYPE);
  }

  @Test
  void newOptionalFieldOfTheWriterIsSkipped() {
    Schema next =
        Wire.variant(
            SALE,
            "{\"name\":\"currency\"",
            "{\"name\":\"till\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"currency\"");
    GenericRecord sale = generic(next);
    sale.put("till", "7");

    assertThat(sales.decode(framed(next, sale))).isEqualTo(GOOD);
  }

  @Test
  void fieldsThatThePreviousWriterDidNotHaveTakeTheirDefaults() {
    Schema.Parser parser = new Schema.Parser();
    Schema previous =
        parser.parse(
            """
            {"type":"record","name":"Sale","namespace":"io.aforo.schemas","fields":[
              {"name":"sold_at","type":"long"},
              {"name":"sale_id","type":"string"},
              {"name":"store_id","type":"string"},
              {"name":"product_id","type":"string"},
              {"name":"quantity","type":
                {"type":"bytes","logicalType":"decimal","precision":9,"scale":3}},
              {"name":"amount","type":
                {"type":"bytes","logicalType":"decimal","precision":12,"scale":4}},
              {"name":"currency","type":"string"}]}""");

    assertThat(sales.decode(framed(previous, generic(previous)))).isEqualTo(GOOD);
  }

  @Test
  void intOfTheWriterIsPromotedToLong() {
    Schema ints =
        Wire.variant(SALE, "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", "\"int\"");
    GenericRecord sale = generic(ints);
    sale.put("sold_at", 1_000);

    assertThat(sales.decode(framed(ints, sale)).soldAt()).isEqualTo(1_000);
  }

  @Test
  void optionalAmountOfTheWriterIsReadWhereItIsThere() {
    Schema optional =
        Wire.variant(
            SALE,
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\"," + AMOUNT + "}",
            "[\"null\",{\"type\":\"bytes\",\"logicalType\":\"decimal\"," + AMOUNT + "}]");
    GenericRecord without = generic(optional);
    without.put("amount", null);

    assertThat(sales.decode(framed(optional, generic(optional)))).isEqualTo(GOOD);
    assertRefused(framed(optional, without), RejectionReason.BAD_AVRO);
  }

  @Test
  void symbolThatIsNotOursIsBadAvroAndTheOthersOfItsWriterAreRead() {
    Schema next = Wire.variant(SALE, "\"RETURN\"]", "\"RETURN\",\"EXCHANGE\"]");
    Schema kinds = next.getField("kind").schema();
    GenericRecord exchange = generic(next);
    exchange.put("kind", new GenericData.EnumSymbol(kinds, "EXCHANGE"));

    assertRefused(framed(next, exchange), RejectionReason.BAD_AVRO);
    assertThat(sales.decode(framed(next, generic(next)))).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "03", "7e", "ffffffff0f"})
  void kindThatTheWriterDoesNotHaveEitherIsBadAvro(String kind) {
    String body = Wire.SALE.replace("06502d37" + "00" + "00", "06502d37" + "00" + kind);

    if (kind.equals("02")) {
      assertThat(sales.decode(Wire.frame(saleId, body)).kind()).isEqualTo(SaleKind.RETURN);
    } else {
      assertRefused(Wire.frame(saleId, body), RejectionReason.BAD_AVRO);
    }
  }

  @Test
  void recordCutAtAnyByteIsRefusedAndItsNeighbourIsNot() {
    for (int length = 0; length < goodSale.length; length++) {
      byte[] cut = Arrays.copyOf(goodSale, length);

      assertRefused(cut, length <= 5 ? RejectionReason.BAD_FRAME : RejectionReason.BAD_AVRO);
      assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
    }
  }

  @Test
  void randomBytesBehindAValidIdHarmNobody() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[1 + random.nextInt(80)];
      random.nextBytes(body);

      byte[] record = Wire.frame(saleId, body);

      assertThatThrownBy(() -> sales.decode(record)).isInstanceOf(InvalidEvent.class);
      assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
    }
  }

  @Test
  void flippedBitsGiveAnEventOrAReasonAndHarmNobody() {
    for (int bit = 0; bit < goodSale.length * 8; bit++) {
      byte[] flipped = goodSale.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> sales.decode(flipped));

      assertThat(refused == null || refused.getMessage() != null).isTrue();
      assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "ff", "00000000"})
  void bytesBehindTheBodyAreTrailing(String trailing) {
    assertRefused(Wire.frame(saleId, Wire.SALE + trailing), RejectionReason.TRAILING_BYTES);
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @CsvSource({
    "feffffff0f, 2^31-1",
    "feffffffffffffffff01, 2^63-1",
    "01, -1",
    "ffffffffffffffffff01, -2^63",
    "808080808080808080808080, no number"
  })
  void lengthsThatCannotBeAreRefusedWithoutAllocation(String length, String meaning) {
    assertRefused(Wire.frame(saleId, length + Wire.SALE), RejectionReason.BAD_AVRO);
    assertRefused(
        Wire.frame(saleId, Wire.SALE.replace("0405dc", length + "05dc")), RejectionReason.BAD_AVRO);
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "feffffff0f",
        "feffffffffffffffff01",
        "ffffffffffffffffff01",
        "01feffffff0f",
        "01ffffffff0f"
      })
  void lengthsAndCountsInSkippedFieldsAreBoundedToo(String count) {
    for (String type :
        new String[] {
          "\"string\"",
          "\"bytes\"",
          "{\"type\":\"array\",\"items\":\"null\"}",
          "{\"type\":\"array\",\"items\":\"string\"}",
          "{\"type\":\"map\",\"values\":\"string\"}"
        }) {
      Schema next =
          Wire.variant(
              SALE, "\"fields\":[", "\"fields\":[{\"name\":\"extra\",\"type\":" + type + "},");
      int id = register("sales-" + type.hashCode(), next);

      assertRefused(Wire.frame(id, count + Wire.SALE), RejectionReason.BAD_AVRO);
    }
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @Test
  void nestingWithoutEndIsBadAvro() {
    Schema nested =
        Wire.variant(
            SALE,
            "\"fields\":[",
            "\"fields\":[{\"name\":\"extra\",\"type\":{\"type\":\"record\",\"name\":\"Link\","
                + "\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Link\"]}]}},");
    byte[] body = new byte[900_000];
    Arrays.fill(body, (byte) 2);

    assertRefused(framed(nested, body), RejectionReason.BAD_AVRO);
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @Test
  void decimalOfAMegabyteIsAnInvalidAmount() {
    GenericRecord sale = generic(SALE);
    byte[] digits = new byte[1_000_000];
    digits[0] = 1;
    sale.put("amount", ByteBuffer.wrap(digits));

    assertRefused(framed(SALE, sale), RejectionReason.INVALID_AMOUNT);
  }

  @Test
  void whatTheDomainDoesNotAllowKeepsTheDomainsReason() {
    GenericRecord negative = generic(SALE);
    negative.put("amount", ByteBuffer.wrap(new byte[] {-1}));
    GenericRecord light = generic(SALE);
    light.put("quantity", ByteBuffer.wrap(new byte[] {-1}));
    GenericRecord currency = generic(SALE);
    currency.put("currency", "XYZ");
    GenericRecord blank = generic(SALE);
    blank.put("store_id", " ");

    assertRefused(framed(SALE, negative), RejectionReason.INVALID_AMOUNT);
    assertRefused(framed(SALE, light), RejectionReason.INVALID_QUANTITY);
    assertRefused(framed(SALE, currency), RejectionReason.INVALID_CURRENCY);
    assertRefused(framed(SALE, blank), RejectionReason.INVALID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000000000f87f", "000000000000f07f", "000000000000f0ff"})
  void numbersThatAreNoTemperatureAreASensorFault(String value) {
    int id = register("readings", TemperatureReading.getClassSchema());
    byte[] record = Wire.frame(id, Wire.READING.replace("00000000004032c0", value));

    InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> readings.decode(record));

    assertThat(refused.reason()).isEqualTo(RejectionReason.SENSOR_FAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"06eda080", "06c328ff", "02ff"})
  void textThatIsNotUtf8IsNeverRepaired(String text) {
    byte[] record = Wire.frame(saleId, text + Wire.SALE.substring(8));

    assertRefused(record, RejectionReason.INVALID_TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFFFD",
        "\uD83D\uDED2",
        "\u05E9\u05DC\u05D5\u05DD",
        "'; DROP TABLE x;--",
        "${jndi:x}",
        "%s"
      })
  void textThatIsUtf8IsTakenAsItIs(String text) {
    GenericRecord sale = generic(SALE);
    sale.put("sale_id", text);

    assertThat(sales.decode(framed(SALE, sale)).saleId()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"sale_id\":\"S-1\"}", "", "abc"})
  void whatIsNotFramedIsABadFrame(String text) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), RejectionReason.BAD_FRAME);
  }

  @Test
  void recordOfAnotherKindIsOfTheWrongType() {
    int readingId = register("readings", TemperatureReading.getClassSchema());
    int text = register("text", Schema.create(Schema.Type.STRING));

    assertRefused(Wire.frame(readingId, Wire.READING), RejectionReason.WRONG_TYPE);
    assertRefused(Wire.frame(text, "06532d31"), RejectionReason.WRONG_TYPE);
    assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
  }

  @Test
  void writerWithoutARequiredFieldIsIncompatible() {
    Schema without =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Sale\",\"namespace\":\"io.aforo.schemas\","
                    + "\"fields\":[{\"name\":\"sale_id\",\"type\":\"string\"}]}");

    assertRefused(
        Wire.frame(register("sales", without), "06532d31"), RejectionReason.INCOMPATIBLE_SCHEMA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"precision\":19,\"scale\":4' | '\"precision\":19,\"scale\":2'",
        "timestamp-millis | timestamp-micros",
        "'{\"name\":\"sale_id\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}' | '{\"name\":\"sale_id\",\"type\":\"long\"'",
        "'\"name\":\"SaleKind\"' | '\"name\":\"Kind\"'",
        "'{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":12,\"scale\":3}' | '\"bytes\"'"
      })
  void writerThatMeansSomethingElseByAFieldIsIncompatible(String part, String replacement) {
    Schema other = Wire.variant(SALE, part, replacement);

    assertRefused(
        Wire.frame(register("sales", other), Wire.SALE), RejectionReason.INCOMPATIBLE_SCHEMA);
  }

  @Test
  void unknownIdIsAskedForAgainShortlyAndThenRemembered() {
    byte[] record = Wire.frame(4711, Wire.SALE);

    assertRefused(record, RejectionReason.UNKNOWN_SCHEMA);
    assertRefused(record, RejectionReason.UNKNOWN_SCHEMA);

    assertThat(waiting.pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
  }

  @Test
  void aThousandRecordsOfOneUnknownIdDoNotAskAThousandTimes() {
    byte[] record = Wire.frame(4711, Wire.SALE);
    for (int i = 0; i < 1_000; i++) {
      assertRefused(record, RejectionReason.UNKNOWN_SCHEMA);
      assertThat(sales.decode(goodSale)).isEqualTo(GOOD);
    }

    assertThat(waiting.pauses).hasSize(2);
  }

  @Test
  void unknownIdIsAskedForOnceMoreAfterAWhile() {
    int next = saleId + 1;
    byte[] record = Wire.frame(next, Wire.SALE);
    assertRefused(record, RejectionReason.UNKNOWN_SCHEMA);
    int id = register("sales", Wire.variant(SALE, "\"precision\":12", "\"precision\":11"));

    waiting.pass(Duration.ofSeconds(61));

    assertThat(id).isEqualTo(next);
    assertThat(sales.decode(record)).isEqualTo(GOOD);
  }

  @Test
  void negativeIdIsUnknownWithoutAsking() {
    assertRefused(Wire.frame(-1, Wire.SALE), RejectionReason.UNKNOWN_SCHEMA);

    assertThat(waiting.pauses).isEmpty();
  }

  private void assertRefused(byte[] record, RejectionReason reason) {
    InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> sales.decode(record));

    assertThat(refused).as("decoded").isNotNull();
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1_000);
  }

  private byte[] activity(String hexBody) {
    return Wire.frame(register("activity", io.aforo.schemas.Activity.getClassSchema()), hexBody);
  }

  private byte[] framed(Schema writer, GenericRecord record) {
    return framed(writer, Wire.body(record));
  }

  private byte[] framed(Schema writer, byte[] body) {
    return Wire.frame(register("sales", writer), body);
  }

  /** The good sale, as far as the writer's schema has its fields. */
  private static GenericRecord generic(Schema writer) {
    GenericRecord sale = new GenericData.Record(writer);
    put(sale, "sale_id", "S-1");
    put(sale, "store_id", "madrid");
    put(sale, "product_id", "P-7");
    if (writer.getField("kind") != null) {
      sale.put("kind", new GenericData.EnumSymbol(writer.getField("kind").schema(), "SALE"));
    }
    put(sale, "quantity", ByteBuffer.wrap(new byte[] {0x05, (byte) 0xdc}));
    put(sale, "amount", ByteBuffer.wrap(new byte[] {0x03, 0x0c, (byte) 0xdc}));
    put(sale, "currency", "EUR");
    put(sale, "sold_at", AT);
    return sale;
  }

  private static void put(GenericRecord sale, String field, Object value) {
    if (sale.getSchema().getField(field) != null) {
      sale.put(field, value);
    }
  }

  private int register(String subject, Schema schema) {
    try {
      return client.register(subject, new AvroSchema(schema));
    } catch (IOException | RestClientException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package io.aforo.adapters.kafka;

import static io.aforo.adapters.kafka.Records.absent;
import static io.aforo.adapters.kafka.Records.assertRefused;
import static io.aforo.adapters.kafka.Records.field;
import static io.aforo.adapters.kafka.Records.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.RecordShape.ValueType;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappedAvroDecoderTest {

  private static final Instant TIME = Instant.parse("2026-01-01T10:05:00Z");

  private static final long AT = TIME.toEpochMilli();

  private static final Schema ORDER =
      parse(
          """
          {"type":"record","name":"Order","namespace":"com.shop","fields":[
            {"name":"order_number","type":"long"},
            {"name":"price","type":"double"},
            {"name":"tags","type":{"type":"array","items":"string"}},
            {"name":"buyer","type":["null",{"type":"record","name":"Buyer","fields":[
              {"name":"first_name","type":["null","string"]},
              {"name":"last_name","type":"string"}]}]},
            {"name":"order_time","type":{"type":"long","logicalType":"timestamp-millis"}}]}""");

  private static final Map<String, FieldRule> RULES =
      Map.of(
          "id", field("order_number"),
          "amount", field("price"),
          "customer", field("buyer.last_name"),
          "time", field("order_time"),
          "store", FieldRule.ofConstant("web"),
          "product", FieldRule.ofConstant("order"),
          "currency", absent("EUR", "currency"),
          "quantity", FieldRule.ofConstant("1"));

  private static final Sale ORDERED =
      new Sale(
          "12",
          "web",
          "order",
          "Ruiz",
          SaleKind.SALE,
          Quantity.of(BigDecimal.ONE),
          Money.of(new BigDecimal("19.99"), "EUR"),
          AT);

  private final MockSchemaRegistryClient client = new MockSchemaRegistryClient();
  private final FakeWaiting waiting = new FakeWaiting();
  private final SchemaRegistry registry =
      new SchemaRegistry(client, "http://registry", Patience.STANDARD, waiting);
  private final EventDecoder<Sale> orders = decoder(EventMapping.ofSales(RULES));
  private final byte[] good = framed(order(ORDER));

  @Test
  void saleOfAForeignRecordIsMadeOfItsFields() {
    assertThat(orders.decode(good)).isEqualTo(ORDERED);
  }

  @Test
  void nullOnTheWayIsAsMissing() {
    GenericRecord nobody = order(ORDER);
    nobody.put("buyer", null);
    EventDecoder<Sale> byFirstName =
        decoder(EventMapping.ofSales(with("customer", field("buyer.first_name"))));

    assertThat(orders.decode(framed(nobody)).customerId()).isEmpty();
    assertThat(byFirstName.decode(good).customerId()).isEmpty();
  }

  @Test
  void olderWriterMayLackAFieldForWhichTheRuleSaysWhatItIs() {
    Schema next = Wire.variant(ORDER, "{\"name\":\"price\"", CURRENCY + "{\"name\":\"price\"");
    GenericRecord dollars = order(next);
    dollars.put("currency", "USD");

    assertThat(orders.decode(framed(dollars)).amount().currency()).isEqualTo("USD");
    assertThat(orders.decode(good).amount().currency()).isEqualTo("EUR");
  }

  private static final String CURRENCY = "{\"name\":\"currency\",\"type\":\"string\"},";

  @Test
  void writerThatDoesNotFitTheMappingIsIncompatible() {
    Schema other =
        parse(
            """
            {"type":"record","name":"Order","namespace":"com.shop","fields":[
              {"name":"order_number","type":"long"},
              {"name":"price","type":"boolean"},
              {"name":"order_time","type":"bytes"},
              {"name":"buyer","type":"string"}]}""");
    int id = register(other);

    InvalidEvent refused = refused(orders, Wire.frame(id, "1800"));

    assertThat(refused.reason()).isEqualTo(RejectionReason.INCOMPATIBLE_SCHEMA);
    assertThat(refused)
        .hasMessage(
            "schema id "
                + id
                + ", com.shop.Order, does not fit the mapping: amount: field price is of type"
                + " boolean, expected a decimal such as 12.50; time: field order_time is of type"
                + " other, expected epoch milliseconds, or an ISO 8601 text such as"
                + " 2026-01-01T10:00:00Z");
    assertThat(orders.decode(good)).isEqualTo(ORDERED);
  }

  @Test
  void recordOfAnyNameWithTheFieldsIsReadAndAnythingElseIsIncompatible() {
    EventDecoder<Sale> ours = decoder(EventMapping.ofSales(Map.of()));
    Schema sale = io.aforo.schemas.Sale.getClassSchema();
    Schema renamed = Wire.variant(sale, "\"name\":\"Sale\"", "\"name\":\"Venta\"");

    Sale read = ours.decode(Wire.frame(register(renamed), Wire.SALE));

    assertThat(read)
        .isEqualTo(
            new Sale(
                "S-1",
                "madrid",
                "P-7",
                "",
                SaleKind.SALE,
                Quantity.of(new BigDecimal("1.5")),
                Money.of(new BigDecimal("19.99"), "EUR"),
                AT));
    assertRefused(
        ours,
        Wire.frame(register(Schema.create(Schema.Type.STRING)), "06532d31"),
        RejectionReason.INCOMPATIBLE_SCHEMA);
  }

  /** A schema of one field, what is written, the type of it, and the text that a mapping sees. */
  static Stream<Arguments> values() {
    return Stream.of(
        value("\"string\"", "é", ValueType.TEXT, "é"),
        value("\"boolean\"", true, ValueType.BOOLEAN, "true"),
        value("\"int\"", -3, ValueType.WHOLE_NUMBER, "-3"),
        value("\"long\"", Long.MIN_VALUE, ValueType.WHOLE_NUMBER, "-9223372036854775808"),
        value("\"float\"", 19.99f, ValueType.FLOATING_POINT, "19.99"),
        value("\"float\"", 16777216f, ValueType.FLOATING_POINT, "16777216"),
        value("\"double\"", 19.99, ValueType.FLOATING_POINT, "19.99"),
        value("\"double\"", 12.0, ValueType.FLOATING_POINT, "12"),
        value(decimal("bytes", 2), ByteBuffer.wrap(hex("07cf")), ValueType.DECIMAL, "19.99"),
        value(decimal("bytes", 0), ByteBuffer.wrap(hex("ff")), ValueType.DECIMAL, "-1"),
        value(
            "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4,\"logicalType\":\"decimal\","
                + "\"precision\":9,\"scale\":3}",
            hex("000007cf"),
            ValueType.DECIMAL,
            "1.999"),
        value(
            logical("bytes", "big-decimal"),
            ByteBuffer.wrap(hex("0407cf04")),
            ValueType.DECIMAL,
            "19.99"),
        value(
            logical("string", "uuid"),
            "123e4567-e89b-12d3-a456-426614174000",
            ValueType.TEXT,
            "123e4567-e89b-12d3-a456-426614174000"),
        value(
            "{\"type\":\"fixed\",\"name\":\"U\",\"size\":16,\"logicalType\":\"uuid\"}",
            hex("123e4567e89b12d3a456426614174000"),
            ValueType.TEXT,
            "123e4567-e89b-12d3-a456-426614174000"),
        value("[\"null\",\"string\"]", "x", ValueType.TEXT, "x"),
        value("[\"string\",\"null\"]", "x", ValueType.TEXT, "x"),
        value("[\"long\",\"string\"]", 5L, ValueType.TEXT, "5"),
        value("[\"long\",\"string\"]", "x", ValueType.TEXT, "x"),
        value("[\"bytes\",\"int\"]", 5, ValueType.WHOLE_NUMBER, "5"),
        value(
            "[\"string\"," + logical("long", "timestamp-millis") + "]",
            AT,
            ValueType.TEXT,
            "2026-01-01T10:05:00Z"),
        value(logical("long", "timestamp-millis"), AT, ValueType.INSTANT, "2026-01-01T10:05:00Z"),
        value(logical("int", "date"), 20_454, ValueType.LOCAL_TIME, "2026-01-01T00:00"),
        value(logical("int", "time-millis"), 7, ValueType.WHOLE_NUMBER, "7"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valueOfEveryTypeIsTakenForWhatItIs(
      String type, Object written, ValueType expected, String text) {
    Schema schema = oneField(type);
    EventDecoder<Activity> decoder =
        decoder(
            EventMapping.ofActivities(
                Map.of(
                    "user", field("v"), "action", FieldRule.ofConstant("a"), "time", TIME_RULE)));

    assertThat(new AvroShape(schema).typeAt(FieldPath.parse("v"))).contains(expected);
    assertThat(decoder.decode(framed(record(schema, written))).userId()).isEqualTo(text);
  }

  private static final FieldRule TIME_RULE = FieldRule.ofConstant("2026-01-01T10:05:00Z");

  @Test
  void symbolIsItsText() {
    Schema schema = oneField("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"SALE\",\"X\"]}");
    EventDecoder<Sale> decoder =
        decoder(
            EventMapping.ofSales(
                Map.of(
                    "id", FieldRule.ofConstant("1"),
                    "store", FieldRule.ofConstant("1"),
                    "product", FieldRule.ofConstant("1"),
                    "kind", field("v"),
                    "amount", FieldRule.ofConstant("1"),
                    "quantity", FieldRule.ofConstant("1"),
                    "currency", FieldRule.ofConstant("EUR"),
                    "time", TIME_RULE)));
    int id = register(schema);

    assertThat(decoder.decode(Wire.frame(id, "00")).kind()).isEqualTo(SaleKind.SALE);
    assertThat(refused(decoder, Wire.frame(id, "02")))
        .hasMessage(
            "field v (kind): expected one of SALE, RETURN; `values` of the mapping can translate"
                + " others, found 'X'");
    assertRefused(decoder, Wire.frame(id, "04"), RejectionReason.BAD_AVRO);
  }

  @ParameterizedTest
  @CsvSource({
    "long, timestamp-millis, 1767261900000, 2026-01-01T10:05:00Z",
    "long, timestamp-millis, -1, 1969-12-31T23:59:59.999Z",
    "long, timestamp-micros, 1767261900000999, 2026-01-01T10:05:00Z",
    "long, timestamp-micros, -1, 1969-12-31T23:59:59.999Z",
    "long, timestamp-nanos, 1767261900000999999, 2026-01-01T10:05:00Z",
    "long, local-timestamp-millis, 1767261900000, 2026-01-01T09:05:00Z",
    "long, local-timestamp-micros, 1767261900000999, 2026-01-01T09:05:00Z",
    "long, local-timestamp-nanos, 1767261900000999999, 2026-01-01T09:05:00Z",
    "int, date, 20454, 2025-12-31T23:00:00Z",
    "long, none, 1767261900, 2026-01-01T10:05:00Z",
    "int, none, 1767261900, 2026-01-01T10:05:00Z"
  })
  void timeOfEveryTypeIsTakenForWhatItIs(String type, String meaning, long number, Instant time) {
    Schema schema = oneField(meaning.equals("none") ? "\"" + type + "\"" : logical(type, meaning));
    EventDecoder<Activity> decoder =
        decoder(
            EventMapping.ofActivities(
                Map.of(
                    "user", FieldRule.ofConstant("u"),
                    "action", FieldRule.ofConstant("a"),
                    "time", field("v").as(TimeFormat.EPOCH_SECONDS, ZoneId.of("Europe/Madrid")))));
    Object written = number;
    if (type.equals("int")) {
      written = (int) number;
    }

    assertThat(decoder.decode(framed(record(schema, written))).occurredAt())
        .isEqualTo(time.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void timesAtTheEndsAreTimes(long end) {
    for (String meaning :
        List.of(
            "timestamp-millis",
            "timestamp-micros",
            "timestamp-nanos",
            "local-timestamp-millis",
            "local-timestamp-micros",
            "local-timestamp-nanos")) {
      EventDecoder<Activity> decoder =
          decoder(
              EventMapping.ofActivities(
                  Map.of(
                      "user", FieldRule.ofConstant("u"),
                      "action", FieldRule.ofConstant("a"),
                      "time", field("v").as(TimeFormat.AUTO, ZoneOffset.MAX))));

      long time =
          decoder.decode(framed(record(oneField(logical("long", meaning)), end))).occurredAt();

      assertThat(Long.signum(time)).as(meaning).isEqualTo(Long.signum(end));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"bytes\" | 0461ff",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2} | 0102",
        "{\"type\":\"array\",\"items\":\"int\"} | 00",
        "{\"type\":\"map\",\"values\":\"int\"} | 00",
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]} | ''",
        "\"null\" | ''"
      })
  void whatHoldsNoValueDoesNotFitTheMapping(String type, String body) {
    assertRefused(
        byV(),
        Wire.frame(register(oneField(type)), body + "00"),
        RejectionReason.INCOMPATIBLE_SCHEMA);
  }

  @Test
  void branchOfAUnionThatHoldsNoValueIsABadField() {
    Schema schema = oneField("[\"string\",\"bytes\",{\"type\":\"array\",\"items\":\"int\"}]");
    int id = register(schema);

    assertThat(byV().decode(Wire.frame(id, "000278")).userId()).isEqualTo("x");
    assertThat(refused(byV(), Wire.frame(id, "020278")))
        .hasMessage("field v (user): expected a text or a number, found bytes");
    assertThat(refused(byV(), Wire.frame(id, "0400")))
        .hasMessage("field v (user): expected a text or a number, found a list");
  }

  @Test
  void recordsOfAUnionEachHaveTheirOwnPlaces() {
    Schema schema =
        oneField(
            "[{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
                + "{\"name\":\"who\",\"type\":\"string\"}]},"
                + "{\"type\":\"record\",\"name\":\"B\",\"fields\":[{\"name\":\"who\",\"type\":\"long\"}]},"
                + "{\"type\":\"record\",\"name\":\"C\",\"fields\":[]}]");
    EventDecoder<Activity> decoder = byUser("v.who");
    int id = register(schema);

    assertThat(decoder.decode(Wire.frame(id, "00020278")).userId()).isEqualTo("x");
    assertThat(decoder.decode(Wire.frame(id, "020e")).userId()).isEqualTo("7");
    assertThat(refused(decoder, Wire.frame(id, "04")))
        .hasMessage("field v.who (user): missing or null; the record has v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "0200", "0407", "0407cf0404", "08ffffff", "01", "0407cf8080808080"})
  void bigDecimalThatIsNoneIsABadField(String content) {
    byte[] bytes = hex(content);
    GenericRecord record =
        record(oneField(logical("bytes", "big-decimal")), ByteBuffer.wrap(bytes));

    assertThat(refused(byV(), framed(record)))
        .hasMessage("field v (user): expected a text or a number, found bytes");
  }

  @Test
  void decimalWithoutBytesIsABadFieldAndOneOfAMegabyteIsAnInvalidAmount() {
    Schema schema = Wire.variant(ORDER, "\"double\"", decimal("bytes", 2));
    GenericRecord empty = order(schema);
    empty.put("price", ByteBuffer.allocate(0));
    GenericRecord huge = order(schema);
    byte[] digits = new byte[1_000_000];
    digits[0] = 1;
    huge.put("price", ByteBuffer.wrap(digits));

    assertRefused(orders, framed(empty), RejectionReason.BAD_FIELD);
    assertRefused(orders, framed(huge), RejectionReason.INVALID_AMOUNT);
  }

  @Test
  void recordCutAtAnyByteIsRefusedAndItsNeighbourIsNot() {
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);

      assertRefused(
          orders, cut, length <= 5 ? RejectionReason.BAD_FRAME : RejectionReason.BAD_AVRO);
      assertThat(orders.decode(good)).isEqualTo(ORDERED);
    }
  }

  @Test
  void framesAreJudgedAsEverywhere() {
    byte[] trailing = Arrays.copyOf(good, good.length + 1);
    byte[] unframed = good.clone();
    unframed[0] = '{';

    assertRefused(orders, trailing, RejectionReason.TRAILING_BYTES);
    assertRefused(orders, unframed, RejectionReason.BAD_FRAME);
    assertRefused(orders, Wire.frame(4711, "00"), RejectionReason.UNKNOWN_SCHEMA);
    assertRefused(orders, Wire.frame(-1, "00"), RejectionReason.UNKNOWN_SCHEMA);
  }

  @Test
  void textThatIsNotUtf8IsNeverRepaired() {
    assertRefused(
        byV(), Wire.frame(register(oneField("\"string\"")), "02ff"), RejectionReason.INVALID_TEXT);
  }

  @Test
  void itemsThatTakeNoBytesCannotFillTheMemory() {
    Schema schema =
        parse(
            "{\"type\":\"record\",\"name\":\"O\",\"fields\":[{\"name\":\"nothing\",\"type\":"
                + "{\"type\":\"array\",\"items\":\"null\"}},{\"name\":\"v\",\"type\":\"string\"}]}");
    byte[] blocks = new byte[300_000];
    for (int i = 0; i + 3 < blocks.length; i += 3) {
      // A count of 16,383.
      blocks[i] = (byte) 0xfe;
      blocks[i + 1] = (byte) 0xff;
      blocks[i + 2] = 0x01;
    }

    assertRefused(byV(), Wire.frame(register(schema), blocks), RejectionReason.BAD_AVRO);
  }

  @Test
  void mutationsGiveAnEventOrAReasonAndHarmNobody() {
    List<byte[]> pieces =
        Stream.of("00", "01", "ff", "feffffff0f", "feffffffffffffffff01", "80", "0000000000f87f")
            .map(MappedAvroDecoderTest::hex)
            .toList();

    Records.assertMutationsHarmNobody(orders, good, 5, pieces);
  }

  @Test
  void shapeTellsThePathsOfAllValuesAlsoWhereARecordHoldsItself() {
    Schema tree =
        parse(
            """
            {"type":"record","name":"Tree","fields":[
              {"name":"id","type":"long"},
              {"name":"none","type":"null"},
              {"name":"list","type":{"type":"array","items":"int"}},
              {"name":"child","type":["null","Tree"]},
              {"name":"leaf","type":{"type":"record","name":"Leaf","fields":[
                {"name":"colour","type":["null","string"]},
                {"name":"tree","type":"Tree"}]}}]}""");

    AvroShape shape = new AvroShape(tree);

    assertThat(shape.paths()).extracting(FieldPath::toString).containsExactly("id", "leaf.colour");
    assertThat(shape.typeAt(FieldPath.parse("child.child.id"))).contains(ValueType.WHOLE_NUMBER);
    assertThat(shape.typeAt(FieldPath.parse("child"))).contains(ValueType.OTHER);
    assertThat(shape.typeAt(FieldPath.parse("none"))).isEmpty();
    assertThat(shape.typeAt(FieldPath.parse("id.x"))).isEmpty();
    assertThat(new AvroShape(ORDER).paths())
        .extracting(FieldPath::toString)
        .containsExactly(
            "order_number", "price", "buyer.first_name", "buyer.last_name", "order_time");
  }

  private EventDecoder<Activity> byV() {
    return byUser("v");
  }

  private EventDecoder<Activity> byUser(String path) {
    return decoder(
        EventMapping.ofActivities(
            Map.of("user", field(path), "action", FieldRule.ofConstant("a"), "time", TIME_RULE)));
  }

  private <E> EventDecoder<E> decoder(EventMapping<E> mapping) {
    return AvroDecoder.of(mapping, registry, Patience.STANDARD, waiting);
  }

  private static Map<String, FieldRule> with(String part, FieldRule rule) {
    Map<String, FieldRule> rules = new java.util.HashMap<>(RULES);
    rules.put(part, rule);
    return rules;
  }

  private static Arguments value(String type, Object written, ValueType expected, String text) {
    return Arguments.of(type, written, expected, text);
  }

  private static String logical(String type, String meaning) {
    return "{\"type\":\"" + type + "\",\"logicalType\":\"" + meaning + "\"}";
  }

  private static String decimal(String type, int scale) {
    return "{\"type\":\""
        + type
        + "\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":"
        + scale
        + "}";
  }

  private static Schema oneField(String type) {
    return parse(
        "{\"type\":\"record\",\"name\":\"One\",\"fields\":[{\"name\":\"v\",\"type\":"
            + type
            + "}]}");
  }

  private static GenericRecord record(Schema schema, Object written) {
    Schema type = schema.getField("v").schema();
    GenericRecord record = new GenericData.Record(schema);
    record.put("v", written instanceof byte[] fixed ? new GenericData.Fixed(type, fixed) : written);
    return record;
  }

  /** The good order, as far as the writer's schema has its fields. */
  private static GenericRecord order(Schema schema) {
    GenericRecord buyer =
        new GenericData.Record(schema.getField("buyer").schema().getTypes().get(1));
    buyer.put("last_name", "Ruiz");
    GenericRecord order = new GenericData.Record(schema);
    order.put("order_number", 12L);
    order.put("price", 19.99);
    order.put("tags", List.of("a", "b"));
    order.put("buyer", buyer);
    order.put("order_time", AT);
    return order;
  }

  private byte[] framed(GenericRecord record) {
    return Wire.frame(register(record.getSchema()), Wire.body(record));
  }

  private int register(Schema schema) {
    try {
      return client.register("orders-" + schema.hashCode(), new AvroSchema(schema));
    } catch (IOException | RestClientException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.temperature.Reading;
import io.aforo.schemas.TemperatureReading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, both readers of our own schema give the same answer. */
class StraightReaderTest {

  private static final Schema SALE = io.aforo.schemas.Sale.getClassSchema();

  private final TwoReaders<Sale> sales = TwoReaders.of(EventKind.SALES, SALE);
  private final TwoReaders<Reading> readings =
      TwoReaders.of(EventKind.READINGS, TemperatureReading.getClassSchema());
  private final TwoReaders<Activity> activities =
      TwoReaders.of(EventKind.ACTIVITIES, io.aforo.schemas.Activity.getClassSchema());

  @Test
  void whatIsPlainlyWrittenNeedsNoAvro() {
    assertThat(sales.straight(record(Wire.SALE))).isPresent();
    assertThat(sales.straight(record(Wire.SALE.replace("502d3700", "502d37020875206932"))))
        .isPresent();
    assertThat(readings.straight(record(Wire.READING))).isPresent();
    assertThat(readings.straight(record("00" + Wire.READING.substring(10)))).isPresent();
    assertThat(activities.straight(record(Wire.ACTIVITY))).isPresent();
    sales.assertRead(record(Wire.SALE));
    readings.assertRead(record(Wire.READING));
    activities.assertRead(record(Wire.ACTIVITY));
  }

  @ParameterizedTest
  @CsvSource({
    "8600, 3 in two bytes",
    "868080808080808000, 3 in nine bytes",
    "86808080808080808000, 3 in ten bytes"
  })
  void lengthsMayTakeMoreBytesThanTheyNeed(String length, String meaning) {
    sales.assertRead(record(length + Wire.SALE.substring(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "01, -1",
    "05, -3",
    "feffffff0f, 2^31-1",
    "ffffffff0f, -2^31",
    "feffffffffffffffff01, 2^63-1",
    "ffffffffffffffffff01, -2^63",
    "8080808080808080808001, eleven bytes",
    "80808080808080808080808080, no end",
    "84, one more than there is behind the next"
  })
  void lengthsThatCannotBeAreBadAvro(String length, String meaning) {
    sales.assertRefused(record(length + Wire.SALE), RejectionReason.BAD_AVRO);
    sales.assertRefused(record(length), RejectionReason.BAD_AVRO);
    sales.assertRefused(
        record(Wire.SALE.replace("06030cdc", length + "030cdc")), RejectionReason.BAD_AVRO);
    activities.assertRefused(record(length + Wire.ACTIVITY), RejectionReason.BAD_AVRO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "03", "04", "7e", "7f", "ffffffff0f", "feffffff0f", "ffffffffff0f"})
  void branchesThatAreNotThereAreBadAvro(String branch) {
    sales.assertRefused(
        record(Wire.SALE.replace("502d3700", "502d37" + branch)), RejectionReason.BAD_AVRO);
    readings.assertRefused(record(branch + Wire.READING.substring(2)), RejectionReason.BAD_AVRO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "04", "06", "7e", "7f", "ffffffff0f", "feffffff0f"})
  void symbolsThatAreNotThereAreBadAvro(String symbol) {
    sales.assertRefused(
        record(Wire.SALE.replace("502d370000", "502d3700" + symbol)), RejectionReason.BAD_AVRO);
    if (!symbol.equals("04")) {
      readings.assertRefused(
          record(Wire.READING.replace("4032c000", "4032c0" + symbol)), RejectionReason.BAD_AVRO);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"502d3706", "502d370006"})
  void aReasonIsToldAsWellWhenTheVirtualMachineHasSeenItTooOften(String beginning) {
    byte[] bad = record(Wire.SALE.replace("502d370000", beginning));
    String told =
        "the body cannot be read with schema id 1: it has a branch of a union, or a symbol of an"
            + " enum, that the schema does not have";

    // Compiled code throws an exception without a message of its own.
    for (int i = 0; i < 50_000; i++) {
      assertThatThrownBy(() -> sales.read(bad)).hasMessage(told);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8000", "8080808000", "8080808010", "808080800e"})
  void numbersOfBranchesAndSymbolsMayTakeMoreBytesThanTheyNeed(String number) {
    sales.assertSame(record(Wire.SALE.replace("502d370000", "502d3700" + number)));
    sales.assertSame(record(Wire.SALE.replace("502d370000", "502d37" + number + "00")));
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "7f, 127",
    "0080, 128",
    "00000005dc, 1500",
    "00000000000005dc, 1500",
    "000000000000000005dc, 1500",
    "00000000000000000000000000000005dc, 1500",
    "00e8d4a50fff, 999999999999"
  })
  void decimalsAreCountsOfTheirSmallestStep(String quantity, long thousandths) {
    byte[] record = withQuantity(quantity);

    sales.assertRead(record);
    assertThat(sales.read(record).quantity().thousandths()).isEqualTo(thousandths);
  }

  @ParameterizedTest
  @CsvSource({
    "'', BAD_AVRO",
    "ff, INVALID_QUANTITY",
    "80, INVALID_QUANTITY",
    "ffffffffffffffff05dc, INVALID_QUANTITY",
    "8000000000000000, INVALID_QUANTITY",
    "7fffffffffffffff, INVALID_QUANTITY",
    "008000000000000000, INVALID_QUANTITY",
    "010000000000000000, INVALID_QUANTITY",
    "00e8d4a51000, INVALID_QUANTITY"
  })
  void decimalsThatTheDomainDoesNotTakeAreRefused(String quantity, RejectionReason reason) {
    sales.assertRefused(withQuantity(quantity), reason);
  }

  @ParameterizedTest
  @CsvSource({"09184e72a000, true", "09184e72a001, false"})
  void theLargestAmountIsTheDomains(String amount, boolean isTaken) {
    byte[] record = record(Wire.SALE.replace("06030cdc", "0c" + amount));

    if (isTaken) {
      sales.assertRead(record);
    } else {
      sales.assertRefused(record, RejectionReason.INVALID_AMOUNT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, -1, 0, 63, 64, 1L << 61, 1L << 62, Long.MAX_VALUE, -(1L << 62)})
  void timesAreTakenToTheMillisecond(long soldAt) {
    byte[] record = record(Wire.SALE.replace("c0b3a490ef66", varint(soldAt)));

    sales.assertRead(record);
    assertThat(sales.read(record).soldAt()).isEqualTo(soldAt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000000000000f87f", // NaN
        "010000000000f0ff", // another NaN
        "000000000000f07f",
        "000000000000f0ff",
        "00000000008072c0" // -296
      })
  void whatIsNoTemperatureIsASensorFault(String value) {
    readings.assertRefused(
        record(Wire.READING.replace("00000000004032c0", value)), RejectionReason.SENSOR_FAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000000000080", "0100000000000000", "9a99999999992640"})
  void temperaturesAreTakenByTheirShortestForm(String value) {
    readings.assertRead(record(Wire.READING.replace("00000000004032c0", value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"06eda080", "06c328ff", "02ff", "08f0288cbc", "04c080", "0200", "0220"})
  void textsThatCannotBeKeptAreInvalid(String text) {
    sales.assertRefused(record(text + Wire.SALE.substring(8)), RejectionReason.INVALID_TEXT);
    sales.assertRefused(
        record(Wire.SALE.replace("0c6d6164726964", text)), RejectionReason.INVALID_TEXT);
    readings.assertRefused(
        record(Wire.READING.replace("106672696467652d34", text)), RejectionReason.INVALID_TEXT);
    activities.assertRefused(
        record(text + Wire.ACTIVITY.substring(8)), RejectionReason.INVALID_TEXT);
  }

  @Test
  void ofSeveralFaultsTheSameOneIsTold() {
    String withoutCurrency = Wire.SALE.replace("06455552", "0458594c");
    for (String body :
        new String[] {
          withoutCurrency,
          withoutCurrency.replace("0405dc", "02ff"),
          withoutCurrency.replace("0405dc", "02ff").replace("06030cdc", "02ff"),
          "00" + withoutCurrency.substring(8).replace("0405dc", "02ff"),
          "00" + Wire.SALE.substring(8).replace("0405dc", "02ff") + "00",
          "02ff" + Wire.SALE.substring(8, 40),
          Wire.SALE.replace("0405dc", "02ff") + "00"
        }) {
      sales.assertSame(record(body));
      assertThat(sales.straight(record(body))).isEmpty();
    }
  }

  @Test
  void cutAnywhereOrLongerBothReadersRefuse() {
    byte[] whole = record(Wire.SALE);
    for (int length = WireFrame.HEADER_BYTES + 1; length < whole.length; length++) {
      sales.assertRefused(Arrays.copyOf(whole, length), RejectionReason.BAD_AVRO);
    }
    sales.assertRefused(record(Wire.SALE + "00"), RejectionReason.TRAILING_BYTES);
    readings.assertRefused(record(Wire.READING + "00"), RejectionReason.TRAILING_BYTES);
    activities.assertRefused(record(Wire.ACTIVITY + "ff"), RejectionReason.TRAILING_BYTES);
  }

  @Test
  void storesProductsCustomersAndCurrenciesAreSharedAndIdsOfSalesAreNot() {
    byte[] record = record(Wire.SALE.replace("502d3700", "502d37020875206932"));

    Sale one = sales.straight(record).orElseThrow();
    Sale other = sales.straight(record).orElseThrow();

    assertThat(other.storeId()).isSameAs(one.storeId());
    assertThat(other.productId()).isSameAs(one.productId());
    assertThat(other.customerId()).isSameAs(one.customerId());
    assertThat(other.amount().currency()).isSameAs(one.amount().currency());
    assertThat(other.saleId()).isEqualTo(one.saleId()).isNotSameAs(one.saleId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"doc\":\"Which way goods and money went.\"' | '\"doc\":\"Otherwise\"'",
        "',\"default\":\"SALE\"' | ''",
        "',\"avro.java.string\":\"String\"' | ''",
        "'\"precision\":19' | '\"precision\":12'",
        "'{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}' | '\"long\"'"
      })
  void writerOfTheSameFieldsIsReadStraight(String part, String replacement) {
    Schema same = Wire.variant(SALE, part, replacement);

    assertThat(OwnSchema.of(EventKind.SALES).reader(1, same)).isInstanceOf(StraightReader.class);
    TwoReaders.of(EventKind.SALES, same).assertRead(record(Wire.SALE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"RETURN\"]' | '\"RETURN\",\"EXCHANGE\"]'",
        "'\"SALE\",\"RETURN\"' | '\"RETURN\",\"SALE\"'",
        "'[\"null\",{\"type\":\"string\",\"avro.java.string\":\"String\"}],\"doc\":\"Who bought it; null where that is not known.\",\"default\":null' | '[\"string\",\"null\"],\"default\":\"\"'",
        "'{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}' | '\"int\"'",
        "'\"fields\":[' | '\"fields\":[{\"name\":\"extra\",\"type\":\"string\"},'"
      })
  void writerOfOtherFieldsIsReadByAvro(String part, String replacement) {
    Schema other = Wire.variant(SALE, part, replacement);

    assertThat(OwnSchema.of(EventKind.SALES).reader(1, other)).isInstanceOf(ResolvedReader.class);
  }

  @Test
  void writerWithTheFieldsInAnotherOrderIsReadByAvro() {
    Schema other =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"Activity","namespace":"io.aforo.schemas","fields":[
                  {"name":"action","type":"string"},
                  {"name":"user_id","type":"string"},
                  {"name":"occurred_at","type":{"type":"long","logicalType":"timestamp-millis"}}]}""");

    RecordReader<Activity> reader = OwnSchema.of(EventKind.ACTIVITIES).reader(1, other);

    assertThat(reader.read(record(Wire.ACTIVITY)))
        .isEqualTo(new Activity("click", "u-1", 1_767_261_900_000L));
  }

  private static byte[] withQuantity(String hex) {
    return record(Wire.SALE.replace("0405dc", varint(hex.length() / 2) + hex));
  }

  private static byte[] record(String hexBody) {
    return Wire.frame(1, hexBody);
  }

  private static String varint(long value) {
    long encoded = (value << 1) ^ (value >> 63);
    ByteBuffer bytes = ByteBuffer.allocate(10);
    for (; (encoded & ~0x7fL) != 0; encoded >>>= 7) {
      bytes.put((byte) (encoded & 0x7f | 0x80));
    }
    bytes.put((byte) encoded);
    return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
  }
}

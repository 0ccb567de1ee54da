package io.aforo.adapters.kafka;

import static io.aforo.adapters.kafka.Records.absent;
import static io.aforo.adapters.kafka.Records.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.schemas.Activity;
import io.aforo.schemas.Sale;
import io.aforo.schemas.TemperatureReading;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Valid records, changed in every way that bytes can be: each gives an event or a reason and takes
 * memory in proportion to its length, and the good record behind it is right.
 *
 * <p>Each run has a seed of its own, which is printed; {@code -Dtest.jvm.args="-Daforo.seed=7
 * -Xmx1g"} repeats a run.
 */
class DecoderFuzzTest {

  private static final int MUTATIONS = 25_000;

  /** What an exception with its trace may take, and what a byte of the record may. */
  private static final long BYTES_FOR_ANY_RECORD = 64L << 10;

  private static final long BYTES_FOR_A_BYTE = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final MockSchemaRegistryClient CLIENT = new MockSchemaRegistryClient();

  /** A foreign schema with what Avro has: unions, lists, maps, a list within itself, decimals. */
  private static final Schema ORDER =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Order","namespace":"com.shop","fields":[
                {"name":"number","type":["long","string"]},
                {"name":"tags","type":{"type":"array","items":"string"}},
                {"name":"notes","type":{"type":"map","values":["null","bytes"]}},
                {"name":"total","type":{"type":"bytes","logicalType":"big-decimal"}},
                {"name":"pieces","type":{"type":"fixed","name":"Pieces","size":4,
                  "logicalType":"decimal","precision":9,"scale":2}},
                {"name":"parent","type":["null",{"type":"record","name":"Line","fields":[
                  {"name":"sku","type":"string"},{"name":"next","type":["null","Line"]}]}]},
                {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["V","D"]}},
                {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}}]}""");

  private static final Map<String, FieldRule> ORDERED =
      Map.of(
          "id", field("number"),
          "amount", field("total"),
          "quantity", field("pieces"),
          "product", absent("none", "parent.sku"),
          "customer", field("parent.next.sku"),
          "kind",
              new FieldRule(
                  List.of(FieldPath.parse("kind")),
                  "",
                  "",
                  Map.of("V", "SALE", "D", "RETURN"),
                  TimeFormat.AUTO,
                  ZoneOffset.UTC),
          "time", field("at"),
          "store", FieldRule.ofConstant("web"),
          "currency", FieldRule.ofConstant("EUR"));

  private static final Map<String, FieldRule> VENTAS =
      Map.of(
          "id", field("id"),
          "product", field("producto"),
          "amount", field("monto"),
          "time", field("ts"),
          "quantity", absent("1", "cantidad"),
          "customer", field("buyer.first", "buyer.last"),
          "store", FieldRule.ofConstant("web"),
          "currency", FieldRule.ofConstant("EUR"));

  private static final List<byte[]> BINARY =
      Stream.of(
              "00",
              "01",
              "02",
              "7f",
              "80",
              "ff",
              "feffffff0f",
              "ffffffff0f",
              "8080808010",
              "feffffffffffffffff01",
              "ffffffffffffffffff01",
              "80808080808080808080",
              "0000000000f87f",
              "000000000000f07f",
              "eda080",
              "c328",
              "fe01feffffff0f")
          .map(hex -> HexFormat.of().parseHex(hex))
          .toList();

  private static final List<byte[]> TEXTUAL =
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
              "1e-999999999",
              "0.00001",
              "9999999999999999999",
              "NaN",
              "\\",
              "\\ud800",
              "\\u0000",
              "\u0000",
              "\"monto\"",
              "\"ts\":",
              "{\"a\":1}",
              "é",
              "\uFEFF",
              "[[[[[[[[[[")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  /** What a record can be refused for by its bytes; the rest is judged elsewhere. */
  private static final Set<RejectionReason> REASONS =
      EnumSet.complementOf(
          EnumSet.of(
              RejectionReason.BAD_LINE,
              RejectionReason.INVALID_RULE,
              RejectionReason.INVALID_SENSOR,
              RejectionReason.STALE_TIMESTAMP,
              RejectionReason.FUTURE_TIMESTAMP,
              RejectionReason.ID_CONFLICT,
              RejectionReason.REFUSED_ROW));

  static Stream<Arguments> decoders() {
    FakeWaiting waiting = new FakeWaiting();
    SchemaRegistry registry =
        new SchemaRegistry(CLIENT, "http://registry", Patience.STANDARD, waiting);
    return Stream.of(
        Arguments.of(
            "sales",
            AvroDecoder.of(EventKind.SALES, registry, Patience.STANDARD, waiting),
            framed(Sale.getClassSchema(), Wire.SALE, "0853323232" + Wire.SALE.substring(8)),
            BINARY),
        Arguments.of(
            "temperatures",
            AvroDecoder.of(EventKind.READINGS, registry, Patience.STANDARD, waiting),
            framed(
                TemperatureReading.getClassSchema(),
                Wire.READING,
                "00" + Wire.READING.substring(10)),
            BINARY),
        Arguments.of(
            "activity",
            AvroDecoder.of(EventKind.ACTIVITIES, registry, Patience.STANDARD, waiting),
            framed(
                Activity.getClassSchema(),
                Wire.ACTIVITY,
                "0875206932" + Wire.ACTIVITY.substring(8)),
            BINARY),
        Arguments.of(
            "Avro by a mapping",
            AvroDecoder.of(EventMapping.ofSales(ORDERED), registry, Patience.STANDARD, waiting),
            framed(ORDER, hex(order(12L, 0)), hex(order("thirteen", 3))),
            BINARY),
        Arguments.of(
            "JSON by a mapping",
            new JsonDecoder<>(EventMapping.ofSales(VENTAS)),
            Stream.of(
                    """
                    {"id": 7, "producto": "café", "monto": 19.99, "ts": 1767261900000,
                     "extra": {"deep": [1, {"x": null}], "monto": 5}}""",
                    """
                    {"buyer":{"first":"Ana","last":"Ruiz \\uD83D\\uDED2"},"cantidad":"2.5",
                     "ts":"2026-01-01T10:05:00Z","monto":"1e2","producto":"pan","id":"a-1"}""")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList(),
            TEXTUAL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decoders")
  <E> void whateverBecomesOfTheBytesTheNextRecordIsRight(
      String name, EventDecoder<E> decoder, List<byte[]> good, List<byte[]> pieces) {
    long seed = Long.getLong("aforo.seed", new Random().nextLong());
    System.out.println("seed of " + name + ": " + seed);
    Random random = new Random(seed);
    List<E> events = good.stream().map(decoder::decode).toList();
    List<RejectionReason> refusals = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutant(good, pieces, random);
      try {
        long allocated = allocatedBy(decoder, mutant, refusals);
        if (allocated > allowed(mutant)) {
          // The first of a kind also pays for classes that are loaded for it.
          allocated = allocatedBy(decoder, mutant, new ArrayList<>());
        }
        assertThat(allocated)
            .as("bytes allocated; " + shown(seed, i, mutant))
            .isLessThanOrEqualTo(allowed(mutant));
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
        throw new AssertionError(shown(seed, i, mutant), broken);
      }
      int neighbour = i % good.size();
      E decoded = decoder.decode(good.get(neighbour));
      if (!decoded.equals(events.get(neighbour))) {
        assertThat(decoded).as(shown(seed, i, mutant)).isEqualTo(events.get(neighbour));
      }
    }

    assertThat(refusals).as("what was bad").hasSizeBetween(MUTATIONS / 2, MUTATIONS - 1);
    assertThat(EnumSet.copyOf(refusals)).hasSizeGreaterThan(2).isSubsetOf(REASONS);
  }

  static Stream<Arguments> ownSchemas() {
    return Stream.of(
        Arguments.of(
            EventKind.SALES,
            Sale.getClassSchema(),
            List.of(
                Wire.SALE,
                "0853323232" + Wire.SALE.substring(8),
                Wire.SALE.replace("502d370000", "502d3702087520693202"))),
        Arguments.of(
            EventKind.READINGS,
            TemperatureReading.getClassSchema(),
            List.of(Wire.READING, "00" + Wire.READING.substring(10))),
        Arguments.of(
            EventKind.ACTIVITIES,
            Activity.getClassSchema(),
            List.of(Wire.ACTIVITY, "0875206932" + Wire.ACTIVITY.substring(8))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ownSchemas")
  <E> void bothReadersOfOurOwnSchemaGiveTheSameAnswer(
      EventKind<E> kind, Schema schema, List<String> bodies) {
    long seed = Long.getLong("aforo.seed", new Random().nextLong());
    System.out.println("seed of both readers of " + kind + ": " + seed);
    Random random = new Random(seed);
    TwoReaders<E> readers = TwoReaders.of(kind, schema);
    List<byte[]> good = bodies.stream().map(body -> Wire.frame(1, body)).toList();
    int read = 0;
    int readStraight = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutant(good, BINARY, random);
      if (mutant.length <= WireFrame.HEADER_BYTES) {
        continue;
      }
      try {
        if (readers.assertSame(mutant)) {
          read++;
          readStraight += readers.straight(mutant).isPresent() ? 1 : 0;
        }
      } catch (RuntimeException | AssertionError broken) {
        throw new AssertionError(shown(seed, i, mutant), broken);
      }
    }

    assertThat(read).as("what was good").isBetween(MUTATIONS / 100, MUTATIONS / 2);
    assertThat(readStraight).as("read without Avro").isBetween(read / 2, read);
  }

  private static long allowed(byte[] record) {
    return BYTES_FOR_ANY_RECORD + BYTES_FOR_A_BYTE * record.length;
  }

  /** Decodes a record, notes why it is refused, and returns how much memory that took. */
  private static long allocatedBy(
      EventDecoder<?> decoder, byte[] record, List<RejectionReason> refusals) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.decode(record);
    } catch (InvalidEvent bad) {
      refusals.add(bad.reason());
      assertThat(bad.getMessage()).isNotBlank().hasSizeLessThan(1_500);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static String shown(long seed, int mutation, byte[] mutant) {
    return "seed "
        + seed
        + ", mutation "
        + mutation
        + ": "
        + HexFormat.of().formatHex(mutant, 0, Math.min(mutant.length, 500));
  }

  /** One or more changes of a good record, or something else behind its frame. */
  private static byte[] mutant(List<byte[]> good, List<byte[]> pieces, Random random) {
    byte[] record = good.get(random.nextInt(good.size()));
    if (random.nextInt(10) == 0) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      return spliced(record, Math.min(5, record.length), record.length, body);
    }
    byte[] mutant = record;
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      // Seldom within the frame, where there is little to get wrong.
      int from = mutant.length > 5 && random.nextInt(20) > 0 ? 5 : 0;
      mutant = changed(mutant, from, good, pieces, random);
    }
    return mutant;
  }

  private static byte[] changed(
      byte[] record, int from, List<byte[]> good, List<byte[]> pieces, Random random) {
    if (record.length <= from) {
      return record;
    }
    int at = from + random.nextInt(record.length - from);
    int end = Math.min(record.length, at + random.nextInt(9));
    return switch (random.nextInt(7)) {
      case 0 -> {
        byte[] flipped = record.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> Arrays.copyOf(record, at);
      case 2 -> spliced(record, at, end, new byte[0]);
      case 3 -> spliced(record, at, at, Arrays.copyOfRange(record, at, end));
      case 4 -> {
        byte[] other = good.get(random.nextInt(good.size()));
        int tail = Math.min(other.length, from + random.nextInt(other.length));
        yield spliced(record, at, record.length, Arrays.copyOfRange(other, tail, other.length));
      }
      case 5 -> spliced(record, at, at, pieces.get(random.nextInt(pieces.size())));
      default -> spliced(record, at, end, pieces.get(random.nextInt(pieces.size())));
    };
  }

  private static byte[] spliced(byte[] record, int at, int end, byte[] piece) {
    return ByteBuffer.allocate(at + piece.length + record.length - end)
        .put(record, 0, at)
        .put(piece)
        .put(record, end, record.length - end)
        .array();
  }

  /** An order with that many lines, one within another. */
  private static GenericRecord order(Object number, int lines) {
    GenericRecord order = new GenericData.Record(ORDER);
    order.put("number", number instanceof String text ? new Utf8(text) : number);
    order.put("tags", IntStream.range(0, lines).mapToObj(i -> new Utf8("tag " + i)).toList());
    order.put("notes", Map.of(new Utf8("n"), ByteBuffer.wrap(new byte[lines])));
    order.put(
        "total",
        new Conversions.BigDecimalConversion()
            .toBytes(new BigDecimal("19.99"), ORDER.getField("total").schema(), null));
    order.put(
        "pieces",
        new GenericData.Fixed(ORDER.getField("pieces").schema(), new byte[] {0, 0, 0, 100}));
    Schema line = ORDER.getField("parent").schema().getTypes().get(1);
    GenericRecord parent = null;
    for (int i = 0; i < lines; i++) {
      GenericRecord next = parent;
      parent = new GenericData.Record(line);
      parent.put("sku", new Utf8("sku-" + i));
      parent.put("next", next);
    }
    order.put("parent", parent);
    order.put("kind", new GenericData.EnumSymbol(ORDER.getField("kind").schema(), "V"));
    order.put("at", 1_767_261_900_000_000L);
    return order;
  }

  private static String hex(GenericRecord record) {
    return HexFormat.of().formatHex(Wire.body(record));
  }

  private static List<byte[]> framed(Schema schema, String... hexBodies) {
    try {
      int id = CLIENT.register(schema.getName(), new AvroSchema(schema));
      return Stream.of(hexBodies).map(body -> Wire.frame(id, body)).toList();
    } catch (IOException | RestClientException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

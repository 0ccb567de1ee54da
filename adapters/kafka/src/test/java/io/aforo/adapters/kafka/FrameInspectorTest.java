package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.schemas.Sale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameInspectorTest {

  private HttpRegistry registry;
  private FrameInspector inspector;

  @BeforeEach
  void start() throws IOException {
    registry = new HttpRegistry().with(7, Sale.getClassSchema());
    inspector = FrameInspector.open(registry.settings());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aWholeRecordIsTakenApartFieldByField() {
    FrameReport report = inspect(Wire.frame(7, Wire.SALE));

    assertThat(report.schemaId()).isEqualTo(7);
    assertThat(report.schema()).contains("io.aforo.schemas.Sale");
    assertThat(report.problem()).isEmpty();
    assertThat(report.broken()).isEmpty();
    assertThat(report.trailing()).isZero();
    assertThat(report.fields())
        .extracting(FrameReport.Field::toString)
        .containsExactly(
            "Field[path=sale_id, type=string, at=5, text=S-1]",
            "Field[path=store_id, type=string, at=9, text=madrid]",
            "Field[path=product_id, type=string, at=16, text=P-7]",
            "Field[path=customer_id, type=null, at=21, text=null]",
            "Field[path=kind, type=enum, at=21, text=SALE]",
            "Field[path=quantity, type=bytes (decimal), at=22, text=1.500]",
            "Field[path=amount, type=bytes (decimal), at=25, text=19.9900]",
            "Field[path=currency, type=string, at=29, text=EUR]",
            "Field[path=sold_at, type=long (timestamp-millis), at=33, text=2026-01-01T10:05:00Z]");
  }

  @Test
  void aRecordThatWasCutIsReadUpToWhereItBreaks() {
    byte[] whole = Wire.frame(7, Wire.SALE);

    FrameReport report = inspect(Arrays.copyOf(whole, 18));

    assertThat(report.fields())
        .extracting(FrameReport.Field::path)
        .containsExactly("sale_id", "store_id");
    assertThat(report.broken().orElseThrow().path()).isEqualTo("product_id");
    assertThat(report.broken().orElseThrow().at()).isEqualTo(16);
    assertThat(report.broken().orElseThrow().text()).contains("Length is 3, bytes left are 1");
  }

  @Test
  void everyCutAndEveryChangedByteIsAReport() {
    byte[] whole = Wire.frame(7, Wire.SALE);
    for (int i = 6; i < whole.length; i++) {
      assertThat(inspect(Arrays.copyOf(whole, i)).broken()).as("cut at %d", i).isPresent();
      for (int change = 1; change < 256; change++) {
        byte[] changed = whole.clone();
        changed[i] ^= (byte) change;
        assertThat(inspect(changed).schema()).isPresent();
      }
    }
  }

  @Test
  void bytesBehindTheRecordAreCounted() {
    byte[] whole = Wire.frame(7, Wire.SALE);

    assertThat(inspect(Arrays.copyOf(whole, whole.length + 3)).trailing()).isEqualTo(3);
  }

  @Test
  void recordsUnionsAndListsWithinARecordHavePaths() {
    Schema schema =
        SchemaBuilder.record("Order")
            .fields()
            .name("buyer")
            .type(SchemaBuilder.record("Buyer").fields().requiredString("name").endRecord())
            .noDefault()
            .name("tags")
            .type()
            .array()
            .items()
            .stringType()
            .noDefault()
            .name("raw")
            .type()
            .nullable()
            .bytesType()
            .noDefault()
            .endRecord();
    registry.with(8, schema);

    assertThat(
            inspect(Wire.frame(8, "06416e61" + "04" + "0261" + "0262" + "00" + "00" + "0400ff"))
                .fields())
        .extracting(field -> field.path() + " " + field.type() + " " + field.text())
        .containsExactly("buyer.name string Ana", "tags array [\"a\", \"b\"]", "raw bytes 00ff");
  }

  @Test
  void aRecordThatHoldsItselfEndsWithAReport() {
    Schema self =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Node", "fields": [
                  {"name": "n", "type": "null"},
                  {"name": "next", "type": "Node"}]}
                """);
    registry.with(9, self);

    assertThat(inspect(Wire.frame(9, "00")).broken()).isPresent();
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowAndARegistryThatRefusesAreTold() {
    assertThat(inspect(Wire.frame(3, "00")))
        .isEqualTo(
            new FrameReport(
                3,
                Optional.empty(),
                Optional.of("the registry has no schema of id 3"),
                List.of(),
                Optional.empty(),
                0));
    registry.answering(1, 401, "no");
    assertThat(inspect(Wire.frame(4, "00")).problem().orElseThrow())
        .contains("refuses the credentials");
  }

  @Test
  void whatHasNoFrameHasNoReport() {
    assertThat(inspector.inspect(new byte[0])).isEmpty();
    assertThat(inspector.inspect("{\"id\": 1}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(inspector.inspect(HexFormat.of().parseHex("0000000007"))).isEmpty();
    assertThat(registry.requests).isEmpty();
  }

  private FrameReport inspect(byte[] value) {
    return inspector.inspect(value).orElseThrow();
  }
}

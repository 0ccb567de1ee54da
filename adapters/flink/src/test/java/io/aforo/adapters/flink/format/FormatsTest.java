package io.aforo.adapters.flink.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.RowStatus;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.Jump;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class FormatsTest {

  private static final Sale SALE =
      new Sale(
          "1",
          "España \uD83D\uDED2",
          "85123A",
          "",
          SaleKind.RETURN,
          new Quantity(6_000),
          new Money(153_000, "GBP"),
          1_291_191_960_000L);
  private static final SourceRecord RECORD =
      new SourceRecord("sales", 3, 42, -1, new byte[0], new byte[] {0, -1, 127});
  private static final DeadLetter LETTER =
      new DeadLetter(RejectionReason.BAD_AVRO, RECORD, "EOFException", "cut short");
  private static final Reading READING =
      new Reading("", "fridge-1", new Temperature(-179_999), 1_291_191_960_000L);

  @Test
  void everyTypeComesBackAsItWasWritten() throws IOException {
    assertRoundTrip(Formats.SALE, SALE);
    assertRoundTrip(Formats.READING, READING);
    assertRoundTrip(Formats.DEAD_LETTER, LETTER);
    assertRoundTrip(
        Formats.LATE_EVENT,
        new LateEvent("r", "norte", "7", 5, Long.MAX_VALUE, List.of(new TimeWindow(-10, 0))));
    assertRoundTrip(Formats.INGESTED_SALE, new Ingested.Accepted<>(RECORD, SALE));
    assertRoundTrip(Formats.INGESTED_SALE, new Ingested.Rejected<>(LETTER));
    assertRoundTrip(Formats.INGESTED_READING, new Ingested.Tombstone<>(RECORD));
    assertRoundTrip(Formats.ACCEPTED_READING, new Ingested.Accepted<>(RECORD, READING));
    assertRoundTrip(
        Formats.SALES_ROW,
        new SalesRow(
            "hourly-sales",
            new GroupKey("", "p", "", "EUR"),
            new TimeWindow(0, 3_600_000),
            0,
            new SalesTotals(1, 2, ExactSum.of(-1), new ExactSum(3, 4), ExactSum.of(Long.MAX_VALUE)),
            RowStatus.CORRECTED));
    Jump jump = new Jump(new Temperature(0), 1, new Temperature(180_000), 2);
    assertRoundTrip(
        Formats.ALERT,
        new Alert(
            "id",
            "s",
            "r",
            2,
            AlertState.CLOSED,
            Optional.of(CloseReason.QUIET),
            2,
            OptionalLong.of(9),
            jump,
            7,
            true));
    assertRoundTrip(
        Formats.ALERT,
        new Alert(
            "id",
            "s",
            "r",
            1,
            AlertState.OPEN,
            Optional.empty(),
            2,
            OptionalLong.empty(),
            jump,
            1,
            false));
  }

  @Test
  void theSalesTableIsWrittenInAFixedLayout() throws IOException {
    SalesTable table = new SalesTable(1_000);
    table.restore(
        3_600_000,
        new GroupKey("a", "", "", "EUR"),
        new SalesTotals(1, 0, ExactSum.of(1_000), ExactSum.of(199_900), ExactSum.ZERO));

    String bytes = hex(write(Formats.SALES_TABLE, table));

    assertThat(bytes)
        .isEqualTo(
            "01"
                + "00000000000003e8"
                + "02"
                + "000000000036ee80"
                + "02"
                + "0261"
                + "01"
                + "01"
                + "04455552"
                + "02"
                + "00"
                + "00d00f"
                + "00b8b318"
                + "0000");
    SalesTable read = read(Formats.SALES_TABLE, HexFormat.of().parseHex(bytes));
    assertThat(read.clock()).isEqualTo(1_000);
    assertThat(read.slices()).isEqualTo(table.slices());
  }

  @Test
  void aSeenSaleIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(Formats.SEEN_SALE, new SeenSale(1, 2));

    assertThat(hex(bytes)).isEqualTo("0100000000000000010000000000000002");
    SeenSale read = read(Formats.SEEN_SALE, bytes);
    assertThat(List.of(read.fingerprint(), read.forgetAt())).containsExactly(1L, 2L);
  }

  @Test
  void aCopyOfMutableStateStandsOnItsOwn() {
    SalesTable table = new SalesTable();
    GroupKey group = new GroupKey("a", "", "", "EUR");
    table.restore(10, group, SalesTotals.of(SALE));

    SalesTable copy = serializer(Formats.SALES_TABLE).copy(table);
    table.restore(10, group, SalesTotals.empty());
    table.restore(20, group, SalesTotals.empty());

    assertThat(copy.slices().keySet()).containsExactly(10L);
    assertThat(copy.slices().get(10L)).containsEntry(group, SalesTotals.of(SALE));
  }

  @Test
  void aValueFromANewerReleaseIsRefusedInWords() {
    assertThatThrownBy(() -> read(Formats.SALE, new byte[] {9, 0}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "a value of sale was written in version 9; this build reads versions 1 to 1. Was the"
                + " savepoint written by a newer release?");
  }

  @Test
  void aSnapshotRestoresTheSerializerAndKnowsItsOwnKind() throws IOException {
    TypeSerializerSnapshot<Sale> written = serializer(Formats.SALE).snapshotConfiguration();
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, written);

    TypeSerializerSnapshot<Sale> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(read.restoreSerializer()).isEqualTo(serializer(Formats.SALE));
    assertThat(
            serializer(Formats.SALE)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(read)
                .isCompatibleAsIs())
        .isTrue();
    TypeSerializerSnapshot<SeenSale> other = serializer(Formats.SEEN_SALE).snapshotConfiguration();
    assertThat(((TypeSerializerSnapshot) other).resolveSchemaCompatibility(read).isIncompatible())
        .isTrue();
  }

  @Property
  void everyLongComesBack(@ForAll long value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(10);
    Fields.writeLong(value, out);

    assertThat(Fields.readLong(new DataInputDeserializer(out.getCopyOfBuffer()))).isEqualTo(value);
  }

  private static <T> void assertRoundTrip(TypeInformation<T> type, T value) throws IOException {
    byte[] bytes = write(type, value);
    assertThat(read(type, bytes)).isEqualTo(value);

    DataOutputSerializer copied = new DataOutputSerializer(16);
    serializer(type).copy(new DataInputDeserializer(bytes), copied);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes);
    assertThat(serializer(type).copy(value)).isEqualTo(value);
  }

  private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static <T> byte[] write(TypeInformation<T> type, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer(type).serialize(value, out);
    return out.getCopyOfBuffer();
  }

  private static <T> T read(TypeInformation<T> type, byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    T value = serializer(type).deserialize(in);
    assertThat(in.available()).isZero();
    return value;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

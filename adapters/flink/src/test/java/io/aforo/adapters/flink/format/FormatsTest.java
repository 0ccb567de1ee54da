package io.aforo.adapters.flink.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.KeptSession;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.activity.UserSessions;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.PagesDue;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesCells;
import io.aforo.domain.sales.SalesPage;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.sales.SeenPage;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.sales.SeenSales;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.Sensor;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

  private static final TemperatureRule FREEZER =
      new TemperatureRule(
          RuleScope.ofSensorType("freezer"),
          1_000,
          new JumpRule(
              "freezer",
              3,
              TemperatureDelta.ofCelsius(20),
              Duration.ofMinutes(1),
              Optional.of(Direction.RISING),
              TemperatureDelta.ofCelsius(8),
              Duration.ZERO),
          new SeverityBands(TemperatureDelta.ofCelsius(20), TemperatureDelta.ofCelsius(30)),
          new Plausibility(
              new Temperature(-540_000),
              new Temperature(540_000),
              Set.of(new Temperature(765_000), new Temperature(-1_143_000))),
          Optional.of(
              new Excursion(
                  new Temperature(-135_000),
                  Duration.ofHours(1),
                  new SeverityBands(TemperatureDelta.ofCelsius(0), TemperatureDelta.ofCelsius(5)))),
          Optional.empty(),
          Optional.of(Duration.ofMinutes(30)),
          Optional.of(new Flatline(new TemperatureDelta(900), Duration.ofHours(1))));

  private static final Activity ACTIVITY =
      new Activity("ana", "búsqueda \uD83D\uDED2", 1_291_191_960_000L);

  @Test
  void everyTypeComesBackAsItWasWritten() throws IOException {
    assertRoundTrip(Formats.SALE, SALE);
    assertRoundTrip(Formats.READING, READING);
    assertRoundTrip(Formats.ACTIVITY, ACTIVITY);
    assertRoundTrip(Formats.DEAD_LETTER, LETTER);
    assertRoundTrip(
        Formats.LATE_EVENT,
        new LateEvent("r", "norte", "7", 5, Long.MAX_VALUE, List.of(new TimeWindow(-10, 0))));
    assertRoundTrip(Formats.INGESTED_SALE, new Ingested.Accepted<>(RECORD, SALE));
    assertRoundTrip(Formats.INGESTED_SALE, new Ingested.Rejected<>(LETTER));
    assertRoundTrip(
        Formats.UNIDENTIFIED_SALES,
        new UnidentifiedSales(
            127,
            List.of(
                new Ingested.Accepted<>(RECORD, SALE),
                new Ingested.Accepted<>(RECORD, SALE),
                new Ingested.Accepted<>(
                    new SourceRecord("more", 0, 0, 5, new byte[] {1}, new byte[0]), SALE))));
    assertRoundTrip(Formats.SEEN_SALE, new SeenSale(Long.MIN_VALUE, Long.MAX_VALUE));
    assertRoundTrip(Formats.INGESTED_READING, new Ingested.Tombstone<>(RECORD));
    assertRoundTrip(Formats.ACCEPTED_READING, new Ingested.Accepted<>(RECORD, READING));
    assertRoundTrip(Formats.INGESTED_ACTIVITY, new Ingested.Accepted<>(RECORD, ACTIVITY));
    assertRoundTrip(Formats.INGESTED_ACTIVITY, new Ingested.Rejected<>(LETTER));
    assertRoundTrip(Formats.ACCEPTED_ACTIVITY, new Ingested.Accepted<>(RECORD, ACTIVITY));
    assertRoundTrip(
        Formats.ACTIVITY_SESSION,
        new ActivitySession(
            "ana", new TimeWindow(-5, Long.MAX_VALUE), 7, 1_000_000, RowStatus.MERGED));
    assertRoundTrip(
        Formats.SALES_ROW,
        new SalesRow(
            "hourly-sales",
            new GroupKey("", "p", "", "EUR"),
            new TimeWindow(0, 3_600_000),
            0,
            new SalesTotals(1, 2, ExactSum.of(-1), new ExactSum(3, 4), ExactSum.of(Long.MAX_VALUE)),
            RowStatus.CORRECTED));
    ReadingPair jump = new ReadingPair(new Temperature(0), 1, new Temperature(180_000), 2);
    assertRoundTrip(
        Formats.ALERT,
        new Alert(
            "id",
            AlertKind.JUMP,
            "s",
            "r",
            2,
            Severity.WARNING,
            AlertState.CLOSED,
            Optional.of(CloseReason.QUIET),
            2,
            OptionalLong.of(9),
            jump.delta(),
            jump,
            "",
            7,
            true));
    assertRoundTrip(
        Formats.ALERT,
        new Alert(
            "id",
            AlertKind.JUMP,
            "s",
            "r",
            1,
            Severity.WARNING,
            AlertState.OPEN,
            Optional.empty(),
            2,
            OptionalLong.empty(),
            jump.delta(),
            jump,
            "",
            1,
            false));
  }

  @Test
  void everyRuleAndSensorComesBackAsItWasWritten() throws IOException {
    TemperatureRule plain = TemperatureRule.plain(JumpRule.standard());
    assertRoundTrip(Formats.TEMPERATURE_RULE, plain);
    assertRoundTrip(Formats.TEMPERATURE_RULE, FREEZER);
    for (RuleBookChange change :
        List.of(
            new RuleBookChange.PutRule(FREEZER),
            new RuleBookChange.DropRule("freezer@3"),
            new RuleBookChange.PutSensor(new Sensor("f-1", "freezer", "")),
            new RuleBookChange.DropSensor("f-1"))) {
      assertRoundTrip(Formats.RULE_BOOK_CHANGE, change);
      assertRoundTrip(Formats.INGESTED_RULE_BOOK_CHANGE, new Ingested.Accepted<>(RECORD, change));
      assertRoundTrip(Formats.ACCEPTED_RULE_BOOK_CHANGE, new Ingested.Accepted<>(RECORD, change));
    }
  }

  @Test
  void aRuleIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(Formats.TEMPERATURE_RULE, FREEZER);

    assertThat(hex(bytes))
        .isEqualTo(
            "01"
                + "0c53454e534f525f54595045"
                + "08667265657a6572"
                + "00000000000003e8"
                + "08667265657a6572"
                + "06"
                + "c0fc15"
                + "c0a907"
                + "07524953494e47"
                + "80e508"
                + "00"
                + "c0fc15"
                + "e0fa20"
                + "bff541"
                + "c0f541"
                + "04"
                + "afc38b01"
                + "90b15d"
                + "01"
                + "afbd10"
                + "80bab703"
                + "00"
                + "90bf05"
                + "00"
                + "01"
                + "80dddb01"
                + "01"
                + "880e"
                + "80bab703");
  }

  @Test
  void aTablesHeaderIsWrittenInAFixedLayout() throws IOException {
    PagesDue pages = PagesDue.of(new long[] {5, 3_600_000}, new long[] {6, Long.MAX_VALUE});
    SalesTable.Header header = new SalesTable.Header(1_000, 900, -1, pages);

    String bytes = hex(write(Formats.SALES_TABLE_HEADER, header));

    assertThat(bytes)
        .isEqualTo(
            "01"
                + "00000000000003e8"
                + "0000000000000384"
                + "ffffffffffffffff"
                + "04"
                + "00000000000000050000000000000006"
                + "000000000036ee807fffffffffffffff");
    SalesTable.Header read = read(Formats.SALES_TABLE_HEADER, HexFormat.of().parseHex(bytes));
    assertThat(List.of(read.clock(), read.closedThrough(), read.windowEnd(), read.pages()))
        .containsExactly(1_000L, 900L, -1L, pages);
  }

  @Test
  void aPageOfTotalsIsWrittenInAFixedLayout() throws IOException {
    SalesPage page = new SalesPage();
    fill(page.totals(), page.add(NORTE), 1, 0, 1_000, 199_900, 0);

    String bytes = hex(write(Formats.SALES_PAGE, page));

    assertThat(bytes)
        .isEqualTo("01" + "00" + "02" + NORTE_HEX + "02" + "00" + "d00f" + "b8b318" + "00");
    assertThat(contentOf(read(Formats.SALES_PAGE, HexFormat.of().parseHex(bytes))))
        .isEqualTo(contentOf(page));
  }

  @Test
  void aPageOfSessionsIsWrittenInAFixedLayout() throws IOException {
    SalesPage page = new SalesPage();
    int first = page.add(NORTE);
    page.setFrom(first, Long.MIN_VALUE);
    page.setUntil(first, Long.MAX_VALUE);
    page.totals().set(first, 3, 7, -8);
    int second = page.add(new GroupKey("", "p", "c", "USD"));
    page.setMark(second, -3);

    String bytes = hex(write(Formats.SALES_PAGE, page));

    assertThat(bytes)
        .isEqualTo(
            "01"
                + "0f"
                + "04"
                + NORTE_HEX
                + "ffffffffffffffffff01"
                + "01"
                + "00"
                + "0000"
                + "0000"
                + "0000"
                + "0f0e"
                + "0000"
                + "06"
                + "0270"
                + "0263"
                + "04555344"
                + "00"
                + "00"
                + "05"
                + "0000000000000000"
                + "0000");
    assertThat(contentOf(read(Formats.SALES_PAGE, HexFormat.of().parseHex(bytes))))
        .isEqualTo(contentOf(page));
  }

  @Test
  void aBundleIsWrittenInAFixedLayout() throws IOException {
    SalesBundle bundle = new SalesBundle(7);
    fill(bundle.totals(), bundle.add(NORTE, 10, 12), 1, 0, 1_000, 199_900, 0);
    fill(bundle.totals(), bundle.add(NORTE, -5, -5), 0, 1, -1_000, 0, 300);
    bundle.setOrigin(1, new SalesBundle.Origin("a", "1"));

    String bytes = hex(write(Formats.SALES_BUNDLE, bundle));

    assertThat(bytes)
        .isEqualTo(
            "01"
                + "0e"
                + "00"
                + "04"
                + NORTE_HEX
                + "14"
                + "04"
                + "0200d00fb8b31800"
                + "00"
                + NORTE_HEX
                + "09"
                + "00"
                + "0002cf0f00d804"
                + "01"
                + "0261"
                + "0231");
    SalesBundle read = read(Formats.SALES_BUNDLE, HexFormat.of().parseHex(bytes));
    assertThat(contentOf(read)).isEqualTo(contentOf(bundle));
  }

  @Test
  void anActivityIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(Formats.ACTIVITY, new Activity("a", "b", 1_000));

    assertThat(hex(bytes)).isEqualTo("01" + "0261" + "0262" + "00000000000003e8");
  }

  @Test
  void anActivitySessionIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes =
        write(
            Formats.ACTIVITY_SESSION,
            new ActivitySession("a", new TimeWindow(1_000, 3_000), 2_000, 3, RowStatus.FINAL));

    assertThat(hex(bytes))
        .isEqualTo(
            "01"
                + "0261"
                + "00000000000003e8"
                + "0000000000000bb8"
                + "00000000000007d0"
                + "06"
                + "0646494e414c");
  }

  @Test
  void aUsersSessionsAreWrittenInAFixedLayout() throws IOException {
    UserSessions sessions =
        new UserSessions(
            "a",
            1_000,
            900,
            Long.MAX_VALUE,
            List.of(
                new KeptSession(Long.MIN_VALUE, -10, 2, 2, true),
                new KeptSession(10, 12, 3, 0, false)));

    String bytes = hex(write(Formats.USER_SESSIONS, sessions));

    assertThat(bytes)
        .isEqualTo(
            "01"
                + "0261"
                + "00000000000003e8"
                + "0000000000000384"
                + "7fffffffffffffff"
                + "04"
                + "ffffffffffffffffff01"
                + "ecffffffffffffffff01"
                + "04"
                + "04"
                + "01"
                + "28"
                + "04"
                + "06"
                + "00"
                + "00");
    assertThat(contentOf(read(Formats.USER_SESSIONS, HexFormat.of().parseHex(bytes))))
        .isEqualTo(contentOf(sessions));
  }

  @Test
  void aCopyOfAUsersSessionsStandsOnItsOwn() {
    UserSessions sessions = new UserSessions();
    SessionRule rule = SessionRule.standard();
    sessions.onActivity(new Activity("a", "b", 0), rule, 0, row -> {});
    List<Object> content = contentOf(sessions);

    UserSessions copy = serializer(Formats.USER_SESSIONS).copy(sessions);
    sessions.onActivity(new Activity("a", "b", 1), rule, 1, row -> {});

    assertThat(serializer(Formats.USER_SESSIONS).isImmutableType()).isFalse();
    assertThat(contentOf(copy)).isEqualTo(content);
  }

  private static List<Object> contentOf(UserSessions sessions) {
    return List.of(
        sessions.userId(),
        sessions.clock(),
        sessions.closedThrough(),
        sessions.wakeAt(),
        List.copyOf(sessions.sessions()));
  }

  private static final GroupKey NORTE = new GroupKey("a", "", "", "EUR");
  private static final String NORTE_HEX = "01" + "0261" + "04455552";

  private static void fill(SalesCells cells, int cell, long... sums) {
    for (int sum = 0; sum < sums.length; sum++) {
      cells.set(cell, sum, 0, sums[sum]);
    }
  }

  private static List<List<Object>> contentOf(SalesPage page) {
    List<List<Object>> content = new ArrayList<>();
    for (int cell = 0; cell < page.size(); cell++) {
      List<Object> values = new ArrayList<>();
      values.add(page.group(cell));
      values.add(page.from(cell));
      values.add(page.until(cell));
      values.add(page.mark(cell));
      values.addAll(sumsOf(page.totals(), cell));
      content.add(values);
    }
    return content;
  }

  private static List<List<Object>> contentOf(SalesBundle bundle) {
    List<List<Object>> content = new ArrayList<>();
    for (int index = 0; index < bundle.size(); index++) {
      List<Object> values = new ArrayList<>();
      values.add(bundle.bucket());
      values.add(bundle.group(index));
      values.add(bundle.from(index));
      values.add(bundle.until(index));
      values.add(bundle.origin(index));
      values.addAll(sumsOf(bundle.totals(), index));
      content.add(values);
    }
    return content;
  }

  private static List<Long> sumsOf(SalesCells cells, int cell) {
    List<Long> sums = new ArrayList<>();
    for (int sum = 0; sum < SalesCells.SUMS; sum++) {
      sums.add(cells.high(cell, sum));
      sums.add(cells.low(cell, sum));
    }
    return sums;
  }

  @Test
  void aSeenSaleIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(Formats.SEEN_SALE, new SeenSale(1, 2));

    assertThat(hex(bytes)).isEqualTo("0100000000000000010000000000000002");
    SeenSale read = read(Formats.SEEN_SALE, bytes);
    assertThat(List.of(read.fingerprint(), read.forgetAt())).containsExactly(1L, 2L);
  }

  @Test
  void theHeaderOfABucketOfIdsIsWrittenInAFixedLayout() throws IOException {
    byte[] bytes = write(Formats.SEEN_SALES_HEADER, new SeenSales.Header(1, 2, 3, 4));

    assertThat(hex(bytes)).isEqualTo("01000000000000000100000000000000020000000300000004");
    assertThat(read(Formats.SEEN_SALES_HEADER, bytes)).isEqualTo(new SeenSales.Header(1, 2, 3, 4));
  }

  @Test
  void aPageOfIdsIsWrittenInAFixedLayout() throws IOException {
    SeenPage page = new SeenPage();
    page.add(5, new byte[] {'a', 0, 'b'}, 1, 2);

    byte[] bytes = write(Formats.SEEN_PAGE, page);

    assertThat(hex(bytes)).isEqualTo("010200000005066100620000000000000001" + "0000000000000002");
    SeenPage read = read(Formats.SEEN_PAGE, bytes);
    assertThat(hex(write(Formats.SEEN_PAGE, read))).isEqualTo(hex(bytes));
    SeenPage copy = serializer(Formats.SEEN_PAGE).copy(page);
    page.add(6, new byte[] {'c'}, 3, 4);
    assertThat(hex(write(Formats.SEEN_PAGE, copy))).isEqualTo(hex(bytes));
  }

  @Test
  void aCopyOfMutableStateStandsOnItsOwn() {
    SalesPage page = new SalesPage();
    fill(page.totals(), page.add(NORTE), 1, 0, 1_000, 199_900, 0);
    List<List<Object>> content = contentOf(page);

    SalesPage copy = serializer(Formats.SALES_PAGE).copy(page);
    fill(page.totals(), 0, 2);
    page.setMark(0, 1);
    page.add(NORTE);

    assertThat(contentOf(copy)).isEqualTo(content);
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
  void aSnapshotFromANewerReleaseIsRefusedInWords() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    out.writeUTF("sale");
    out.writeInt(9);

    assertThatThrownBy(
            () ->
                new FormatSerializer.Snapshot<Sale>()
                    .readSnapshot(
                        1,
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the state holds sale in version 9; this build reads versions 1 to 1. Was the savepoint"
                + " written by a newer release?");
  }

  /** So that a later release can tell what an earlier one has left. */
  @Test
  void everyFormatWritesItsVersionFirstAndInItsSnapshot() throws Exception {
    List<String> names = new ArrayList<>();
    for (Field field : Formats.class.getFields()) {
      TypeInformation<?> type = (TypeInformation<?>) field.get(null);
      Format<Object> format = Formats.named(type.toString());
      names.add(type.toString());

      assertThat(format.version()).as("%s", type).isBetween(1, 127);
      assertThat(firstByteOf(serializer(type))).as("%s", type).isEqualTo(format.version());
      DataOutputSerializer snapshot = new DataOutputSerializer(16);
      serializer(type).snapshotConfiguration().writeSnapshot(snapshot);
      DataInputDeserializer in = new DataInputDeserializer(snapshot.getCopyOfBuffer());
      assertThat(in.readUTF()).isEqualTo(type.toString());
      assertThat(in.readInt()).as("%s", type).isEqualTo(format.version());
    }
    assertThat(names).doesNotHaveDuplicates().contains("sale", "sensor-monitor", "alert");
  }

  /** What comes before any value: so no value is needed. */
  private static int firstByteOf(TypeSerializer<?> serializer) {
    DataOutputSerializer out = new DataOutputSerializer(16);
    assertThatThrownBy(() -> serializer.serialize(null, out)).isNotNull();
    return out.getCopyOfBuffer()[0];
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

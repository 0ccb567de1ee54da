package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.RecordAndOffset;
import org.apache.flink.connector.jdbc.core.datastream.source.split.CheckpointedOffset;
import org.apache.flink.connector.jdbc.core.datastream.source.split.JdbcSourceSplit;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcSourcesIT {

  @RegisterExtension final Database database = new Database();

  @Test
  void salesOfOurOwnNamesNeedNoRulesAndComeInTheOrderOfTheirTimes() throws Exception {
    database.execute(
        "CREATE TABLE sales (sale_id text, store_id text, product_id text, customer_id text,"
            + " kind text, quantity numeric, amount numeric, currency char(5), sold_at timestamptz,"
            + " note jsonb)");
    database.execute(
        "INSERT INTO sales VALUES"
            + " ('2', 'madrid', 'P-7', NULL, 'RETURN', 1, 0.05, 'EUR', '2026-01-01T11:00+01', '{}'),"
            + " ('3', 'madrid', 'P-7', 'ana', NULL, 1.500, 19.99, 'EUR', '2026-01-01T09:00Z', '{}'),"
            + " ('1', 'madrid', 'P-7', 'ana', 'SALE', 2, 3, 'EUR', '2026-01-01T10:00Z', '{}')");

    List<Ingested<Sale>> read =
        read(source(EventKind.SALES, JdbcTable.of("sales"), Map.of(), SALES));

    assertThat(events(read))
        .containsExactly(
            sale("3", "ana", SaleKind.SALE, 1_500, 19_9900, "2026-01-01T09:00:00Z"),
            sale("1", "ana", SaleKind.SALE, 2_000, 3_0000, "2026-01-01T10:00:00Z"),
            sale("2", "", SaleKind.RETURN, 1_000, 500, "2026-01-01T10:00:00Z"));
    Ingested.Accepted<Sale> first = (Ingested.Accepted<Sale>) read.get(0);
    assertThat(first.record().toString()).startsWith("jdbc:postgresql:").endsWith("#sales-0@1");
    assertThat(first.record().timestamp()).isEqualTo(millis("2026-01-01T09:00:00Z"));
    assertThat(new String(first.record().value(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"sold_at\":\"2026-01-01T09:00:00Z\",\"sale_id\":\"3\",\"store_id\":\"madrid\","
                + "\"product_id\":\"P-7\",\"customer_id\":\"ana\",\"kind\":null,"
                + "\"quantity\":1.500,\"amount\":19.99,\"currency\":\"EUR\"}");
  }

  @Test
  void namesOfTablesAndColumnsAreNamesWhateverIsInThem() throws Exception {
    String table = "x\"; DROP TABLE victim; --";
    String column = "a\", 'b' ? :c FROM victim; DROP TABLE victim; --";
    database.execute("CREATE TABLE victim (id text)");
    database.execute(
        "CREATE TABLE \"%s\" (\"%s\" text, user_id text, occurred_at timestamptz)"
            .formatted(table.replace("\"", "\"\""), column.replace("\"", "\"\"")));
    database.execute(
        "INSERT INTO \"%s\" VALUES ('click', 'ana', '2026-01-01T10:00Z')"
            .formatted(table.replace("\"", "\"\"")));

    List<Ingested<Activity>> read =
        read(
            source(
                EventKind.ACTIVITIES,
                JdbcTable.of(table),
                Map.of("action", FieldRule.of(new FieldPath(List.of(column)))),
                ACTIVITIES));

    assertThat(events(read))
        .containsExactly(new Activity("ana", "click", millis("2026-01-01T10:00:00Z")));
    assertThat(database.query("SELECT * FROM victim", row -> row.getString(1))).isEmpty();
  }

  @Test
  void aTableOfOtherNamesIsReadByRules() throws Exception {
    database.execute(
        "CREATE TABLE \"Ventas 2026\" (id bigint, \"Producto\" text, monto double precision,"
            + " \"order\" timestamp, tipo char(1))");
    database.execute(
        "INSERT INTO \"Ventas 2026\" VALUES (7, 'pan', 0.1, '2026-07-01 12:00:00.5', 'D')");
    Map<String, FieldRule> rules = new TreeMap<>();
    rules.put("id", column("id"));
    rules.put("product", column("Producto"));
    rules.put("amount", column("monto"));
    rules.put("time", column("order").as(TimeFormat.AUTO, ZoneId.of("Europe/Madrid")));
    rules.put("store", FieldRule.ofConstant("madrid"));
    rules.put("currency", FieldRule.ofConstant("EUR"));
    rules.put("quantity", FieldRule.ofConstant("1"));
    rules.put(
        "kind",
        new FieldRule(
            List.of(FieldPath.parse("tipo")),
            "",
            "",
            Map.of("V", "SALE", "D", "RETURN"),
            TimeFormat.AUTO,
            ZoneId.of("UTC")));

    List<Ingested<Sale>> read =
        read(source(EventKind.SALES, JdbcTable.of("Ventas 2026"), rules, SALES));

    assertThat(events(read))
        .containsExactly(
            new Sale(
                "7",
                "madrid",
                "pan",
                "",
                SaleKind.RETURN,
                new Quantity(1_000),
                new Money(1_000, "EUR"),
                millis("2026-07-01T10:00:00.500Z")));
  }

  @Test
  void readingsOfTheShortestFormAndWithoutIdsAreReadFromAQuery() throws Exception {
    database.execute("CREATE TABLE motes (sensor uuid, celsius real, day date)");
    database.execute(
        "INSERT INTO motes VALUES ('00000000-0000-0000-0000-000000000007', 21.3, '2026-01-02'),"
            + " ('00000000-0000-0000-0000-000000000007', -0.1, '2026-01-01')");

    List<Ingested<Reading>> read =
        read(
            source(
                EventKind.READINGS,
                JdbcTable.ofQuery(
                    "motes",
                    "SELECT sensor AS sensor_id, celsius AS value, 'CELSIUS' AS unit,"
                        + " day AS read_at FROM motes"),
                Map.of(),
                READINGS));

    String mote = "00000000-0000-0000-0000-000000000007";
    assertThat(events(read))
        .containsExactly(
            new Reading(
                "",
                mote,
                Temperature.of(-0.1, TemperatureUnit.CELSIUS),
                millis("2026-01-01T00:00:00Z")),
            new Reading(
                "",
                mote,
                Temperature.of(21.3, TemperatureUnit.CELSIUS),
                millis("2026-01-02T00:00:00Z")));
  }

  @Test
  void badValuesAreRefusedOneByOneWithTheirRow() throws Exception {
    database.execute(
        "CREATE TABLE activity (user_id text, action text, occurred_at timestamptz, extra bytea)");
    database.execute(
        "INSERT INTO activity VALUES"
            + " ('ana', 'click', '2026-01-01T10:00Z'),"
            + " (NULL, 'click', '2026-01-01T10:01Z'),"
            + " (' ', 'click', '2026-01-01T10:02Z'),"
            + " ('ana', 'click', '2999-01-01T00:00Z'),"
            + " ('ana', 'click', 'infinity'),"
            + " ('ana', 'click', '-infinity'),"
            + " ('ana', 'click', NULL),"
            + " ('ana', 'click', '1999-12-31T23:59Z')");

    List<Ingested<Activity>> read =
        read(source(EventKind.ACTIVITIES, JdbcTable.of("activity"), Map.of(), ACTIVITIES));

    assertThat(events(read))
        .containsExactly(new Activity("ana", "click", millis("2026-01-01T10:00:00Z")));
    assertThat(letters(read))
        .extracting(
            letter -> letter.record().toString().replaceFirst(".*#", "") + " " + letter.reason())
        .containsExactly(
            "activity-0@1 STALE_TIMESTAMP",
            "activity-0@2 STALE_TIMESTAMP",
            "activity-0@4 BAD_FIELD",
            "activity-0@5 INVALID_TEXT",
            "activity-0@6 FUTURE_TIMESTAMP",
            "activity-0@7 FUTURE_TIMESTAMP",
            "activity-0@8 BAD_FIELD");
    assertThat(new String(letters(read).get(2).record().value(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"occurred_at\":\"2026-01-01T10:01:00Z\",\"user_id\":null,\"action\":\"click\"}");
  }

  @Test
  void whatAColumnsTypeCannotHoldIsRefusedAsTheTextThatItIs() throws Exception {
    database.execute(
        "CREATE TABLE sales AS SELECT 'S-' || amount AS sale_id, 's' AS store_id, 'p' AS product_id,"
            + " 1 AS quantity, amount, 'EUR' AS currency, timestamp '2026-01-01 10:00' AS sold_at"
            + " FROM (VALUES (numeric 'NaN'), (numeric 'Infinity'), (1.5)) v(amount)");

    List<Ingested<Sale>> read =
        read(source(EventKind.SALES, JdbcTable.of("sales"), Map.of(), SALES));

    assertThat(events(read)).extracting(Sale::saleId).containsExactly("S-1.5");
    assertThat(letters(read))
        .extracting(
            letter ->
                letter.reason()
                    + " "
                    + new String(letter.record().value(), StandardCharsets.UTF_8)
                        .replaceFirst(".*(\"amount\":[^,]*),.*", "$1"))
        .containsExactly("BAD_FIELD \"amount\":\"Infinity\"", "BAD_FIELD \"amount\":\"NaN\"");
  }

  @Test
  void aTableWithoutAnyOfTheColumnsFailsTheJobWithWhatThereIs() throws Exception {
    database.execute("CREATE TABLE activity (usuario text)");

    assertThatThrownBy(
            () ->
                read(source(EventKind.ACTIVITIES, JdbcTable.of("activity"), Map.of(), ACTIVITIES)))
        .rootCause()
        .isInstanceOf(JdbcException.class)
        .hasMessage(
            "activity has none of the columns occurred_at, user_id, action; it has usuario");
  }

  @Test
  void anEmptyTableIsTheEndOfTheInput() throws Exception {
    createActivity(0);

    assertThat(read(source(EventKind.ACTIVITIES, JdbcTable.of("activity"), Map.of(), ACTIVITIES)))
        .isEmpty();
  }

  @Test
  void rowsAreHandedOutThroughACursorAndNotAllAtOnce() throws Exception {
    createActivity(5_000);
    TableSource<Activity> source = activity();
    ResumingSplitReader<Ingested<Activity>> reader =
        source.splitReader(mock(SourceReaderContext.class), source.readerConfiguration());
    try {
      reader.handleSplitsChanges(new SplitsAddition<>(List.of(split(source, 0))));

      List<Long> offsets = offsets(reader.fetch());

      assertThat(offsets).isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
      assertThat(
              database.query(
                  "SELECT state FROM pg_stat_activity WHERE query LIKE 'SELECT \"occurred_at\"%'"
                      + " AND pid <> pg_backend_pid()",
                  row -> row.getString(1)))
          .containsExactly("idle in transaction");
    } finally {
      reader.close();
    }
  }

  @Test
  void aRestoredSplitGoesOnWhereItWas() throws Exception {
    createActivity(2_500);
    TableSource<Activity> source = activity();
    ResumingSplitReader<Ingested<Activity>> reader =
        source.splitReader(mock(SourceReaderContext.class), source.readerConfiguration());
    try {
      reader.handleSplitsChanges(new SplitsAddition<>(List.of(split(source, 1_234))));

      List<Long> offsets = new ArrayList<>();
      for (int batch = 0; batch < 3; batch++) {
        offsets.addAll(offsets(reader.fetch()));
      }

      assertThat(offsets).isEqualTo(LongStream.rangeClosed(1_235, 2_500).boxed().toList());
    } finally {
      reader.close();
    }
  }

  @Test
  void aSplitOfAnotherQueryIsRefused() throws Exception {
    createActivity(1);
    TableSource<Activity> source = activity();
    ResumingSplitReader<Ingested<Activity>> reader =
        source.splitReader(mock(SourceReaderContext.class), source.readerConfiguration());
    try {
      assertThatThrownBy(
              () ->
                  reader.handleSplitsChanges(
                      new SplitsAddition<>(
                          List.of(new JdbcSourceSplit("1", "SELECT 1", null, null)))))
          .isInstanceOf(JdbcException.class)
          .hasMessageContaining("another query: SELECT 1; now it is SELECT \"occurred_at\"");
    } finally {
      reader.close();
    }
  }

  @Test
  void aJobThatFailsAfterACheckpointCountsEachRowOnce() throws Exception {
    int rows = 100_000;
    createActivity(rows);
    FailsOnce.HAS_FAILED.set(false);
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, java.time.Duration.ZERO);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    env.enableCheckpointing(10);

    long[] counted = new long[2];
    try (CloseableIterator<long[]> sums =
        env.fromSource(activity(), WatermarkStrategy.noWatermarks(), "activity")
            .setParallelism(1)
            .filter(new FailsOnce())
            .setParallelism(1)
            .map(
                ingested ->
                    new long[] {1, ((Ingested.Accepted<Activity>) ingested).record().offset()})
            .returns(long[].class)
            .setParallelism(1)
            .executeAndCollect()) {
      while (sums.hasNext()) {
        long[] row = sums.next();
        counted[0] += row[0];
        counted[1] += row[1];
      }
    }

    assertThat(FailsOnce.HAS_FAILED).isTrue();
    assertThat(counted).containsExactly(rows, rows * (rows + 1L) / 2);
  }

  @Test
  void theSecretIsNotInTheJobGraph() throws Exception {
    createActivity(1);
    Source<Ingested<Activity>, ?, ?> source = activity();

    String bytes =
        new String(InstantiationUtil.serializeObject(source), StandardCharsets.ISO_8859_1);

    assertThat(bytes).contains("occurred_at").doesNotContain(Database.SECRET);
    assertThat(source.toString()).doesNotContain(Database.SECRET);
    Source<Ingested<Activity>, ?, ?> arrived =
        InstantiationUtil.clone(source, Thread.currentThread().getContextClassLoader());
    assertThat(read(arrived)).hasSize(1);
  }

  private static final TypeInformation<Ingested<Sale>> SALES =
      TypeInformation.of(new TypeHint<Ingested<Sale>>() {});
  private static final TypeInformation<Ingested<Reading>> READINGS =
      TypeInformation.of(new TypeHint<Ingested<Reading>>() {});
  private static final TypeInformation<Ingested<Activity>> ACTIVITIES =
      TypeInformation.of(new TypeHint<Ingested<Activity>>() {});

  private <E> Source<Ingested<E>, ?, ?> source(
      EventKind<E> kind,
      JdbcTable table,
      Map<String, FieldRule> rules,
      TypeInformation<Ingested<E>> type) {
    return JdbcSources.source(
        kind, database.settings(), table, rules, type, EventTimeBounds.standard());
  }

  private TableSource<Activity> activity() {
    return (TableSource<Activity>)
        source(EventKind.ACTIVITIES, JdbcTable.of("activity"), Map.of(), ACTIVITIES);
  }

  private static JdbcSourceSplit split(TableSource<?> source, long rowsRead) {
    return new JdbcSourceSplit(
        "0000000001", source.query().text(), null, new CheckpointedOffset(rowsRead, 0));
  }

  private static List<Long> offsets(RecordsWithSplitIds<RecordAndOffset<Ingested<Activity>>> rows) {
    List<Long> offsets = new ArrayList<>();
    while (rows.nextSplit() != null) {
      RecordAndOffset<Ingested<Activity>> row = rows.nextRecordFromSplit();
      while (row != null) {
        Ingested.Accepted<Activity> accepted = (Ingested.Accepted<Activity>) row.getRecord();
        assertThat(accepted.record().offset()).isEqualTo(row.getOffset());
        offsets.add(row.getOffset());
        row = rows.nextRecordFromSplit();
      }
    }
    return offsets;
  }

  /** Rows that are stored in the opposite order of their times. */
  private void createActivity(int rows) throws SQLException {
    database.execute(
        "CREATE TABLE activity AS SELECT 'u-' || i AS user_id, 'click' AS action,"
            + " timestamptz '2026-01-01T00:00Z' + i * interval '1 ms' AS occurred_at"
            + " FROM generate_series("
            + rows
            + ", 1, -1) i");
  }

  private static <E> List<Ingested<E>> read(Source<Ingested<E>, ?, ?> source) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    try (CloseableIterator<Ingested<E>> rows =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "rows").executeAndCollect()) {
      List<Ingested<E>> all = new ArrayList<>();
      rows.forEachRemaining(all::add);
      return all;
    }
  }

  private static <E> List<E> events(List<Ingested<E>> read) {
    return read.stream()
        .filter(Ingested.Accepted.class::isInstance)
        .map(ingested -> ((Ingested.Accepted<E>) ingested).event())
        .toList();
  }

  private static <E> List<DeadLetter> letters(List<Ingested<E>> read) {
    return read.stream()
        .filter(Ingested.Rejected.class::isInstance)
        .map(ingested -> ((Ingested.Rejected<E>) ingested).letter())
        .toList();
  }

  private static Sale sale(
      String id, String customer, SaleKind kind, long thousandths, long tenThousandths, String at) {
    return new Sale(
        id,
        "madrid",
        "P-7",
        customer,
        kind,
        new Quantity(thousandths),
        new Money(tenThousandths, "EUR"),
        millis(at));
  }

  private static FieldRule column(String name) {
    return FieldRule.of(new FieldPath(List.of(name)));
  }

  private static long millis(String iso) {
    return Instant.parse(iso).toEpochMilli();
  }

  /** Fails once, at the first row after a checkpoint that rows were read before. */
  private static final class FailsOnce
      implements FilterFunction<Ingested<Activity>>, CheckpointedFunction, CheckpointListener {

    private static final long serialVersionUID = 1L;

    static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

    private transient ListState<Long> counts;
    private long count;
    private long atSnapshot;
    private boolean isDue;

    @Override
    public boolean filter(Ingested<Activity> ingested) {
      if (isDue && HAS_FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("as the test wants it");
      }
      count++;
      return true;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      atSnapshot = count;
      counts.update(List.of(count));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      isDue = atSnapshot > 0;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      counts =
          context.getOperatorStateStore().getListState(new ListStateDescriptor<>("n", Types.LONG));
      for (long before : counts.get()) {
        count = before;
      }
    }
  }
}

package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import java.sql.Connection;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSourceOptions;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.JdbcSourceEnumeratorState;
import org.apache.flink.connector.jdbc.core.datastream.source.split.JdbcSourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSourceTest {

  private final TableSource<Activity> source = source("jdbc:postgresql://db/shop", Map.of());

  @Test
  void aTableIsOneSplitThatIsGivenOutOnce() throws Exception {
    SplitEnumeratorContext<JdbcSourceSplit> context = context();
    SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> enumerator =
        source.createEnumerator(context);
    enumerator.start();

    enumerator.handleSplitRequest(0, null);

    verify(context).assignSplit(any(), eq(0));
    verify(context, never()).signalNoMoreSplits(0);
    enumerator.handleSplitRequest(0, null);
    verify(context).assignSplit(any(), eq(0));
    verify(context).signalNoMoreSplits(0);
  }

  @Test
  void aSplitThatAReaderHasIsNotGivenOutAgainAfterARestore() throws Exception {
    SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> before =
        source.createEnumerator(context());
    before.start();
    before.handleSplitRequest(0, null);
    SplitEnumeratorContext<JdbcSourceSplit> context = context();

    SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> restored =
        source.restoreEnumerator(context, stored(before.snapshotState(1)));
    restored.start();
    restored.handleSplitRequest(0, null);

    verify(context, never()).assignSplit(any(), eq(0));
    verify(context).signalNoMoreSplits(0);
  }

  @Test
  void aSplitThatNoReaderHadIsGivenOutAfterARestore() throws Exception {
    SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> before =
        source.createEnumerator(context());
    before.start();
    SplitEnumeratorContext<JdbcSourceSplit> context = context();

    SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> restored =
        source.restoreEnumerator(context, stored(before.snapshotState(1)));
    restored.start();
    restored.handleSplitRequest(0, null);
    restored.handleSplitRequest(0, null);

    verify(context).assignSplit(any(), eq(0));
    verify(context).signalNoMoreSplits(0);
  }

  @ParameterizedTest
  @CsvSource({"postgresql, 1000", "sqlserver, 1000", "mysql, -2147483648"})
  void rowsAreAskedForByAndByInEachDriversWay(String product, int fetchSize) {
    TableSource<Activity> other = source("jdbc:" + product + "://db/shop", Map.of());

    assertThat(other.readerConfiguration().get(JdbcSourceOptions.RESULTSET_FETCH_SIZE))
        .isEqualTo(fetchSize);
    assertThat(other.readerConfiguration().get(JdbcSourceOptions.AUTO_COMMIT)).isFalse();
  }

  @Test
  void rulesThatAreNoneForTheKindAreRefused() {
    assertThatThrownBy(
            () -> source("jdbc:postgresql://db/shop", Map.of("price", FieldRule.ofConstant("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("price");
  }

  @Test
  void theQueryIsInTheWordsOfTheDatabaseAndOfTheColumnsThatThereAre() throws Exception {
    Connection connection = mock(Connection.class, RETURNS_DEEP_STUBS);
    Statement statement = mock(Statement.class, RETURNS_DEEP_STUBS);
    ResultSetMetaData columns = mock(ResultSetMetaData.class);
    when(connection.getMetaData().getIdentifierQuoteString()).thenReturn("`");
    when(connection.createStatement()).thenReturn(statement);
    when(statement.executeQuery(anyString()).getMetaData()).thenReturn(columns);
    when(columns.getColumnCount()).thenReturn(3);
    when(columns.getColumnLabel(1)).thenReturn("id");
    when(columns.getColumnLabel(2)).thenReturn("wh`at");
    when(columns.getColumnLabel(3)).thenReturn("at");
    when(columns.getColumnType(1)).thenReturn(Types.BIGINT);
    when(columns.getColumnType(2)).thenReturn(Types.ARRAY);
    when(columns.getColumnType(3)).thenReturn(Types.TIMESTAMP);
    when(columns.getColumnTypeName(1)).thenReturn("BIGINT");
    when(columns.getColumnTypeName(2)).thenReturn("ARRAY");
    when(columns.getColumnTypeName(3)).thenReturn("DATETIME");
    Map<String, FieldRule> rules =
        Map.of(
            "user", column("id"),
            "action", FieldRule.of(new FieldPath(List.of("wh`at")), new FieldPath(List.of("no"))),
            "time", column("at"));
    RowQuery query =
        RowQuery.of(JdbcTable.of("shop.clicks"), EventKind.ACTIVITIES.mapping(rules), rules);

    String resolved = query.resolve(connection);

    assertThat(resolved)
        .isEqualTo("SELECT `at`, `id`, `wh``at` FROM `shop`.`clicks` ORDER BY `at`, `id`");
    assertThat(query.text())
        .isEqualTo(
            "SELECT \"at\", \"id\", \"wh`at\", \"no\" FROM \"shop\".\"clicks\""
                + " ORDER BY \"at\", \"id\", \"wh`at\", \"no\"");
    verify(statement).executeQuery("SELECT * FROM `shop`.`clicks` WHERE 1 = 0");
  }

  @ParameterizedTest
  @CsvSource({
    "-155, datetimeoffset, INSTANT",
    "-101, TIMESTAMP WITH TIME ZONE, INSTANT",
    "2014, TIMESTAMP_WITH_TIMEZONE, INSTANT",
    "93, timestamptz, INSTANT",
    "93, DATETIME, LOCAL_TIME",
    "1, uniqueidentifier, PADDED_TEXT",
    "1111, uuid, TEXT",
    "1111, json, OTHER",
    "7, float4, SINGLE",
    "6, FLOAT, DOUBLE",
    "-7, bool, BOOLEAN"
  })
  void typesAreTakenByWhatDriversCallThem(int sqlType, String typeName, Column.Kind kind) {
    assertThat(Column.kind(sqlType, typeName)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "shop.", ".sales", "a..b"})
  void aNameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> JdbcTable.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table must be a name such as sales or shop.sales, was '" + name + "'");
  }

  private static TableSource<Activity> source(String url, Map<String, FieldRule> rules) {
    return (TableSource<Activity>)
        JdbcSources.source(
            EventKind.ACTIVITIES,
            JdbcConnectionSettings.of(url, "ana", Optional::empty),
            JdbcTable.of("activity"),
            rules,
            TypeInformation.of(new TypeHint<Ingested<Activity>>() {}),
            EventTimeBounds.standard());
  }

  private static FieldRule column(String name) {
    return FieldRule.of(new FieldPath(List.of(name)));
  }

  @SuppressWarnings("unchecked")
  private static SplitEnumeratorContext<JdbcSourceSplit> context() {
    SplitEnumeratorContext<JdbcSourceSplit> context = mock(SplitEnumeratorContext.class);
    when(context.registeredReaders()).thenReturn(Map.of(0, new ReaderInfo(0, "here")));
    return context;
  }

  private JdbcSourceEnumeratorState stored(JdbcSourceEnumeratorState state) throws Exception {
    SimpleVersionedSerializer<JdbcSourceEnumeratorState> serializer =
        source.getEnumeratorCheckpointSerializer();
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
  }
}

package io.aforo.adapters.jdbc;

import io.aforo.application.intake.Ingested;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.FieldRule;
import io.aforo.domain.intake.EventTimeBounds;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSourceOptions;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.JdbcSourceEnumStateSerializer;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.JdbcSourceEnumerator;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.JdbcSourceEnumeratorState;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.JdbcSqlSplitEnumeratorBase;
import org.apache.flink.connector.jdbc.core.datastream.source.enumerator.SqlTemplateSplitEnumerator;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.JdbcSourceReader;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.JdbcSourceSplitReader;
import org.apache.flink.connector.jdbc.core.datastream.source.split.JdbcSourceSplit;
import org.apache.flink.connector.jdbc.core.datastream.source.split.JdbcSourceSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The connector's JDBC source, put together from its own enumerator, readers, splits and
 * serializers. Its {@code JdbcSource} itself (4.0.0) cannot be used:
 *
 * <ul>
 *   <li>Its builder overwrites the connection provider that it is given, so that the password would
 *       have to be in the job graph.
 *   <li>Its enumerator makes its splits anew when it is restored, so that the whole table would be
 *       read a second time.
 *   <li>Its exactly-once asks for a result that can be scrolled, which drivers keep in memory from
 *       end to end.
 * </ul>
 */
final class TableSource<E>
    implements Source<Ingested<E>, JdbcSourceSplit, JdbcSourceEnumeratorState>,
        ResultTypeQueryable<Ingested<E>> {

  private static final long serialVersionUID = 1L;

  /** So that a table of any size takes little memory, and few round trips. */
  private static final int ROWS_AT_A_TIME = 1_000;

  private final EventKind<E> kind;
  private final JdbcConnectionSettings settings;
  private final RowQuery query;
  private final Map<String, FieldRule> rules;
  private final TypeInformation<Ingested<E>> type;
  private final EventTimeBounds bounds;

  TableSource(
      EventKind<E> kind,
      JdbcConnectionSettings settings,
      RowQuery query,
      Map<String, FieldRule> rules,
      TypeInformation<Ingested<E>> type,
      EventTimeBounds bounds) {
    this.kind = kind;
    this.settings = settings;
    this.query = query;
    this.rules = Map.copyOf(rules);
    this.type = type;
    this.bounds = bounds;
  }

  RowQuery query() {
    return query;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<Ingested<E>, JdbcSourceSplit> createReader(SourceReaderContext context) {
    Configuration configuration = readerConfiguration();
    return new JdbcSourceReader<>(
        () -> splitReader(context, configuration), configuration, context);
  }

  ResumingSplitReader<Ingested<E>> splitReader(
      SourceReaderContext context, Configuration configuration) {
    Connections connections = new Connections(settings);
    return new ResumingSplitReader<>(
        new JdbcSourceSplitReader<>(
            context,
            configuration,
            type,
            connections,
            DeliveryGuarantee.AT_LEAST_ONCE,
            new RowExtractor<>(
                settings.place() + "#" + query.table().name(),
                kind,
                rules,
                bounds,
                System::currentTimeMillis)),
        query,
        connections);
  }

  Configuration readerConfiguration() {
    Configuration configuration = new Configuration();
    configuration.set(JdbcSourceOptions.READER_FETCH_BATCH_SIZE, ROWS_AT_A_TIME);
    // Postgres hands out rows by and by only within a transaction, MySQL only to those who ask for
    // one at a time, and neither if the result can be scrolled.
    configuration.set(JdbcSourceOptions.AUTO_COMMIT, false);
    configuration.set(
        JdbcSourceOptions.RESULTSET_FETCH_SIZE,
        settings.product().equals("mysql") ? Integer.MIN_VALUE : ROWS_AT_A_TIME);
    configuration.set(JdbcSourceOptions.RESULTSET_TYPE, ResultSet.TYPE_FORWARD_ONLY);
    configuration.set(JdbcSourceOptions.RESULTSET_CONCURRENCY, ResultSet.CONCUR_READ_ONLY);
    return configuration;
  }

  @Override
  public SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> createEnumerator(
      SplitEnumeratorContext<JdbcSourceSplit> context) {
    return new JdbcSourceEnumerator(
        context, new SqlTemplateSplitEnumerator(null, query.text(), null), null, new ArrayList<>());
  }

  @Override
  public SplitEnumerator<JdbcSourceSplit, JdbcSourceEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<JdbcSourceSplit> context, JdbcSourceEnumeratorState checkpoint) {
    return new JdbcSourceEnumerator(
        context, new NothingMore(), null, new ArrayList<>(checkpoint.getRemainingSplits()));
  }

  @Override
  public SimpleVersionedSerializer<JdbcSourceSplit> getSplitSerializer() {
    return new JdbcSourceSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<JdbcSourceEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new JdbcSourceEnumStateSerializer(new JdbcSourceSplitSerializer());
  }

  @Override
  public TypeInformation<Ingested<E>> getProducedType() {
    return type;
  }

  /** What there was to read is in the checkpoint: with a reader, or still to be given out. */
  private static final class NothingMore extends JdbcSqlSplitEnumeratorBase<JdbcSourceSplit> {

    private static final long serialVersionUID = 1L;

    private NothingMore() {
      super(null);
    }

    @Override
    public List<JdbcSourceSplit> enumerateSplits(Supplier<Boolean> isRoom) {
      return List.of();
    }
  }
}

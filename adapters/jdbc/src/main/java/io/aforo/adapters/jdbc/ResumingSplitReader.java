package io.aforo.adapters.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.JdbcSourceSplitReader;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.RecordAndOffset;
import org.apache.flink.connector.jdbc.core.datastream.source.split.JdbcSourceSplit;

/**
 * Reads splits through the connector's reader, each from its start, and passes over the rows that
 * were read before a restore. It also puts the query into the words of the database, which are
 * known only where there is a connection.
 */
final class ResumingSplitReader<T> implements SplitReader<RecordAndOffset<T>, JdbcSourceSplit> {

  private final JdbcSourceSplitReader<T> rows;
  private final RowQuery query;
  private final Connections connections;
  private final Map<String, Long> rowsBefore = new HashMap<>();

  /**
   * @param rows reads every split from its start, through the same connections
   */
  ResumingSplitReader(JdbcSourceSplitReader<T> rows, RowQuery query, Connections connections) {
    this.rows = rows;
    this.query = query;
    this.connections = connections;
  }

  /**
   * @throws JdbcException if the database does not answer, or the query is not the one that a
   *     restored split is of
   */
  @Override
  public void handleSplitsChanges(SplitsChange<JdbcSourceSplit> changes) {
    List<JdbcSourceSplit> resolved = new ArrayList<>();
    for (JdbcSourceSplit split : changes.splits()) {
      if (!split.getSqlTemplate().equals(query.text())) {
        throw new JdbcException(
            "the state that this job was restored from is that of another query: "
                + split.getSqlTemplate()
                + "; now it is "
                + query.text());
      }
      split
          .getReaderPositionOptional()
          .ifPresent(position -> rowsBefore.put(split.splitId(), position.getOffset()));
      resolved.add(
          new JdbcSourceSplit(split.splitId(), resolved(), null, split.getCheckpointedOffset()));
    }
    rows.handleSplitsChanges(new SplitsAddition<>(resolved));
  }

  private String resolved() {
    try {
      return query.resolve(connections.getOrEstablishConnection());
    } catch (SQLException | ClassNotFoundException failure) {
      throw new JdbcException(
          "Reading " + query.table() + " failed: " + failure.getMessage(), failure);
    }
  }

  @Override
  public RecordsWithSplitIds<RecordAndOffset<T>> fetch() throws IOException {
    return new Remaining(rows.fetch());
  }

  @Override
  public void wakeUp() {
    rows.wakeUp();
  }

  @Override
  public void close() throws Exception {
    rows.close();
    connections.close();
  }

  /** The rows of a batch that are not passed over. */
  private final class Remaining implements RecordsWithSplitIds<RecordAndOffset<T>> {

    private final RecordsWithSplitIds<RecordAndOffset<T>> all;
    private String split;

    private Remaining(RecordsWithSplitIds<RecordAndOffset<T>> all) {
      this.all = all;
    }

    @Override
    public String nextSplit() {
      split = all.nextSplit();
      return split;
    }

    @Override
    public RecordAndOffset<T> nextRecordFromSplit() {
      RecordAndOffset<T> row = all.nextRecordFromSplit();
      while (row != null && row.getOffset() <= rowsBefore.getOrDefault(split, 0L)) {
        if (row.getOffset() <= 0) {
          // The connector counts in an int.
          throw new JdbcException(query.table() + " has more than 2,147,483,647 rows");
        }
        row = all.nextRecordFromSplit();
      }
      return row;
    }

    @Override
    public Set<String> finishedSplits() {
      return all.finishedSplits();
    }

    @Override
    public void recycle() {
      all.recycle();
    }
  }
}

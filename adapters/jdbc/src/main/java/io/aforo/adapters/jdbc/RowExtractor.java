package io.aforo.adapters.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.FieldValues;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.InvalidEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.flink.connector.jdbc.core.datastream.source.reader.extractor.ResultExtractor;

/** Makes exactly one {@link Ingested} of each row, whatever it holds, and counts rows from 1. */
final class RowExtractor<E> implements ResultExtractor<Ingested<E>> {

  private static final long serialVersionUID = 1L;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private static final byte[] NO_KEY = {};

  private static final long NO_TIME = -1;

  private final String table;
  private final EventKind<E> kind;
  private final transient EventMapping<E> mapping;
  private final EventTimeBounds bounds;
  private final transient LongSupplier clock;

  private transient ResultSet rows;
  private transient long row;
  private transient List<Column> columns;
  private transient int[] places;

  /**
   * @param clock epoch milliseconds
   */
  RowExtractor(
      String table,
      EventKind<E> kind,
      Map<String, FieldRule> rules,
      EventTimeBounds bounds,
      LongSupplier clock) {
    this.table = table;
    this.kind = kind;
    this.mapping = kind.mapping(rules);
    this.bounds = bounds;
    this.clock = clock;
  }

  /**
   * @throws SQLException if the database does not answer; bad data is never an exception
   */
  @Override
  public Ingested<E> extract(ResultSet result) throws SQLException {
    if (result != rows) {
      begin(result);
    }
    row++;
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).read(result, i + 1);
    }
    return ingested(values);
  }

  private void begin(ResultSet result) throws SQLException {
    rows = result;
    row = 0;
    columns = Column.of(result.getMetaData());
    List<String> names = columns.stream().map(Column::name).toList();
    places = mapping.fields().stream().map(RowQuery::columnOf).mapToInt(names::indexOf).toArray();
  }

  private Ingested<E> ingested(Object[] values) {
    byte[] json = json(values);
    E event;
    try {
      event = mapping.map(new Row(values));
    } catch (InvalidEvent refused) {
      return new Ingested.Rejected<>(DeadLetter.of(record(NO_TIME, json), refused));
    }
    long time = kind.timeOf(event);
    SourceRecord record = record(Math.max(0, Math.min(time, clock.getAsLong())), json);
    try {
      bounds.check(time, record.timestamp());
      return new Ingested.Accepted<>(record, event);
    } catch (InvalidEvent refused) {
      return new Ingested.Rejected<>(DeadLetter.of(record, refused));
    }
  }

  private SourceRecord record(long time, byte[] json) {
    return new SourceRecord(table, 0, row, time, NO_KEY, json);
  }

  private byte[] json(Object[] values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (int i = 0; i < values.length; i++) {
        json.writeFieldName(columns.get(i).name());
        write(json, values[i]);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Long whole) {
      json.writeNumber(whole);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else {
      json.writeString(value.toString());
    }
  }

  /** A row, by the numbers of the mapping's fields. */
  private final class Row implements FieldValues {

    private final Object[] values;

    private Row(Object[] values) {
      this.values = values;
    }

    @Override
    public Optional<Object> at(int field) {
      return places[field] < 0 ? Optional.empty() : Optional.ofNullable(values[places[field]]);
    }

    @Override
    public List<String> names() {
      return columns.stream().map(Column::name).toList();
    }
  }
}

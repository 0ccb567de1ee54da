package io.aforo.adapters.jdbc;

import io.aforo.application.mapping.RecordShape.ValueType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A column of a result: what its values are to the mapping, and how they are read.
 *
 * @param name as the database spells it
 * @param kind what it holds
 */
record Column(String name, Kind kind) {

  /** How values are read. */
  enum Kind {
    TEXT(ValueType.TEXT),
    /** Filled up with blanks, which mean nothing. */
    PADDED_TEXT(ValueType.TEXT),
    BOOLEAN(ValueType.BOOLEAN),
    WHOLE_NUMBER(ValueType.WHOLE_NUMBER),
    /** Of 32 bits: 21.3 is not 21.299999 because a double could tell. */
    SINGLE(ValueType.FLOATING_POINT),
    DOUBLE(ValueType.FLOATING_POINT),
    DECIMAL(ValueType.DECIMAL),
    DATE(ValueType.LOCAL_TIME),
    LOCAL_TIME(ValueType.LOCAL_TIME),
    INSTANT(ValueType.INSTANT),
    OTHER(ValueType.OTHER);

    private final ValueType type;

    Kind(ValueType type) {
      this.type = type;
    }
  }

  /** Drivers give them out as OTHER, or as a TIMESTAMP without a zone. */
  private static final Set<String> INSTANTS =
      Set.of(
          "timestamptz",
          "timestamp with time zone",
          "timestamp with local time zone",
          "datetimeoffset");

  private static final Set<String> TEXTS = Set.of("uuid", "citext");

  static List<Column> of(ResultSetMetaData result) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      columns.add(
          new Column(
              result.getColumnLabel(i),
              kind(result.getColumnType(i), result.getColumnTypeName(i))));
    }
    return columns;
  }

  static Kind kind(int sqlType, String typeName) {
    String name = typeName.toLowerCase(Locale.ROOT);
    if (INSTANTS.contains(name)) {
      return Kind.INSTANT;
    }
    if (TEXTS.contains(name)) {
      return Kind.TEXT;
    }
    return switch (sqlType) {
      case Types.BIT, Types.BOOLEAN -> Kind.BOOLEAN;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.WHOLE_NUMBER;
      case Types.REAL -> Kind.SINGLE;
      case Types.FLOAT, Types.DOUBLE -> Kind.DOUBLE;
      case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
      case Types.CHAR, Types.NCHAR -> Kind.PADDED_TEXT;
      case Types.VARCHAR,
          Types.NVARCHAR,
          Types.LONGVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB ->
          Kind.TEXT;
      case Types.DATE -> Kind.DATE;
      case Types.TIMESTAMP -> Kind.LOCAL_TIME;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.INSTANT;
      default -> Kind.OTHER;
    };
  }

  ValueType type() {
    return kind.type;
  }

  /**
   * The value in the current row, of a class that {@link io.aforo.application.mapping.FieldValues}
   * names; one that its column's type cannot hold, such as the NaN of a NUMERIC, as the text that
   * the database has for it.
   *
   * @param index from 1
   * @return null for NULL
   * @throws SQLException if the database does not answer
   */
  Object read(ResultSet row, int index) throws SQLException {
    try {
      Object value = typed(row, index);
      return row.wasNull() ? null : value;
    } catch (SQLException unreadable) {
      // Where it is not the value but the connection, this fails too.
      return row.getString(index);
    }
  }

  private Object typed(ResultSet row, int index) throws SQLException {
    return switch (kind) {
      case TEXT -> row.getString(index);
      case PADDED_TEXT -> {
        String text = row.getString(index);
        yield text == null ? null : text.stripTrailing();
      }
      case BOOLEAN -> row.getBoolean(index);
      case WHOLE_NUMBER -> row.getLong(index);
      case SINGLE -> Double.parseDouble(Float.toString(row.getFloat(index)));
      case DOUBLE -> row.getDouble(index);
      case DECIMAL -> row.getBigDecimal(index);
      case DATE -> {
        LocalDate day = row.getObject(index, LocalDate.class);
        yield day == null ? null : day.atStartOfDay();
      }
      case LOCAL_TIME -> row.getObject(index, LocalDateTime.class);
      case INSTANT -> {
        OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
        yield time == null ? null : time.toInstant();
      }
      case OTHER -> row.getObject(index);
    };
  }
}

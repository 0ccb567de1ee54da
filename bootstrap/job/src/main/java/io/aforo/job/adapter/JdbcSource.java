package io.aforo.job.adapter;

import io.aforo.adapters.jdbc.JdbcConnectionSettings;
import io.aforo.adapters.jdbc.JdbcException;
import io.aforo.adapters.jdbc.JdbcSources;
import io.aforo.adapters.jdbc.JdbcTable;
import io.aforo.adapters.jdbc.JdbcTables;
import io.aforo.adapters.jdbc.MissingTableException;
import io.aforo.application.intake.Ingested;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.source.Source;

/** A table of a relational database, read once. */
final class JdbcSource implements SourceAdapter {

  private static final Section<Keys> KEYS =
      Section.of("jdbc", Keys.class, JdbcSources.class, "jdbc-source.schema.json");

  /** See the schema. */
  record Keys(
      String url,
      String user,
      SecretReference password,
      String driver,
      Map<String, String> properties,
      String table,
      String query)
      implements Serializable {

    Keys {
      properties = Map.copyOf(properties);
      // What cannot be is told when the configuration is read.
      JdbcKeys.settings(url, user, password, driver, properties);
      new JdbcTable(table, query);
    }

    JdbcConnectionSettings settings() {
      return JdbcKeys.settings(url, user, password, driver, properties);
    }

    @Override
    public String toString() {
      return "Keys[" + settings() + ", table=" + table + "]";
    }
  }

  @Override
  public String name() {
    return KEYS.name();
  }

  @Override
  public Optional<Section<?>> settings() {
    return Optional.of(KEYS);
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  /** One cursor goes over the table. */
  @Override
  public int mostSubtasks() {
    return 1;
  }

  @Override
  public <E> Source<Ingested<E>, ?, ?> open(Opening<E> opening) {
    Keys keys = opening.input().settings(KEYS);
    return JdbcSources.source(
        opening.kind(),
        keys.settings(),
        new JdbcTable(keys.table(), keys.query()),
        opening.input().mapping(),
        opening.type(),
        opening.bounds());
  }

  @Override
  public List<Finding> check(String key, Opening<?> opening, Duration limit) {
    Keys keys = opening.input().settings(KEYS);
    try {
      return Misfits.findings(
          key,
          opening.kind(),
          opening.input().mapping(),
          JdbcTables.shape(keys.settings(), new JdbcTable(keys.table(), keys.query()), limit),
          keys.table());
    } catch (MissingTableException missing) {
      return List.of(
          Finding.wrong(
              key + ".jdbc.table",
              "there is no table " + missing.table(),
              Misfits.thereIs(missing.table(), missing.tables())));
    } catch (JdbcException failure) {
      return List.of(Finding.unreachable(key + ".jdbc", failure.getMessage()));
    }
  }
}

package io.aforo.job.adapter;

import io.aforo.adapters.jdbc.JdbcConnectionSettings;
import io.aforo.adapters.jdbc.JdbcException;
import io.aforo.adapters.jdbc.JdbcStores;
import io.aforo.adapters.jdbc.JdbcTables;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tables in any database that Flink's JDBC connector knows: upserts, and nothing more. */
final class JdbcSink implements SinkAdapter {

  private static final Section<Keys> KEYS =
      Section.of("jdbc", Keys.class, JdbcStores.class, "jdbc-sink.schema.json");

  /** See the schema. */
  record Keys(
      String url,
      String user,
      SecretReference password,
      String driver,
      Map<String, String> properties)
      implements Serializable {

    Keys {
      properties = Map.copyOf(properties);
      // What cannot be is told when the configuration is read.
      JdbcKeys.settings(url, user, password, driver, properties);
    }

    JdbcConnectionSettings settings() {
      return JdbcKeys.settings(url, user, password, driver, properties);
    }

    @Override
    public String toString() {
      return "Keys[" + settings() + "]";
    }
  }

  @Override
  public String name() {
    return KEYS.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(KEYS);
  }

  @Override
  public Stores stores(Deployment deployment) {
    JdbcStores stores =
        new JdbcStores(deployment.section(KEYS).orElseThrow().settings(), deployment.generation());
    return new Stores(
        stores::salesReports,
        stores::temperatureAlerts,
        stores::alertHistory,
        stores::activitySessions,
        stores::lateEvents,
        stores::deadLetters);
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    List<String> needed =
        uses.tables().stream().map(table -> table.name().toLowerCase(Locale.ROOT)).toList();
    JdbcConnectionSettings settings = deployment.section(KEYS).orElseThrow().settings();
    try {
      List<String> missing = JdbcTables.missing(settings, needed, limit);
      return missing.isEmpty()
          ? List.of()
          : List.of(
              Finding.wrong(
                  KEYS.name(),
                  settings + " has no table " + String.join(", ", missing),
                  "how to create them: docs/adapters.md"));
    } catch (JdbcException failure) {
      return List.of(Finding.unreachable(KEYS.name(), failure.getMessage()));
    }
  }
}

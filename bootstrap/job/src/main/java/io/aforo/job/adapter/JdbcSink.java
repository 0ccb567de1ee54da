package io.aforo.job.adapter;

import io.aforo.adapters.jdbc.JdbcConnectionSettings;
import io.aforo.adapters.jdbc.JdbcException;
import io.aforo.adapters.jdbc.JdbcStores;
import io.aforo.adapters.jdbc.JdbcTables;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    List<String> needed = uses.tables().stream().map(Table::tableName).toList();
    JdbcConnectionSettings settings = deployment.section(KEYS).orElseThrow().settings();
    try {
      JdbcTables.Lacks lacks = JdbcTables.lacks(settings, needed, limit);
      List<Finding> findings = new ArrayList<>();
      if (!lacks.missing().isEmpty()) {
        findings.add(
            Finding.wrong(
                KEYS.name(),
                settings + " has no table " + String.join(", ", lacks.missing()),
                "how to create them: docs/adapters.md"));
      }
      lacks
          .misfits()
          .forEach(
              (table, wrong) ->
                  findings.add(
                      new Finding(
                          Finding.Kind.WRONG,
                          KEYS.name(),
                          "the table " + table + " of " + settings + " does not fit",
                          Stream.concat(
                                  wrong.stream(),
                                  Stream.of("what it should be like: docs/adapters.md"))
                              .toList())));
      return findings;
    } catch (JdbcException failure) {
      return List.of(Finding.unreachable(KEYS.name(), failure.getMessage()));
    }
  }

  @Override
  public List<Finding> checkFreshStart(Deployment deployment, Uses uses, Duration limit) {
    List<String> tables =
        uses.tables().stream()
            .filter(Table.WITH_GENERATION::contains)
            .map(Table::tableName)
            .toList();
    JdbcConnectionSettings settings = deployment.section(KEYS).orElseThrow().settings();
    try {
      List<String> held =
          JdbcTables.holding(settings, tables, deployment.generation(), uses.reports(), limit);
      return held.isEmpty()
          ? List.of()
          : List.of(
              Finding.wrong(
                  KEYS.name(),
                  "%s holds rows of generation %d or later already, in %s"
                      .formatted(settings, deployment.generation(), String.join(", ", held))));
    } catch (JdbcException failure) {
      return List.of(Finding.unreachable(KEYS.name(), failure.getMessage()));
    }
  }
}

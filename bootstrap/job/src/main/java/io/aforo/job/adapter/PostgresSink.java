package io.aforo.job.adapter;

import io.aforo.adapters.postgres.PostgresException;
import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import java.time.Duration;
import java.util.List;

/** Aforo's own tables: guarded, whole batches, sessions absorbed. */
final class PostgresSink implements SinkAdapter {

  private static final Duration LEAST = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(Section.POSTGRES);
  }

  @Override
  public Stores stores(Deployment deployment) {
    PostgresStores stores =
        new PostgresStores(
            deployment.section(Section.POSTGRES).orElseThrow().settings(), deployment.generation());
    return new Stores(
        stores::salesReports,
        stores::temperatureAlerts,
        stores::alertHistory,
        stores::activitySessions,
        stores::lateEvents,
        stores::deadLetters);
  }

  /** The driver takes no less. */
  private static Duration atLeast(Duration limit) {
    return limit.compareTo(LEAST) < 0 ? LEAST : limit;
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    PostgresSettings settings = Adapters.postgresSettings(deployment);
    try {
      PostgresSchema.check(settings.withTimeouts(atLeast(limit), atLeast(limit), Duration.ZERO));
      return List.of();
    } catch (PostgresException failure) {
      // What is missing has no cause beneath it.
      return List.of(
          failure.getCause() == null
              ? Finding.wrong(Section.POSTGRES.name(), failure.getMessage())
              : Finding.unreachable(Section.POSTGRES.name(), failure.getMessage()));
    }
  }
}

package io.aforo.job.adapter;

import io.aforo.adapters.postgres.PostgresException;
import io.aforo.adapters.postgres.PostgresInspection;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.PostgresStores;
import io.aforo.adapters.postgres.PostgresTables;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.application.port.out.DeadLetterArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

  @Override
  public boolean hasDeadLetterArchive() {
    return true;
  }

  @Override
  public DeadLetterArchive deadLetterArchive(Deployment deployment, List<String> topics) {
    PostgresSettings settings = Adapters.postgresSettings(deployment);
    return new PostgresStores(settings, deployment.generation()).deadLetterArchive();
  }

  /** The driver takes no less. */
  private static Duration atLeast(Duration limit) {
    return limit.compareTo(LEAST) < 0 ? LEAST : limit;
  }

  @Override
  public List<Finding> check(Deployment deployment, Uses uses, Duration limit) {
    PostgresSettings settings =
        Adapters.postgresSettings(deployment)
            .withTimeouts(atLeast(limit), atLeast(limit), Duration.ZERO);
    List<StoredTable> tables =
        uses.tables().stream().map(table -> StoredTable.valueOf(table.name())).toList();
    try {
      List<PostgresInspection.Flaw> flaws = PostgresInspection.of(settings, tables);
      List<Finding> findings =
          flaws.stream()
              .map(PostgresSink::finding)
              .collect(Collectors.toCollection(ArrayList::new));
      if (flaws.stream().noneMatch(PostgresInspection.Flaw::isFatal)) {
        findings.addAll(checkGeneration(deployment, settings, uses));
      }
      return findings;
    } catch (PostgresException failure) {
      // What is wrong with the database itself has no cause beneath it.
      return List.of(
          failure.getCause() == null
              ? Finding.wrong(Section.POSTGRES.name(), failure.getMessage())
              : Finding.unreachable(Section.POSTGRES.name(), failure.getMessage()));
    }
  }

  /** To know that there are none, the database has to look at all rows, which can take too long. */
  private static List<Finding> checkGeneration(
      Deployment deployment, PostgresSettings settings, Uses uses) {
    try (PostgresTables open = new PostgresTables(settings)) {
      return later(open, deployment, settings, uses);
    } catch (PostgresException failure) {
      return List.of(
          Finding.doubtful(
              "generation",
              "whether rows of a generation after %d are there could not be seen: %s"
                  .formatted(deployment.generation(), failure.getMessage()),
              "large tables take longer: --timeout"));
    }
  }

  private static List<Finding> later(
      PostgresTables open, Deployment deployment, PostgresSettings settings, Uses uses) {
    int generation = deployment.generation();
    Set<StoredTable> later =
        open.holdingLaterThan(generation, withGeneration(uses), uses.reports());
    return later.isEmpty()
        ? List.of()
        : List.of(
            Finding.wrong(
                "generation",
                "%s holds rows of a generation after %d, in %s: nothing of this one would replace them"
                    .formatted(settings, generation, names(later))));
  }

  private static Set<StoredTable> withGeneration(Uses uses) {
    return uses.tables().stream()
        .filter(Table.WITH_GENERATION::contains)
        .map(table -> StoredTable.valueOf(table.name()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(StoredTable.class)));
  }

  @Override
  public List<Finding> checkFreshStart(Deployment deployment, Uses uses, Duration limit) {
    PostgresSettings settings = Adapters.postgresSettings(deployment);
    int generation = deployment.generation();
    try (PostgresTables open =
        new PostgresTables(settings.withTimeouts(atLeast(limit), atLeast(limit), Duration.ZERO))) {
      List<Finding> findings = new ArrayList<>();
      Set<StoredTable> own = open.holding(generation, withGeneration(uses), uses.reports());
      if (!own.isEmpty()) {
        findings.add(
            Finding.wrong(
                name(),
                "%s holds rows of generation %d already, in %s"
                    .formatted(settings, generation, names(own))));
      }
      findings.addAll(later(open, deployment, settings, uses));
      return findings;
    } catch (PostgresException failure) {
      return List.of(Finding.unreachable(name(), failure.getMessage()));
    }
  }

  private static String names(Set<StoredTable> tables) {
    return tables.stream().map(StoredTable::tableName).collect(Collectors.joining(", "));
  }

  private static Finding finding(PostgresInspection.Flaw flaw) {
    String key = Section.POSTGRES.name() + (flaw.key().isEmpty() ? "" : "." + flaw.key());
    return new Finding(
        flaw.isFatal() ? Finding.Kind.WRONG : Finding.Kind.DOUBTFUL,
        key,
        flaw.problem(),
        flaw.remedies());
  }
}

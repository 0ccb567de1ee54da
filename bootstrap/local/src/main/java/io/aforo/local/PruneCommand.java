package io.aforo.local;

import io.aforo.adapters.postgres.PostgresPruning;
import io.aforo.adapters.postgres.PostgresPruning.Outdated;
import io.aforo.adapters.postgres.PostgresPruning.Standing;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.adapters.postgres.StoredTable;
import io.aforo.domain.sales.SalesReport;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Removes what older generations of a deployment left behind. */
@Command(
    name = "prune",
    description = {
      "Removes the rows that older generations left in your Postgres.",
      "They are those that generations below N wrote, and no later one has taken over, of the"
          + " configuration's reports, and of its inputs' alerts and activity sessions. The history"
          + " of alerts, late events and dead letters stay.",
      "Run it after the new generation's job has caught up with its inputs, not before: what that"
          + " job has not written yet is in the old rows alone. The job may run on.",
      "The role needs DELETE, which a job's does not: --postgres.user OWNER",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; with --dry-run: counted",
      "1:the database was not reached or refused; what was removed stays removed",
      "2:wrong usage, or no row of generation N or later is there; nothing was removed"
    },
    mixinStandardHelpOptions = true)
final class PruneCommand implements Callable<Integer> {

  private static final long NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(5);

  @CommandLine.Mixin private ConfigOption configuration;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--generation",
      required = true,
      paramLabel = "N",
      description =
          "Rows of generations below this one go; at most the configuration's generation.")
  private int generation;

  @CommandLine.Option(
      names = "--all-reports",
      description = {
        "Removes rows of reports that the configuration does not have, too: of those it had once,",
        "and of other deployments that write to the same tables."
      })
  private boolean isOfAllReports;

  @CommandLine.Option(names = "--dry-run", description = "Counts the rows, and removes none.")
  private boolean isDryRun;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    JobConfig config = configuration.load(overrides);
    if (config.postgres().isEmpty()) {
      throw new UsageException(
          configuration.file() + " names no sink 'postgres', so there is nothing to prune");
    }
    requireOlder(config.deployment().generation());
    PostgresSettings settings = Adapters.postgresSettings(config.deployment());
    Set<String> reports =
        config.reports().stream().map(SalesReport::name).collect(Collectors.toSet());
    PostgresPruning own = new PostgresPruning(settings, generation, tables(config), reports);
    PostgresPruning pruning = isOfAllReports ? own.ofAllReports() : own;
    PrintWriter out = spec.commandLine().getOut();
    List<Standing> standing = pruning.count();
    tell(out, standing, pruning);
    String where = settings.host() + ":" + settings.port() + "/" + settings.database();
    if (standing.stream().noneMatch(pruning::removes)) {
      out.println(where + " has no rows of generations below " + generation + " to be removed");
      return CommandLine.ExitCode.OK;
    }
    requireNewer(standing, where);
    if (isDryRun) {
      out.println("nothing was removed: --dry-run");
      return CommandLine.ExitCode.OK;
    }
    out.flush();
    for (Outdated rows : pruning.remove(told(out))) {
      out.printf(
          Locale.ROOT,
          "removed %,d rows of generation %d from %s%n",
          rows.rows(),
          rows.generation(),
          rows.table().tableName());
    }
    return CommandLine.ExitCode.OK;
  }

  /** Those that the configuration's job writes results to. */
  private Set<StoredTable> tables(JobConfig config) {
    Set<StoredTable> tables = EnumSet.noneOf(StoredTable.class);
    if (config.sinks().results().contains("postgres")) {
      config.sales().ifPresent(any -> tables.add(StoredTable.SALES_REPORTS));
      config.temperatures().ifPresent(any -> tables.add(StoredTable.TEMPERATURE_ALERTS));
      config.activity().ifPresent(any -> tables.add(StoredTable.ACTIVITY_SESSIONS));
    }
    if (tables.isEmpty()) {
      throw new UsageException(
          configuration.file()
              + " does not name postgres in sinks.results, so there is nothing to prune");
    }
    if (isOfAllReports && !tables.contains(StoredTable.SALES_REPORTS)) {
      throw new UsageException(
          "--all-reports means nothing here: " + configuration.file() + " has no sales");
    }
    return tables;
  }

  private void tell(PrintWriter out, List<Standing> standing, PostgresPruning pruning) {
    if (standing.isEmpty()) {
      return;
    }
    int width = standing.stream().mapToInt(rows -> rows.report().length()).max().getAsInt();
    String line = "%-20s %-" + Math.max(width, "report".length()) + "s %10s %14s";
    out.printf(line + "%n", "table", "report", "generation", "rows");
    for (Standing rows : standing) {
      String fate =
          pruning.removes(rows)
              ? "to be removed"
              : rows.isConfigured() || rows.generation() >= generation
                  ? "stays"
                  : "stays: not a report of " + configuration.file() + ", see --all-reports";
      out.printf(
          Locale.ROOT,
          line + "  %s%n",
          rows.table().tableName(),
          rows.report(),
          rows.generation(),
          String.format(Locale.ROOT, "%,d", rows.rows()),
          fate);
    }
  }

  /** As long as the new generation has written nothing, the old rows are all there is. */
  private void requireNewer(List<Standing> standing, String where) {
    if (standing.stream()
        .noneMatch(rows -> rows.isConfigured() && rows.generation() >= generation)) {
      throw new UsageException(
          "nothing was removed: "
              + where
              + " has no row of generation "
              + generation
              + " or later that this configuration's job would have written, so the older rows are"
              + " all there is. Start the job with `generation` "
              + generation
              + " and without the state of an older one, let it catch up with its inputs, and prune"
              + " then");
    }
  }

  private void requireOlder(int running) {
    if (generation < 2) {
      throw new UsageException(
          "--generation must be 2 or more, was "
              + generation
              + ": rows of the generations below it are removed, and the first generation is 1");
    }
    if (generation > running) {
      throw new UsageException(
          "--generation must be at most "
              + running
              + ", the generation of "
              + configuration.file()
              + ", was "
              + generation
              + ": rows of the generation that runs are never removed. Raise `generation` there"
              + " first, and let the job write its rows anew");
    }
  }

  private static PostgresPruning.Progress told(PrintWriter out) {
    return new PostgresPruning.Progress() {
      private long last = System.nanoTime();

      @Override
      public void removed(StoredTable table, long rowsSoFar) {
        long now = System.nanoTime();
        if (now - last >= NANOS_BETWEEN_LINES) {
          last = now;
          out.printf(Locale.ROOT, "%s: %,d rows removed so far%n", table.tableName(), rowsSoFar);
          out.flush();
        }
      }
    };
  }
}

package io.aforo.local;

import io.aforo.adapters.postgres.PostgresSchema;
import io.aforo.adapters.postgres.PostgresSettings;
import io.aforo.job.adapter.Adapters;
import io.aforo.job.config.JobConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Makes or updates the tables of a deployment. */
@Command(
    name = "migrate",
    description = {
      "Creates Aforo's tables in your Postgres, or updates them.",
      "The role must be allowed to, which a job's need not be: --postgres.user OWNER",
      ConfigOption.OVERRIDES
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the tables are up to date",
      "1:the database was not reached or refused",
      "2:wrong usage or configuration; nothing was changed"
    },
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

  @CommandLine.Mixin private ConfigOption configuration;

  // Picocli does not look for these in a mixin.
  @CommandLine.Unmatched private List<String> overrides = new ArrayList<>();

  @CommandLine.Option(
      names = "--grant-to",
      paramLabel = "ROLE",
      description =
          "Then lets this role do what a job needs: read and write the tables, and nothing more.")
  private Optional<String> role;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    JobConfig config = configuration.load(overrides);
    if (config.postgres().isEmpty()) {
      throw new UsageException(
          configuration.file() + " names no sink 'postgres', so there is nothing to migrate");
    }
    role.ifPresent(MigrateCommand::requireRole);
    PostgresSettings settings = Adapters.postgresSettings(config.deployment());
    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);
    String where = settings.host() + ":" + settings.port() + "/" + settings.database();
    if (migration.applied().isEmpty()) {
      spec.commandLine()
          .getOut()
          .println(where + " is up to date, at version " + migration.version());
    } else {
      migration
          .applied()
          .forEach(applied -> spec.commandLine().getOut().println("applied " + applied));
      spec.commandLine().getOut().println(where + " is now at version " + migration.version());
    }
    role.ifPresent(
        name ->
            PostgresSchema.grant(settings, name)
                .forEach(statement -> spec.commandLine().getOut().println(statement + ";")));
    return 0;
  }

  private static void requireRole(String name) {
    try {
      PostgresSchema.requireRole(name);
    } catch (IllegalArgumentException impossible) {
      throw new UsageException("--grant-to: " + impossible.getMessage());
    }
  }
}

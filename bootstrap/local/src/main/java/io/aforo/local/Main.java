package io.aforo.local;

import io.aforo.job.config.ConfigurationException;
import io.aforo.local.stack.DirectoryInUse;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Aforo on one machine. Exits with 0 when done, 1 on a failure, 2 on wrong usage. */
@Command(
    name = "aforo",
    description = "Gauges streams: sales in windows, temperature jumps, exact to the cent.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      CheckCommand.class,
      DeadLettersCommand.class,
      RunCommand.class,
      MigrateCommand.class,
      PruneCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "First five minutes:  aforo demo",
      "Your own files:      aforo replay --sales sales.csv --out results",
      "Rules tried out:     aforo simulate --temperatures readings.csv --out results"
    })
final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /**
   * Runs a command and exits.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs a command; what it has to say goes to {@code out}, what is wrong to {@code err}. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new Main());
    Path log = startLogging(args);
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, command, log))
        .execute(args);
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a COMMAND is missing");
  }

  private static int tell(Exception failure, CommandLine command, Path log) {
    if (failure instanceof UsageException
        || failure instanceof ConfigurationException
        || failure instanceof DirectoryInUse) {
      command.getErr().println("aforo: " + failure.getMessage());
      return ExitCode.USAGE;
    }
    LoggerFactory.getLogger(Main.class).error("the command failed", failure);
    command.getErr().println("aforo: " + message(failure));
    command.getErr().println("Details are in " + log);
    return ExitCode.SOFTWARE;
  }

  /** The messages from the outside in, each once. */
  private static String message(Throwable failure) {
    StringBuilder message = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String next = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      if (message.indexOf(next) < 0) {
        message.append(message.length() == 0 ? "" : "\n  because: ").append(next);
      }
    }
    return message.toString();
  }

  /** Before the first logger is made: the screen is for people, the log goes to a file. */
  private static Path startLogging(String[] args) {
    String command = args.length > 0 && args[0].matches("[a-z][a-z-]*") ? args[0] : "aforo";
    Path log = Workplace.directory().resolve("logs").resolve(command + ".log");
    try {
      Files.createDirectories(log.getParent());
    } catch (IOException notCreated) {
      throw new IllegalStateException("the log cannot be written to " + log, notCreated);
    }
    System.setProperty("aforo.log", log.toString());
    return log;
  }

  /** The version of the JAR. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"aforo " + (version == null ? "(not packaged)" : version)};
    }
  }
}

package io.aforo.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Says why records were refused, and sends them again. */
@Command(
    name = "dead-letters",
    description = "Shows refused records, and sends them again after the fix.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class
    },
    footer = {
      "",
      "What is there:   aforo dead-letters list --config my.yaml",
      "Why one is:      aforo dead-letters show sales/0/42 --config my.yaml",
      "After the fix:   aforo dead-letters replay --config my.yaml --reason BAD_FIELD"
    })
final class DeadLettersCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a COMMAND is missing");
  }
}

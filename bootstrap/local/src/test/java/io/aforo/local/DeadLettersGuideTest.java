package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Explanation;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The guide explains every reason, in the words that the command has for it. */
class DeadLettersGuideTest {

  private static final Path GUIDE = Path.of("../../docs/dead-letters.md");

  @Test
  void theTableOfReasonsIsThatOfTheProgram() throws IOException {
    assertThat(Files.readAllLines(GUIDE))
        .filteredOn(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
        .containsExactlyElementsOf(
            Arrays.stream(RejectionReason.values()).map(DeadLettersGuideTest::row).toList());
  }

  @Test
  void everyOptionOfTheCommandIsExplained() throws IOException {
    String guide = Files.readString(GUIDE);

    List<String> options =
        new CommandLine(new DeadLettersCommand())
            .getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(CommandLine.Model.OptionSpec::longestName)
                .distinct()
                .toList();

    assertThat(options).contains("--may-count-twice", "--force", "--since");
    assertThat(options).allSatisfy(option -> assertThat(guide).contains(option));
  }

  @Test
  void itSaysWhenEventsWithoutIdsMayBeSentAgain() throws IOException {
    assertThat(Files.readString(GUIDE).replaceAll("\\s+", " "))
        .contains(
            "**When `--may-count-twice` is safe**: only where the job went on past the originals by"
                + " the old rules, and completed a checkpoint behind them.");
  }

  private static String row(RejectionReason reason) {
    Explanation explanation = Explanation.of(reason);
    return "| `" + reason + "` | " + explanation.meaning() + " | " + explanation.remedy() + " |";
  }
}

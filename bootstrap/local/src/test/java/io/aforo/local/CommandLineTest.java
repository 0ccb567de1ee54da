package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What a person is told who gets it wrong; nothing is started for that. */
class CommandLineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("demo", "replay", "run", "migrate", "prune", "First five minutes:  aforo demo");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsATerminalOfEightyColumns(String name, CommandLine command) {
    assertThat(help(command).lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfACommandListsWholeSentencesAboutThoseThatItHas(String name, CommandLine command) {
    children(command)
        .forEach(
            child ->
                assertThat(help(command))
                    .containsPattern(
                        "(?m)^  " + child.getCommandName() + " +[A-Z][A-Za-z', ,-]+[.]$"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpTellsTheExitCodes(String name, CommandLine command) {
    if (children(command).isEmpty()) {
      assertThat(help(command)).contains("Exit codes:\n");
      assertThat(command.getCommandSpec().usageMessage().exitCodeList())
          .containsKeys("0", "1", "2");
    }
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    assertThat(run()).isEqualTo(2);

    assertThat(errors()).contains("a COMMAND is missing").contains("Usage: aforo");
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThat(run("replay", "--sale", "x.csv", "--out", "o")).isEqualTo(2);

    assertThat(errors()).contains("'--sale'").contains("--sales");
  }

  @Test
  void aReplayOfNothingIsRefused() {
    assertThat(run("replay", "--out", directory.toString())).isEqualTo(2);

    assertThat(errors())
        .isEqualTo(
            "aforo: nothing to replay: give --sales FILE, --temperatures FILE or --activity FILE,"
                + " or several of them\n");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("missing.csv");

    assertThat(run("replay", "--sales", missing.toString(), "--out", directory.toString()))
        .isEqualTo(2);

    assertThat(errors()).isEqualTo("aforo: --sales: there is no file " + missing + "\n");
  }

  @Test
  void aWrongHeaderIsShownBesideTheRightOne() throws IOException {
    Path file = Files.writeString(directory.resolve("ventas.csv"), "id,monto\n1,2\n");

    assertThat(run("replay", "--sales", file.toString(), "--out", directory.toString()))
        .isEqualTo(2);

    assertThat(errors())
        .contains("ventas.csv")
        .contains("sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at")
        .contains("id,monto");
  }

  @Test
  void aConfigurationIsJudgedBeforeAnythingRuns() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "flush: {rows: 0}\nsink: x\n");

    assertThat(run("migrate", "--config", file.toString())).isEqualTo(2);

    assertThat(errors()).contains("flush.rows").contains("sink");
  }

  @Test
  void keysOfTheConfigurationCanBeOverriddenAndMisspeltOnesAreNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("my.yaml"), "environment: test\nsales: {}\n");
    String[] arguments = {
      "--kafka.bootstrapServers", "127.0.0.1:1",
      "--kafka.schemaRegistryUrl", "http://127.0.0.1:1",
      "--postgres.host", "127.0.0.1",
      "--postgres.database", "d",
      "--postgres.user", "u",
      "--sales.topik", "ventas"
    };

    for (String command : List.of("run", "migrate")) {
      List<String> line = new ArrayList<>(List.of(command, "--config", file.toString()));
      line.addAll(List.of(arguments));
      assertThat(run(line.toArray(String[]::new))).isEqualTo(2);

      assertThat(errors()).contains("sales.topik").contains("sales.topic").doesNotContain("kafka.");
      err.reset();
    }
  }

  @Test
  void aGenerationThatCannotBePrunedIsRefusedWithWhatIsAllowed() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("my.yaml"),
            "environment: test\n"
                + "generation: 2\n"
                + "sales: {}\n"
                + "kafka: { bootstrapServers: '127.0.0.1:1', schemaRegistryUrl:"
                + " 'http://127.0.0.1:1' }\n"
                + "postgres: { host: 127.0.0.1, port: 1, database: d, user: u }\n");

    assertThat(run("prune", "--config", file.toString())).isEqualTo(2);
    assertThat(errors()).contains("Missing required option: '--generation=N'");
    err.reset();

    assertThat(run("prune", "--config", file.toString(), "--generation", "3")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "aforo: --generation must be at most 2, the generation of "
                + file
                + ", was 3: rows of the generation that runs are never removed. Raise `generation`"
                + " there first, and let the job write its rows anew\n");
    err.reset();

    assertThat(run("prune", "--config", file.toString(), "--generation", "1")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "aforo: --generation must be 2 or more, was 1: rows of the generations below it are"
                + " removed, and the first generation is 1\n");
    err.reset();

    Path printed =
        Files.writeString(
            directory.resolve("printed.yaml"),
            "environment: test\ngeneration: 2\n"
                + "sales: { source: csv, csv: { directory: /nowhere } }\n"
                + "sinks: { results: [print], deadLetters: [print], lateEvents: [print] }\n");
    assertThat(run("prune", "--config", printed.toString(), "--generation", "2")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "aforo: " + printed + " names no sink 'postgres', so there is nothing to prune\n");
  }

  @Test
  void everybodyIsNoRoleToGrantTo() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("my.yaml"),
            "environment: test\n"
                + "sales: {}\n"
                + "kafka: { bootstrapServers: '127.0.0.1:1', schemaRegistryUrl:"
                + " 'http://127.0.0.1:1' }\n"
                + "postgres: { host: 127.0.0.1, port: 1, database: d, user: u }\n");

    assertThat(run("migrate", "--config", file.toString(), "--grant-to", "public")).isEqualTo(2);

    assertThat(errors())
        .isEqualTo(
            "aforo: --grant-to: 'public' is not the name of a role; it must be one of your own\n");
  }

  @Test
  void aReplaysConfigurationIsJudgedBeforeAnythingStarts() throws IOException {
    Path sales =
        Files.writeString(
            directory.resolve("sales.csv"),
            "sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at\n");
    Path config = Files.writeString(directory.resolve("bad.yaml"), "reports: [{name: A}]\n");

    assertThat(
            run(
                "replay",
                "--sales",
                sales.toString(),
                "--config",
                config.toString(),
                "--out",
                directory.resolve("out").toString()))
        .isEqualTo(2);

    assertThat(errors()).contains("reports[0].name");
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("Starting");
  }

  @Test
  void anOutThatIsAFileIsNamed() throws IOException {
    Path sales =
        Files.writeString(
            directory.resolve("sales.csv"),
            "sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at\n");

    assertThat(run("replay", "--sales", sales.toString(), "--out", sales.toString())).isEqualTo(2);

    assertThat(errors()).isEqualTo("aforo: --out: " + sales + " is there, and is no directory\n");
  }

  @Test
  void aParallelismBelowOneIsExplained() {
    assertThat(run("run", "--config", "x.yaml", "--parallelism", "0")).isEqualTo(2);

    assertThat(errors()).isEqualTo("aforo: --parallelism must be at least 1, was 0\n");
  }

  @Test
  void aDurationThatIsNoneIsExplained() {
    assertThat(run("demo", "--for", "soon")).isEqualTo(2);

    assertThat(errors()).contains("'soon' is not a duration such as 90s, 5m or 1h30m");
  }

  @Test
  void aRateOutOfRangeIsExplained() {
    assertThat(run("demo", "--rate", "0")).isEqualTo(2);

    assertThat(errors()).isEqualTo("aforo: --rate must be between 1 and 100000, was 0.0\n");
  }

  @Test
  void deadLettersWithoutACommandShowTheUsage() {
    assertThat(run("dead-letters")).isEqualTo(2);

    assertThat(errors())
        .contains("a COMMAND is missing")
        .contains("list ", "show ", "replay ", "aforo dead-letters show sales/0/42 --config");
  }

  @Test
  void theHelpOfReplaySaysWhenSendingMayCountTwice() {
    assertThat(run("dead-letters", "replay", "--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
        .contains(
            "events without ids, such as activities, would count twice, so they are left, unless"
                + " --may-count-twice is given.",
            "It is safe only where the job has read the originals by the old rules, and has"
                + " completed a checkpoint behind them");
  }

  @Test
  void aReasonThatThereIsNotIsAnsweredWithAllThatThereAre() {
    assertThat(run("dead-letters", "list", "--config", "x.yaml", "--reason", "BAD_DAY"))
        .isEqualTo(2);

    assertThat(errors()).contains("BAD_DAY", "BAD_FRAME", "REFUSED_ROW");
  }

  @Test
  void aTimeThatIsNoneIsExplained() {
    assertThat(run("dead-letters", "list", "--config", "x.yaml", "--since", "yesterday"))
        .isEqualTo(2);

    assertThat(errors())
        .contains("'yesterday' is neither an instant such as 2026-03-02T10:00:00Z nor a duration");
  }

  @Test
  void aRecordsPlaceIsAskedForAndExplained() throws IOException {
    String config = Files.writeString(directory.resolve("my.yaml"), "").toString();

    assertThat(run("dead-letters", "show", "--config", config)).isEqualTo(2);
    assertThat(errors()).isEqualTo("aforo: name the record: TOPIC/PARTITION/OFFSET, as in list\n");
    err.reset();
    assertThat(run("dead-letters", "show", "sales", "--config", config)).isEqualTo(2);
    assertThat(errors())
        .isEqualTo("aforo: 'sales' is not TOPIC/PARTITION/OFFSET, such as sales/0/42\n");
    err.reset();
    assertThat(run("dead-letters", "replay", "sales/0/1", "sales/0/2", "--config", config))
        .isEqualTo(2);
    assertThat(errors()).contains("one record can be named", "sales/0/1 sales/0/2");
    err.reset();
    assertThat(run("dead-letters", "list", "sales/0/1", "--config", config)).isEqualTo(2);
    assertThat(errors()).contains("aforo dead-letters show sales/0/1");
    err.reset();
    assertThat(run("dead-letters", "replay", "sales/0/1", "--topic", "t", "--config", config))
        .isEqualTo(2);
    assertThat(errors()).isEqualTo("aforo: either one record can be named, or a filter\n");
    err.reset();
    assertThat(run("dead-letters", "replay", "--value", config, "--config", config)).isEqualTo(2);
    assertThat(errors()).contains("--value is for one record");
  }

  @Test
  void sinksWhoseDeadLettersCannotBeReadAreTold() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("csv.yaml"),
            """
            environment: test
            activity: { source: csv, csv: { directory: /nowhere } }
            sinks: { results: [csv], deadLetters: [csv], lateEvents: [csv] }
            csv: { directory: results }
            """);

    assertThat(run("dead-letters", "list", "--config", config.toString())).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "aforo: sinks.deadLetters is [csv], of which none can be read here; these can:"
                + " postgres, kafka\n");
    err.reset();
    assertThat(run("dead-letters", "list", "--from", "csv", "--config", config.toString()))
        .isEqualTo(2);
    assertThat(errors()).isEqualTo("aforo: --from must be one of postgres, kafka, was csv\n");
    err.reset();
    assertThat(run("dead-letters", "list", "--from", "kafka", "--config", config.toString()))
        .isEqualTo(2);
    assertThat(errors()).isEqualTo("aforo: --from kafka needs kafka in " + config + "\n");
    err.reset();
    assertThat(run("dead-letters", "replay", "--from", "kafka", "--config", config.toString()))
        .isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "aforo: " + config + " names no Kafka, so there is nowhere to send records again\n");
  }

  @Test
  void anArchiveThatDoesNotAnswerIsAFailureWithAMessage() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("away.yaml"),
            """
            environment: test
            activity: { source: csv, csv: { directory: /nowhere } }
            postgres: { host: 127.0.0.1, port: 1, database: d, user: u, password: { env: NONE } }
            sinks: { deadLetters: [postgres], lateEvents: [postgres] }
            """);

    assertThat(run("dead-letters", "list", "--config", config.toString())).isEqualTo(1);

    assertThat(errors())
        .contains("aforo: Reading dead_letters failed on u@127.0.0.1:1/d: ", "dead-letters.log");
  }

  /** All commands that there are, with their names as they are typed. */
  private static Stream<Arguments> commands() {
    return withChildren(new CommandLine(Main.class));
  }

  private static Stream<Arguments> withChildren(CommandLine command) {
    return Stream.concat(
        Stream.of(Arguments.of(command.getCommandSpec().qualifiedName(), command)),
        children(command).stream().flatMap(CommandLineTest::withChildren));
  }

  private static List<CommandLine> children(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(child -> !(child.getCommand() instanceof CommandLine.HelpCommand))
        .toList();
  }

  private static String help(CommandLine command) {
    return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private int run(String... args) {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

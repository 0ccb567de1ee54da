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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told who gets it wrong; nothing is started for that. */
class CommandLineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("demo", "replay", "run", "migrate", "The first five minutes:  aforo demo");
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
            "aforo: nothing to replay: give --sales FILE, --temperatures FILE or --activity FILE, or"
                + " several of them\n");
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

  private int run(String... args) {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    return Main.run(args, new PrintStream(out, true), new PrintStream(err, true));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

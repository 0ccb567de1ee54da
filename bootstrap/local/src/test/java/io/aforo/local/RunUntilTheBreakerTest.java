package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told when the circuit breaker has ended the job. */
@Timeout(120)
class RunUntilTheBreakerTest {

  private static final String HEADER =
      "sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at\n";

  @TempDir private Path directory;

  @Test
  void aJobThatHasEndedForGoodSaysWhyAndTheCommandFails() throws Exception {
    Path sales = Files.createDirectory(directory.resolve("sales"));
    Files.writeString(sales.resolve("sales.csv"), HEADER + "no sale at all\n".repeat(1_500));
    Path config =
        Files.writeString(
            directory.resolve("aforo.yaml"),
            """
            environment: test
            sales: { source: csv, csv: { directory: %s } }
            sinks: { results: [csv], deadLetters: [csv], lateEvents: [csv] }
            csv: { directory: %s }
            """
                .formatted(sales, directory.resolve("results")));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int exit =
        Main.run(
            List.of("run", "--config", config.toString(), "--parallelism", "1", "--for", "1m")
                .toArray(String[]::new),
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(errors, true, StandardCharsets.UTF_8));

    assertThat(exit).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("aforo: the job failed\n")
        .contains(
            "the circuit breaker of the input sales is open: of 1,000 records within 1 min, as"
                + " subtask 1/1 saw them, 1,000 were refused, more than 50 % (BAD_LINE 1,000)")
        .contains("breaker.rejects higher, or off");
  }
}

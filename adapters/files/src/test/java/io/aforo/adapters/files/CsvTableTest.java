package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {

  private static final List<String> HEADER = List.of("report", "net");

  @TempDir Path directory;

  @Test
  void quotesOnlyWhatNeedsIt() throws IOException {
    Path file = directory.resolve("rows.csv");

    long rows =
        CsvTable.write(
            file,
            HEADER,
            Stream.of(
                    List.of("hourly sales", "1.0000"),
                    List.of("", "-2.0000"),
                    List.of("a,b", "say \"hi\""),
                    List.of("two\nlines", "ñ"))
                ::forEach);

    assertThat(rows).isEqualTo(4);
    assertThat(file)
        .hasContent(
            """
            report,net
            hourly sales,1.0000
            ,-2.0000
            "a,b","say ""hi""\"
            "two
            lines",ñ
            """);
  }

  @Test
  void endsLinesWithLineFeedsOnEverySystem() throws IOException {
    Path file = directory.resolve("rows.csv");

    CsvTable.write(file, HEADER, rows -> {});

    assertThat(Files.readString(file)).isEqualTo("report,net\n");
  }

  @Test
  void replacesTheFileAsAWhole() throws IOException {
    Path file = directory.resolve("rows.csv");
    Files.writeString(file, "what was there before, and longer than what comes now");

    CsvTable.write(file, HEADER, Stream.of(List.of("a", "1"))::forEach);

    assertThat(file).hasContent("report,net\na,1\n");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void failureOnTheWayLeavesWhatWasThere() throws IOException {
    Path file = directory.resolve("rows.csv");
    Files.writeString(file, "before");

    assertThatThrownBy(
            () ->
                CsvTable.write(
                    file, HEADER, Stream.of(List.of("a", "1"), List.of("only one value"))::forEach))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 2 of")
        .hasMessageContaining("must have 2 values, has 1");

    assertThat(file).hasContent("before");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void missingDirectoryIsAnIOException() {
    Path file = directory.resolve("nowhere").resolve("rows.csv");

    assertThatThrownBy(() -> CsvTable.write(file, HEADER, rows -> {}))
        .isInstanceOf(NoSuchFileException.class);
  }
}

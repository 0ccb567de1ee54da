package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are read, what they are called, and in which order. */
class CsvFilesTest {

  @TempDir Path directory;

  @Test
  void filesAreKnownByTheirPathsWithinTheFolder() throws IOException {
    write("sales.csv");
    write("2026-01/sales.csv");
    write("2026-01/norte/sales.csv");

    assertThat(idsOf(find(directory)))
        .containsExactlyInAnyOrder("sales.csv", "2026-01/sales.csv", "2026-01/norte/sales.csv");
  }

  @Test
  void onlyFilesUnderTheirFinalNamesAreRead() throws IOException {
    write("sales.csv");
    write("SALES.CSV.1.CSV");
    write("sales.csv.tmp");
    write("sales.csv.part");
    write("sales.tmp");
    write("sales.txt");
    write("csv");
    write(".sales.csv");
    write("_sales.csv");
    write(".hidden/sales.csv");
    write("_temporary/0/sales.csv");

    assertThat(idsOf(find(directory))).containsExactlyInAnyOrder("sales.csv", "SALES.CSV.1.CSV");
  }

  @Test
  void theFolderItselfMayHaveAnyName() throws IOException {
    write("_in/100% sales.csv");

    assertThat(idsOf(find(directory.resolve("_in")))).containsExactly("100% sales.csv");
  }

  @Test
  void everySearchGivesAFileTheSameId() throws IOException {
    write("b.csv");
    CsvFiles files = new CsvFiles();
    List<String> before = idsOf(find(files, directory));
    write("a.csv");

    assertThat(before).containsExactly("b.csv");
    assertThat(idsOf(find(files, directory))).containsExactlyInAnyOrder("a.csv", "b.csv");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> find(directory.resolve("nowhere")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(directory.resolve("nowhere").toString());
  }

  @Test
  void aFileIsNotAFolder() throws IOException {
    write("sales.csv");

    assertThatThrownBy(() -> find(directory.resolve("sales.csv")))
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("sales.csv") + " must be a folder of CSV files, is a file");
  }

  @Test
  void filesAreHandedOutInTheOrderOfTheirPaths() throws IOException {
    for (String name : List.of("c.csv", "a.csv", "2026-01/z.csv", "b.csv")) {
      write(name);
    }
    FilesInOrder order = new FilesInOrder(find(directory));
    FileSourceSplit first = order.getNext("anywhere").orElseThrow();
    FileSourceSplit second = order.getNext(null).orElseThrow();

    assertThat(idsOf(List.of(first, second))).containsExactly("2026-01/z.csv", "a.csv");
    assertThat(idsOf(order.remainingSplits())).containsExactly("b.csv", "c.csv");

    order.addSplits(List.of(second));

    List<String> rest = new ArrayList<>();
    for (Optional<FileSourceSplit> next = order.getNext(null);
        next.isPresent();
        next = order.getNext(null)) {
      rest.add(next.get().splitId());
    }
    assertThat(rest).containsExactly("a.csv", "b.csv", "c.csv");
    assertThat(order.remainingSplits()).isEmpty();
  }

  private void write(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
  }

  private static Collection<FileSourceSplit> find(Path folder) throws IOException {
    return find(new CsvFiles(), folder);
  }

  private static Collection<FileSourceSplit> find(CsvFiles files, Path folder) throws IOException {
    return files.enumerateSplits(
        new org.apache.flink.core.fs.Path[] {new org.apache.flink.core.fs.Path(folder.toString())},
        1);
  }

  private static List<String> idsOf(Collection<FileSourceSplit> files) {
    return files.stream().map(FileSourceSplit::splitId).toList();
  }
}

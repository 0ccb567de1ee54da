package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.mapping.EventKind;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of one file, and how reading goes on after a restart. */
class CsvFormatTest {

  private static final String HEADER = "user_id,action,occurred_at\n";
  private static final String GOOD = "ana,click,2026-01-01T10:00:00Z";
  private static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
  private static final Configuration NO_CONFIGURATION = new Configuration();

  @TempDir Path directory;

  @Test
  void aRecordsTopicIsTheWholePathOfItsFile() throws Exception {
    FileSourceSplit file = file("2026-01/activity.csv", HEADER + GOOD + "\n");

    assertThat(read(EventKind.ACTIVITIES, file))
        .containsExactly(
            new Ingested.Accepted<>(
                new SourceRecord(file.path().toString(), 0, 2, TEN, new byte[0], utf8(GOOD)),
                new Activity("ana", "click", TEN)));
  }

  @Test
  void everyKindOfEventIsReadByItsOwnColumns() throws Exception {
    FileSourceSplit sales =
        file(
            "sales.csv",
            "sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at\n"
                + "1,s,p,,RETURN,0.250,9.98,EUR,2026-01-01T10:00:00Z\n");
    FileSourceSplit readings =
        file(
            "readings.csv",
            "reading_id,sensor_id,value,unit,read_at\n7,fridge,41,FAHRENHEIT,2026-01-01T10:00:00Z");

    assertThat(accepted(read(EventKind.SALES, sales)))
        .containsExactly(
            new Sale(
                "1",
                "s",
                "p",
                "",
                SaleKind.RETURN,
                new Quantity(250),
                new Money(99_800, "EUR"),
                TEN));
    assertThat(accepted(read(EventKind.READINGS, readings)))
        .containsExactly(new Reading("7", "fridge", new Temperature(45_000), TEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void lineEndsByteOrderMarkAndMissingLastLineEndMakeNoDifference(String end) throws Exception {
    FileSourceSplit file =
        file("a.csv", "\uFEFF" + HEADER.replace("\n", end) + GOOD + end + end + GOOD);

    Activity click = new Activity("ana", "click", TEN);
    assertThat(accepted(read(EventKind.ACTIVITIES, file))).containsExactly(click, click);
  }

  @Test
  void aFileWithAnotherHeaderIsOneDeadLetter() throws Exception {
    FileSourceSplit file = file("in/a.csv", "user,action,at\r\n" + GOOD + "\n" + GOOD + "\n");

    assertThat(read(EventKind.ACTIVITIES, file))
        .containsExactly(
            new Ingested.Rejected<>(
                new DeadLetter(
                    RejectionReason.BAD_LINE,
                    new SourceRecord(
                        file.path().toString(), 0, 1, -1, new byte[0], utf8("user,action,at")),
                    "WrongHeader",
                    "line 1: "
                        + file.path()
                        + " must begin with the header of activities, in UTF-8 and in any order:"
                        + " user_id,action,occurred_at; found 'user,action,at'")));
    assertThat(restored(EventKind.ACTIVITIES, file, 1)).isEmpty();
  }

  @Test
  void anEmptyFileIsOneDeadLetter() throws Exception {
    FileSourceSplit file = file("a.csv", "");

    assertThat(read(EventKind.ACTIVITIES, file))
        .containsExactly(
            new Ingested.Rejected<>(
                new DeadLetter(
                    RejectionReason.BAD_LINE,
                    new SourceRecord(file.path().toString(), 0, 1, -1, new byte[0], new byte[0]),
                    "WrongHeader",
                    "line 1: "
                        + file.path()
                        + " must begin with the header of activities, in UTF-8 and in any order:"
                        + " user_id,action,occurred_at; it is empty")));
  }

  @Test
  void aFileWithoutRecordsIsNothing() throws Exception {
    assertThat(read(EventKind.ACTIVITIES, file("a.csv", HEADER))).isEmpty();
  }

  @Test
  void timesAreJudgedByTheClockAtReading() throws Exception {
    Instant soon = Instant.now().plus(Duration.ofMinutes(4));
    Instant later = Instant.now().plus(Duration.ofMinutes(20));
    FileSourceSplit file =
        file(
            "a.csv",
            HEADER
                + ("ana,in time," + soon + "\n")
                + ("ana,ahead," + later + "\n")
                + "ana,in seconds,1970-01-21T11:27:41Z\n"
                + GOOD);

    List<Ingested<Activity>> read = read(EventKind.ACTIVITIES, file);

    assertThat(accepted(read)).extracting(Activity::action).containsExactly("in time", "click");
    assertThat(read)
        .filteredOn(event -> event instanceof Ingested.Rejected)
        .extracting(event -> ((Ingested.Rejected<Activity>) event).letter())
        .satisfiesExactly(
            ahead -> {
              assertThat(ahead.reason()).isEqualTo(RejectionReason.FUTURE_TIMESTAMP);
              assertThat(ahead.record())
                  .isEqualTo(
                      new SourceRecord(
                          file.path().toString(),
                          0,
                          3,
                          later.toEpochMilli(),
                          new byte[0],
                          utf8("ana,ahead," + later)));
              assertThat(ahead.detail())
                  .startsWith("line 3: event time ")
                  .contains(" is more than PT5M ahead of its record's time ");
            },
            stale -> {
              assertThat(stale.reason()).isEqualTo(RejectionReason.STALE_TIMESTAMP);
              assertThat(stale.detail())
                  .isEqualTo(
                      "line 4: event time 1970-01-21T11:27:41Z (1769261000 ms) is before"
                          + " 2000-01-01T00:00:00Z; is it in seconds?");
            });
  }

  @Test
  void aRestartGoesOnBehindTheLastRecordWhereverItWas() throws Exception {
    StringBuilder lines = new StringBuilder(HEADER);
    for (int i = 0; i < 1_203; i++) {
      String action = i % 100 == 0 ? "\"two\nlines " + i + "\"" : "click " + i;
      String time = i % 7 == 3 ? "never" : "2026-01-01T10:00:00Z";
      lines
          .append("ana,")
          .append(action)
          .append(',')
          .append(time)
          .append(i % 5 == 0 ? "\n\n" : "\n");
    }
    FileSourceSplit file = file("a.csv", lines.toString());
    List<RecordAndPosition<Ingested<Activity>>> whole = positions(EventKind.ACTIVITIES, file);
    List<Ingested<Activity>> records = whole.stream().map(RecordAndPosition::getRecord).toList();

    assertThat(records).hasSize(1_203);
    for (int read : new int[] {1, 2, 250, 499, 500, 501, 999, 1_000, 1_001, 1_202, 1_203}) {
      RecordAndPosition<?> last = whole.get(read - 1);
      assertThat(last.getOffset()).isEqualTo(CheckpointedPosition.NO_OFFSET);
      assertThat(restored(EventKind.ACTIVITIES, file, last.getRecordSkipCount()))
          .isEqualTo(records.subList(read, records.size()));
    }
  }

  @Test
  void largeRecordsAreHandedOnInSmallerBatches() throws Exception {
    String action = "x".repeat(60_000);
    StringBuilder lines = new StringBuilder(HEADER);
    for (int i = 0; i < 100; i++) {
      lines.append("ana,").append(action).append(",2026-01-01T10:00:00Z\n");
    }
    FileSourceSplit file = file("a.csv", lines.toString());

    try (BulkFormat.Reader<Ingested<Activity>> reader =
        format(EventKind.ACTIVITIES).createReader(NO_CONFIGURATION, file)) {
      List<Integer> batches = new ArrayList<>();
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        int size = 0;
        while (batch.next() != null) {
          size++;
        }
        batches.add(size);
      }

      assertThat(batches).containsExactly(18, 18, 18, 18, 18, 10);
    }
  }

  @Test
  void aFileThatIsGoneFailsWithItsName() throws Exception {
    FileSourceSplit file = file("a.csv", HEADER);
    Files.delete(directory.resolve("a.csv"));

    assertThatThrownBy(() -> read(EventKind.ACTIVITIES, file))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(directory.resolve("a.csv").toString());
  }

  private FileSourceSplit file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return new FileSourceSplit(
        name,
        new org.apache.flink.core.fs.Path(file.toString()),
        0,
        Files.size(file),
        0,
        Files.size(file));
  }

  /** As it arrives where it is used. */
  private static <E> CsvFormat<E> format(EventKind<E> kind) throws Exception {
    return InstantiationUtil.clone(
        new CsvFormat<>(kind, IngestedType.of(), EventTimeBounds.standard()));
  }

  private static <E> List<Ingested<E>> read(EventKind<E> kind, FileSourceSplit file)
      throws Exception {
    return positions(kind, file).stream().map(RecordAndPosition::getRecord).toList();
  }

  private static <E> List<RecordAndPosition<Ingested<E>>> positions(
      EventKind<E> kind, FileSourceSplit file) throws Exception {
    return rest(format(kind).createReader(NO_CONFIGURATION, file));
  }

  private static <E> List<Ingested<E>> restored(
      EventKind<E> kind, FileSourceSplit file, long recordsRead) throws Exception {
    FileSourceSplit begun =
        file.updateWithCheckpointedPosition(
            new CheckpointedPosition(CheckpointedPosition.NO_OFFSET, recordsRead));
    return rest(format(kind).restoreReader(NO_CONFIGURATION, begun)).stream()
        .map(RecordAndPosition::getRecord)
        .toList();
  }

  private static <E> List<RecordAndPosition<Ingested<E>>> rest(
      BulkFormat.Reader<Ingested<E>> reader) throws IOException {
    List<RecordAndPosition<Ingested<E>>> records = new ArrayList<>();
    try (reader) {
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        for (var next = batch.next(); next != null; next = batch.next()) {
          records.add(
              new RecordAndPosition<>(
                  next.getRecord(), next.getOffset(), next.getRecordSkipCount()));
        }
        batch.releaseBatch();
      }
    }
    return records;
  }

  private static <E> List<E> accepted(List<Ingested<E>> records) {
    return records.stream()
        .filter(record -> record instanceof Ingested.Accepted)
        .map(record -> ((Ingested.Accepted<E>) record).event())
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

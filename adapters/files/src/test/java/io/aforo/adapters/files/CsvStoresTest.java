package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.when;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.Store;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.ExactSum;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTotals;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/** What the files look like, and what becomes of them. */
class CsvStoresTest {

  private static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private static final TimeWindow HOUR = new TimeWindow(TEN, TEN + 3_600_000);

  @TempDir Path directory;

  @Test
  void anExportHasTheColumnsThatAreAskedForAndIsThereWhenItIsFinished() throws IOException {
    CsvStores stores = new CsvStores(directory.toString(), 1);
    LateEvent late = new LateEvent("hourly", "norte", "1", TEN, TEN + 1, List.of(HOUR));

    try (CsvExport<LateEvent> export =
        stores.exportLateEvents(List.of("event_id", "report", "event_time"))) {
      export.write(late);
      assertThat(directory.resolve("late_events.csv")).doesNotExist();
      export.finish();
      assertThat(export.rows()).isEqualTo(1);
    }

    assertThat(directory.resolve("late_events.csv"))
        .hasContent("event_id,report,event_time\n1,hourly,2026-01-01T10:00:00Z\n");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anExportThatIsNotFinishedLeavesWhatWasThereBefore() throws IOException {
    CsvStores stores = new CsvStores(directory.toString(), 1);
    Path file = Files.writeString(directory.resolve("dead_letters.csv"), "before");

    stores.exportDeadLetters(List.of("topic")).close();

    assertThat(file).hasContent("before");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anExportOfAColumnThatIsNotThereIsRefused() {
    CsvStores stores = new CsvStores(directory.toString(), 1);

    assertThatThrownBy(() -> stores.exportAlertHistory(List.of("alert_id", "color")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no column color in alert_history, there are [alert_id, seq, ");
  }

  @Test
  void rowsOfReportsAreWrittenAsInTheExportsWithTheirGeneration() throws IOException {
    SalesTotals totals =
        new SalesTotals(2, 1, ExactSum.of(1_250), ExactSum.of(39_9900), ExactSum.of(10_0000));
    GroupKey group = new GroupKey("norte", "café, molido", "", "EUR");

    write(
        new CsvStores(directory.toString(), 7).salesReports(),
        new SalesRow("hourly", group, HOUR, 0, totals, RowStatus.CORRECTED),
        new SalesRow("hundreds", group, TimeWindow.ALWAYS, 12, totals, RowStatus.FINAL));

    assertThat(only("sales_reports"))
        .isEqualTo(
            """
            report,store_id,product_id,customer_id,currency,window_start,window_end,window_seq,\
            sales,returns,units,gross,returned,net,status,revision,generation
            hourly,norte,"café, molido",,EUR,2026-01-01T10:00:00Z,2026-01-01T11:00:00Z,0,\
            2,1,1.250,39.9900,10.0000,29.9900,CORRECTED,3,7
            hundreds,norte,"café, molido",,EUR,,,12,\
            2,1,1.250,39.9900,10.0000,29.9900,FINAL,3,7
            """);
  }

  @Test
  void alertsAreWrittenAsInTheExportsWithTheirRevision() throws IOException {
    write(
        new CsvStores(directory.toString(), 1).temperatureAlerts(),
        new Alert(
            "1f",
            AlertKind.JUMP,
            "fridge",
            "default",
            4,
            Severity.WARNING,
            AlertState.OPEN,
            Optional.empty(),
            TEN + 500,
            OptionalLong.empty(),
            new ReadingPair(new Temperature(0), TEN, new Temperature(-180_001), TEN + 500).delta(),
            new ReadingPair(new Temperature(0), TEN, new Temperature(-180_001), TEN + 500),
            "20.000 C or more, within 60 s",
            2,
            true));

    assertThat(only("temperature_alerts"))
        .isEqualTo(
            """
            alert_id,kind,sensor_id,rule_id,severity,state,close_reason,direction,opened_at,\
            closed_at,peak_delta,first_value,first_at,second_value,second_at,detail,rule_version,\
            historical,revision,generation
            1f,JUMP,fridge,default,WARNING,OPEN,,FALLING,2026-01-01T10:00:00.500Z,,\
            20.000,0.000,2026-01-01T10:00:00Z,-20.000,2026-01-01T10:00:00.500Z,\
            "20.000 C or more, within 60 s",4,true,2,1
            """);
  }

  @Test
  void theHistoryOfAlertsIsWrittenAsInTheExports() throws IOException {
    Alert silent =
        new Alert(
            "2e",
            AlertKind.SILENT,
            "fridge",
            "cold-chain",
            1,
            Severity.CRITICAL,
            AlertState.OPEN,
            Optional.empty(),
            TEN,
            OptionalLong.empty(),
            new TemperatureDelta(0),
            new ReadingPair(new Temperature(0), TEN, new Temperature(0), TEN),
            "",
            1,
            false);

    write(
        new CsvStores(directory.toString(), 1).alertHistory(),
        new AlertChange(silent, true, 10, TEN + 500));

    assertThat(only("alert_history"))
        .isEqualTo(
            """
            alert_id,seq,state,severity,at,peak
            2e,10,OPEN,CRITICAL,2026-01-01T10:00:00.500Z,0.000
            """);
  }

  @Test
  void sessionsAreWrittenAsInTheExportsWithTheirStatus() throws IOException {
    write(
        new CsvStores(directory.toString(), 1).activitySessions(),
        new ActivitySession("ana", HOUR, TEN + 1_800_050, 3, RowStatus.FINAL));

    assertThat(only("activity_sessions"))
        .isEqualTo(
            """
            user_id,session_start,last_activity,session_end,actions,active_seconds,\
            status,revision,generation
            ana,2026-01-01T10:00:00Z,2026-01-01T10:30:00.050Z,2026-01-01T11:00:00Z,3,1800.050,\
            FINAL,3,1
            """);
  }

  @Test
  void lateEventsAreWrittenAsInTheExports() throws IOException {
    TimeWindow next = new TimeWindow(HOUR.end(), HOUR.end() + 3_600_000);
    write(
        new CsvStores(directory.toString(), 1).lateEvents(),
        new LateEvent("hourly", "norte", "7", TEN, Long.MAX_VALUE, List.of(HOUR, next)),
        new LateEvent("default", "fridge", "8", TEN, TEN + 1, List.of()));

    assertThat(only("late_events"))
        .isEqualTo(
            """
            report,source_id,event_id,event_time,watermark,missed_windows
            hourly,norte,7,2026-01-01T10:00:00Z,,\
            2026-01-01T10:00:00Z/2026-01-01T11:00:00Z 2026-01-01T11:00:00Z/2026-01-01T12:00:00Z
            default,fridge,8,2026-01-01T10:00:00Z,2026-01-01T10:00:00.001Z,
            """);
  }

  @Test
  void deadLettersAreWrittenAsInTheExports() throws IOException {
    SourceRecord record =
        new SourceRecord("in/a.csv", 0, 3, -1, new byte[0], "x,y".getBytes(StandardCharsets.UTF_8));
    write(
        new CsvStores(directory.toString(), 1).deadLetters(),
        new DeadLetter(RejectionReason.BAD_LINE, record, "InvalidEvent", "not \"good\""));

    assertThat(only("dead_letters"))
        .isEqualTo(
            """
            topic,partition,offset,reason,record_time,error_class,detail,key,value
            in/a.csv,0,3,BAD_LINE,,InvalidEvent,"not ""good""\",,eCx5
            """);
  }

  @Test
  void everyWriterHasAPartOfItsOwnFromItsFirstBatch() {
    CsvStores stores = new CsvStores(directory.toString(), 1);
    LateEvent one = new LateEvent("hourly", "norte", "1", TEN, TEN, List.of());
    LateEvent two = new LateEvent("hourly", "norte", "2", TEN, TEN, List.of());

    try (Store<LateEvent> first = stores.lateEvents();
        Store<LateEvent> second = stores.lateEvents();
        Store<LateEvent> silent = stores.lateEvents()) {
      silent.write(List.of());
      first.write(List.of(one));
      second.write(List.of(two));
      first.write(List.of(two, one));

      assertThat(CsvLogs.parts(directory.resolve("late_events")))
          .hasSize(2)
          .allSatisfy(
              part ->
                  assertThat(part.getFileName().toString())
                      .matches("part-\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f-]{36}\\.csv"))
          .map(Files::readAllLines)
          .extracting(List::size)
          .containsExactlyInAnyOrder(4, 2);
    }
  }

  @Test
  void storesCanTravelToWhereTheyAreUsed() throws Exception {
    CsvStores stores = new CsvStores(directory.toString(), 3);

    assertThat(InstantiationUtil.clone(stores)).isEqualTo(stores);
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedAtTheStart() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("late_events"), "a file");
    CsvStores stores = new CsvStores(directory.toString(), 1);

    assertThatThrownBy(stores::lateEvents)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "cannot make the folder "
                + inTheWay
                + ": java.nio.file.FileAlreadyExistsException: "
                + inTheWay);
  }

  @Test
  void aPartThatCannotBeWrittenIsNamed() throws IOException {
    try (Store<LateEvent> store = new CsvStores(directory.toString(), 1).lateEvents()) {
      Files.delete(directory.resolve("late_events"));

      assertThatThrownBy(
              () ->
                  store.write(List.of(new LateEvent("hourly", "norte", "1", TEN, TEN, List.of()))))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "cannot write to \\Q"
                  + directory.resolve("late_events")
                  + "\\E.part-.*\\.csv: java\\.nio\\.file\\.NoSuchFileException: .*");
    }
  }

  @Test
  void aFullDiskFails() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();

    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> CsvLog.append(channel, ByteBuffer.wrap(new byte[10])))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
  }

  @Test
  void whatWasWrittenOfABatchThatFailedIsTakenBack() throws IOException {
    IOException full = new IOException("No space left on device");
    FileChannel channel = mock(FileChannel.class);
    when(channel.position()).thenReturn(100L);
    when(channel.write(any(ByteBuffer.class)))
        .thenAnswer(
            call -> {
              ByteBuffer bytes = call.getArgument(0);
              bytes.position(4);
              return 4;
            })
        .thenThrow(full);

    assertThatThrownBy(() -> CsvLog.append(channel, ByteBuffer.wrap(new byte[10]))).isSameAs(full);

    InOrder order = inOrder(channel);
    order.verify(channel).position();
    order.verify(channel, times(2)).write(any(ByteBuffer.class));
    order.verify(channel).truncate(100);
  }

  @Test
  void whatIsNoDirectoryAndNoGenerationIsRefused() {
    assertThatThrownBy(() -> new CsvStores(" ", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("directory must not be blank");
    assertThatThrownBy(() -> new CsvStores("out", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("generation must be 1 or more, was 0");
  }

  @SafeVarargs
  private static <T> void write(Store<T> store, T... records) {
    try (store) {
      store.write(List.of(records));
    }
  }

  private String only(String table) throws IOException {
    List<Path> parts = CsvLogs.parts(directory.resolve(table));
    assertThat(parts).hasSize(1);
    return Files.readString(parts.get(0));
  }
}

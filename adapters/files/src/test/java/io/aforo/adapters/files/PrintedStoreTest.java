package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.LateEvent;
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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PrintedStoreTest {

  private static final long TEN_O_CLOCK = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private static final TimeWindow HOUR = new TimeWindow(TEN_O_CLOCK, TEN_O_CLOCK + 3_600_000);

  private static final GroupKey ALL = new GroupKey("", "", "", "EUR");

  @Test
  void aRowOfAWindowOfTimeIsPrintedWithItsWindow() {
    SalesRow row =
        row("hourly", new GroupKey("norte", "café", "c1", "EUR"), HOUR, 0, RowStatus.CORRECTED);

    assertThat(PrintedStore.lineOf(row))
        .isEqualTo(
            "sales  hourly  [2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)"
                + "  store norte product café customer c1"
                + "  2 sold, 1 returned, net 29.9900 EUR  CORRECTED, revision 3");
  }

  @Test
  void aRunningTotalIsPrintedAsSuch() {
    SalesRow row = row("total", ALL, TimeWindow.ALWAYS, 0, RowStatus.PROVISIONAL);

    assertThat(PrintedStore.lineOf(row))
        .isEqualTo(
            "sales  total  running  all"
                + "  2 sold, 1 returned, net 29.9900 EUR  PROVISIONAL, revision 3");
  }

  @Test
  void aWindowOfACountIsPrintedWithItsNumber() {
    GroupKey product = new GroupKey("", "café", "", "EUR");
    SalesRow row = row("hundreds", product, TimeWindow.ALWAYS, 12, RowStatus.FINAL);

    assertThat(PrintedStore.lineOf(row))
        .isEqualTo(
            "sales  hundreds  #12  product café"
                + "  2 sold, 1 returned, net 29.9900 EUR  FINAL, revision 3");
  }

  @Test
  void whatASessionAbsorbedIsPrintedAsMerged() {
    GroupKey customer = new GroupKey("", "", "c1", "EUR");
    SalesRow row = row("visits", customer, HOUR, 0, RowStatus.FINAL).merged();

    assertThat(PrintedStore.lineOf(row))
        .isEqualTo(
            "sales  visits  [2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)  customer c1"
                + "  2 sold, 1 returned, net 29.9900 EUR  MERGED, revision 3");
  }

  @Test
  void aJumpIsPrintedWithItsDirectionAndBothReadings() {
    ReadingPair jump =
        new ReadingPair(new Temperature(0), TEN_O_CLOCK, new Temperature(180_000), TEN_O_CLOCK + 1);

    assertThat(PrintedStore.lineOf(alert(AlertKind.JUMP, jump.delta(), jump, "")))
        .isEqualTo(
            "alert  fridge  OPEN  WARNING JUMP  RISING 20.000 C"
                + "  from 0.000 C at 2026-01-01T10:00:00Z"
                + " to 20.000 C at 2026-01-01T10:00:00.001Z");
  }

  @Test
  void anAlertOfAnotherKindIsPrintedWithItsDetail() {
    ReadingPair evidence =
        new ReadingPair(
            new Temperature(73_800), TEN_O_CLOCK, new Temperature(81_000), TEN_O_CLOCK + 60_000);
    Alert alert =
        alert(
            AlertKind.TOO_WARM,
            new TemperatureDelta(9_000),
            evidence,
            "above 8.000 C for 60 min\u001b[2J");

    assertThat(PrintedStore.lineOf(alert))
        .isEqualTo(
            "alert  fridge  OPEN  WARNING TOO_WARM  1.000 C"
                + "  from 8.200 C at 2026-01-01T10:00:00Z"
                + " to 9.000 C at 2026-01-01T10:01:00Z  above 8.000 C for 60 min?[2J");
  }

  @Test
  void whatIsToldOfAnAlertIsPrintedWithItsNumber() {
    ReadingPair jump =
        new ReadingPair(new Temperature(0), TEN_O_CLOCK, new Temperature(180_000), TEN_O_CLOCK + 1);
    Alert alert = alert(AlertKind.JUMP, jump.delta(), jump, "");

    assertThat(PrintedStore.lineOf(new AlertChange(alert, true, 3, TEN_O_CLOCK + 1)))
        .isEqualTo(
            "told   fridge  OPEN  WARNING JUMP  20.000 C at 2026-01-01T10:00:00.001Z,"
                + " number 3 of 1f");
  }

  @Test
  void aLateEventIsPrintedWithTheWindowsThatItMissed() {
    LateEvent event =
        new LateEvent("hourly", "norte", "7", TEN_O_CLOCK, TEN_O_CLOCK + 5, List.of(HOUR));

    assertThat(PrintedStore.lineOf(event))
        .isEqualTo(
            "late   hourly  7 of norte at 2026-01-01T10:00:00Z,"
                + " missed [[2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)]");
  }

  @Test
  void anActivitySessionIsPrintedWithItsActions() {
    ActivitySession session =
        new ActivitySession("ana", HOUR, TEN_O_CLOCK + 90_500, 3, RowStatus.FINAL);

    assertThat(PrintedStore.lineOf(session))
        .isEqualTo(
            "session  ana  [2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)"
                + "  3 actions in 90.500 s  FINAL");
  }

  @Test
  void aDeadLetterIsPrintedWithWhatIsWrongButNotWithItsBytes() {
    byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
    SourceRecord record = new SourceRecord("sales", 3, 42, TEN_O_CLOCK, bytes, bytes);

    assertThat(
            PrintedStore.lineOf(
                new DeadLetter(
                    RejectionReason.BAD_FIELD, record, "InvalidEvent", "found '\u001b[2J\n'")))
        .isEqualTo("refused  sales-3@42  BAD_FIELD  found '?[2J?'");
  }

  @Test
  void aBatchIsPrintedInOneCallSoThatLinesOfParallelWritersDoNotMix() {
    List<String> calls = new ArrayList<>();
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            calls.add(toString(StandardCharsets.UTF_8));
            reset();
          }
        };
    PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);

    try (PrintedStore<Integer> store = new PrintedStore<>(stream, number -> "number " + number)) {
      store.write(List.of(1, 2));
      store.write(List.of(2));
    }

    assertThat(calls).containsExactly("number 1\nnumber 2\n", "number 2\n");
  }

  private static SalesRow row(
      String report, GroupKey group, TimeWindow window, long seq, RowStatus status) {
    SalesTotals totals =
        new SalesTotals(2, 1, ExactSum.of(1_000), ExactSum.of(39_9900), ExactSum.of(10_0000));
    return new SalesRow(report, group, window, seq, totals, status);
  }

  private static Alert alert(
      AlertKind kind, TemperatureDelta peak, ReadingPair evidence, String detail) {
    return new Alert(
        "1f",
        kind,
        "fridge",
        "default",
        1,
        Severity.WARNING,
        AlertState.OPEN,
        Optional.empty(),
        TEN_O_CLOCK + 60_000,
        OptionalLong.empty(),
        peak,
        evidence,
        detail,
        2,
        false);
  }
}

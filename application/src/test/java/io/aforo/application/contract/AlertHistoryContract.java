package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link AlertHistory} does. */
public interface AlertHistoryContract extends StoreContract {

  /** What the port asks for. */
  Set<Promise> EVERYTHING = Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS, Promise.WHOLE_BATCHES);

  /**
   * What is kept of a change.
   *
   * @param at epoch milliseconds
   * @param peak degrees Celsius, of three decimals
   */
  record Entry(
      String alertId, long seq, AlertState state, Severity severity, long at, BigDecimal peak) {

    public static Entry of(AlertChange change) {
      return new Entry(
          change.alert().alertId(),
          change.seq(),
          change.alert().state(),
          change.alert().severity(),
          change.at(),
          change.alert().peak().toCelsius());
    }
  }

  /** A writer to the test's one history, which is empty when the test begins. */
  AlertHistory history();

  /** Every entry that a reader sees now, in any order. */
  List<Entry> stored();

  @Test
  default void everyEntryOfABatchIsStored() {
    AlertChange opened = change("a", 0, AlertState.OPEN, Severity.INFO, 20_001, 60_000);
    AlertChange grown = change("a", 1, AlertState.OPEN, Severity.CRITICAL, 31_250, 90_000);
    AlertChange silent = change("a", 2, AlertState.OPEN_NO_DATA, Severity.CRITICAL, 31_250, 1);
    AlertChange closed = change("b", 9, AlertState.CLOSED, Severity.WARNING, 0, -1);

    history().write(List.of(opened, grown, silent, closed));

    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(entries(opened, grown, silent, closed));
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    history().write(List.of());

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.IDEMPOTENT)
  default void writingTheSameEntryTwiceChangesNothing() {
    AlertHistory history = history();
    AlertChange change = opened("a", 0);

    history.write(List.of(change));
    history.write(List.of(change, change));

    assertThat(stored()).containsExactly(Entry.of(change));
  }

  @Test
  @Promised(Promise.FIRST_WINS)
  default void anEntryThatIsThereAlreadyIsLeftAsItIs() {
    AlertHistory history = history();
    AlertChange first = opened("a", 0);
    AlertChange again = change("a", 0, AlertState.CLOSED, Severity.CRITICAL, 40_000, 99_000);
    AlertChange next = opened("a", 1);
    history.write(List.of(first));

    history.write(List.of(again, next, next));

    assertThat(stored()).containsExactlyInAnyOrderElementsOf(entries(first, next));
  }

  @Test
  default void entriesThatDifferInOnePartOfTheKeyStandSideBySide() {
    List<AlertChange> changes =
        List.of(opened("a", 0), opened("b", 0), opened("a", 1), opened("a", 10));

    history().write(changes);

    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(changes.stream().map(Entry::of).toList());
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void nothingIsKeptOfABatchThatFails() {
    AlertHistory history = history();
    List<AlertChange> broken = new ArrayList<>(changesOfBatch(1));
    broken.add(null);

    assertThatThrownBy(() -> history.write(broken)).isInstanceOf(RuntimeException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void aReaderSeesNoPartOfABatch() throws Exception {
    AlertHistory history = history();

    Readers.readDuringWrites(
        batch -> history.write(changesOfBatch(batch)),
        () -> assertThat(stored()).satisfies(Readers::areWholeBatches));
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    AlertHistory history = history();
    AlertChange change = opened("a", 0);
    history.write(List.of(change));

    history.close();
    history.close();

    assertThat(stored()).containsExactly(Entry.of(change));
  }

  private static List<Entry> entries(AlertChange... changes) {
    return List.of(changes).stream().map(Entry::of).toList();
  }

  private static List<AlertChange> changesOfBatch(int batch) {
    return IntStream.range(0, Readers.ROWS_IN_A_BATCH)
        .mapToObj(seq -> opened("a" + batch, seq))
        .toList();
  }

  private static AlertChange opened(String id, long seq) {
    return change(id, seq, AlertState.OPEN, Severity.WARNING, 20_000 + seq, 60_000);
  }

  private static AlertChange change(
      String id, long seq, AlertState state, Severity severity, long peakMilli, long at) {
    boolean isClosed = state == AlertState.CLOSED;
    Alert alert =
        new Alert(
            id,
            AlertKind.JUMP,
            "fridge-1",
            "default",
            1,
            severity,
            state,
            isClosed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
            60_000,
            isClosed ? OptionalLong.of(180_000) : OptionalLong.empty(),
            new TemperatureDelta(9 * peakMilli),
            new ReadingPair(new Temperature(0), 0, new Temperature(9 * peakMilli), 60_000),
            "20.000 C or more within 60 s",
            2 + seq,
            false);
    return new AlertChange(alert, true, seq, at);
  }
}

package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aforo.application.port.out.Store;
import io.aforo.domain.time.RowStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stores of rows do that have a window and a status, some of which are sessions.
 *
 * @param <R> the rows
 */
interface RowsContract<R> extends StoreContract {

  /** What the ports ask for. */
  Set<Promise> EVERYTHING =
      Set.of(
          Promise.IDEMPOTENT,
          Promise.UPSERT,
          Promise.GUARD,
          Promise.WHOLE_BATCHES,
          Promise.ABSORPTION);

  /** 10:00 of the first of January 2026. */
  long MINUTE_0 = 1_767_261_600_000L;

  /** Whose sessions they are, where it does not matter. */
  String VISITOR = "ana";

  /**
   * A writer of this generation. All writers of one test share one table, which is empty when the
   * test begins; they may be written to in turns.
   */
  Store<R> writer(int generation);

  /** Every row that a reader sees now, whatever its status, in any order. */
  List<R> stored();

  /** The rows that the tests write. */
  RowKind<R> rows();

  @Test
  default void everyRowOfABatchIsStored() {
    R bread = row("bread", 3, RowStatus.FINAL);
    R milk = row("milk", 1, RowStatus.FINAL);

    writer(1).write(List.of(milk, bread));

    assertThat(stored()).containsExactlyInAnyOrder(bread, milk);
  }

  @Test
  default void anEmptyBatchChangesNothing() {
    Store<R> store = writer(1);
    store.write(List.of(row("bread", 3, RowStatus.FINAL)));

    store.write(List.of());

    assertThat(stored()).containsExactly(row("bread", 3, RowStatus.FINAL));
  }

  @Test
  @Promised(Promise.IDEMPOTENT)
  default void writingTheSameRowTwiceChangesNothing() {
    Store<R> store = writer(1);
    R bread = row("bread", 3, RowStatus.FINAL);

    store.write(List.of(bread));
    store.write(List.of(bread, bread));

    assertThat(stored()).containsExactly(bread);
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  @Promised(Promise.UPSERT)
  default void moreContributionsReplaceFewerWhateverTheStatus(RowStatus status) {
    Store<R> store = writer(1);
    store.write(List.of(row("bread", 3, status)));

    store.write(List.of(row("bread", 4, RowStatus.PROVISIONAL)));

    assertThat(stored()).containsExactly(row("bread", 4, RowStatus.PROVISIONAL));
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  @Promised(Promise.GUARD)
  default void fewerContributionsNeverReplaceMore(RowStatus status) {
    Store<R> store = writer(1);
    R rich = row("bread", 4, RowStatus.PROVISIONAL);
    store.write(List.of(rich));

    store.write(List.of(row("bread", 3, status)));

    assertThat(stored()).containsExactly(rich);
  }

  @Test
  @Promised(Promise.UPSERT)
  default void atTheSameRevisionAHigherStatusReplacesALowerOne() {
    Store<R> store = writer(1);

    for (RowStatus status : RowStatus.values()) {
      store.write(List.of(row("bread", 3, status)));

      assertThat(stored()).containsExactly(row("bread", 3, status));
    }
  }

  @Test
  @Promised(Promise.GUARD)
  default void atTheSameRevisionALowerStatusNeverReplacesAHigherOne() {
    Store<R> store = writer(1);
    store.write(List.of(row("bread", 3, RowStatus.CORRECTED)));

    store.write(List.of(row("bread", 3, RowStatus.PROVISIONAL), row("bread", 3, RowStatus.FINAL)));

    assertThat(stored()).containsExactly(row("bread", 3, RowStatus.CORRECTED));
  }

  @Test
  @Promised(Promise.UPSERT)
  default void atTheSameRevisionAndStatusOtherContentReplaces() {
    Store<R> store = writer(1);
    R bread = row("bread", 3, RowStatus.FINAL);
    store.write(List.of(bread));
    R other = rows().withOtherContent(bread);

    store.write(List.of(other));

    assertThat(stored()).containsExactly(other);
  }

  @Test
  @Promised(Promise.GUARD)
  default void ofTwoRowsWithOneKeyInABatchTheHigherCounts() {
    R early = row("bread", 3, RowStatus.PROVISIONAL);
    R settled = row("bread", 3, RowStatus.FINAL);
    R corrected = row("bread", 4, RowStatus.CORRECTED);

    writer(1).write(List.of(settled, corrected, early));

    assertThat(stored()).containsExactly(corrected);
  }

  @Test
  @Promised(Promise.GUARD)
  default void aHigherGenerationReplacesEvenWithFewerContributions() {
    writer(1).write(List.of(row("bread", 9, RowStatus.CORRECTED)));

    writer(2).write(List.of(row("bread", 2, RowStatus.PROVISIONAL)));

    assertThat(stored()).containsExactly(row("bread", 2, RowStatus.PROVISIONAL));
  }

  @Test
  @Promised(Promise.GUARD)
  default void aLowerGenerationNeverReplacesAHigherOne() {
    writer(2).write(List.of(row("bread", 2, RowStatus.PROVISIONAL)));

    writer(1).write(List.of(row("bread", 9, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactly(row("bread", 2, RowStatus.PROVISIONAL));
  }

  @Test
  @Promised(Promise.GUARD)
  default void aHigherGenerationTakesOverARowThatItFindsUnchanged() {
    R bread = row("bread", 3, RowStatus.FINAL);
    writer(1).write(List.of(bread));
    writer(2).write(List.of(bread));

    writer(1).write(List.of(row("bread", 4, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactly(bread);
  }

  @Test
  @Promised(Promise.UPSERT)
  default void aSessionThatGrowsKeepsItsRow() {
    Store<R> store = writer(1);
    store.write(List.of(session(0, 30, 1, RowStatus.FINAL)));
    R longer = session(0, 40, 2, RowStatus.CORRECTED);

    store.write(List.of(longer));

    assertThat(stored()).containsExactly(read(longer));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Promised(Promise.ABSORPTION)
  default void aSessionTakesThePlaceOfWhatBeginsWithinIt(boolean isInOneBatch) {
    Store<R> store = writer(1);
    R first = session(0, 30, 1, RowStatus.FINAL);
    R second = session(20, 55, 2, RowStatus.CORRECTED);
    R third = session(50, 90, 4, RowStatus.PROVISIONAL);
    R all = session(0, 90, 8, RowStatus.CORRECTED);

    if (isInOneBatch) {
      store.write(List.of(all, third, first, second));
    } else {
      store.write(List.of(first, second, third));
      store.write(List.of(all));
    }

    assertThat(stored()).containsExactlyInAnyOrder(read(all), merged(second), merged(third));
  }

  @Test
  @Promised(Promise.UPSERT)
  default void aSessionWhoseStartMovesTakesThePlaceOfItsOldRow() {
    Store<R> store = writer(1);
    R before = session(10, 40, 1, RowStatus.FINAL);
    R after = session(5, 40, 2, RowStatus.CORRECTED);
    store.write(List.of(before));

    store.write(List.of(after));
    store.write(List.of(merged(before)));

    assertThat(stored()).containsExactlyInAnyOrder(read(after), merged(before));
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void whatEndsWithASessionIsWithinItAndWhatEndsLaterIsNot() {
    Store<R> store = writer(1);
    R before = rows().session(VISITOR, MINUTE_0 - 1, MINUTE_0 + 59_999, 1, RowStatus.FINAL);
    R inside = rows().session(VISITOR, MINUTE_0 + 1, MINUTE_0 + 60_000, 1, RowStatus.FINAL);
    R atTheEnd = rows().session(VISITOR, MINUTE_0 + 59_999, MINUTE_0 + 60_000, 1, RowStatus.FINAL);
    R endsLater = rows().session(VISITOR, MINUTE_0 + 2, MINUTE_0 + 60_001, 1, RowStatus.FINAL);
    R after = rows().session(VISITOR, MINUTE_0 + 60_000, MINUTE_0 + 90_000, 1, RowStatus.FINAL);
    // These do not absorb, so that one row alone does.
    store.write(Stream.of(before, inside, atTheEnd, endsLater, after).map(this::read).toList());
    R session = rows().session(VISITOR, MINUTE_0, MINUTE_0 + 60_000, 2, RowStatus.FINAL);

    store.write(List.of(session));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(before),
            read(session),
            merged(inside),
            merged(atTheEnd),
            read(endsLater),
            read(after));
  }

  @Test
  default void aSessionLeavesThoseOfOthersAlone() {
    Store<R> store = writer(1);
    List<R> others = rows().ofOthers(MINUTE_0 + 60_000, MINUTE_0 + 120_000);
    R session = session(0, 30, 1, RowStatus.FINAL);
    store.write(others);

    store.write(List.of(session));

    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(others.stream(), Stream.of(session)).map(this::read).toList());
  }

  @Test
  default void aMergedRowAbsorbsNothing() {
    Store<R> store = writer(1);
    R within = session(10, 40, 1, RowStatus.FINAL);
    R merged = session(0, 30, 2, RowStatus.MERGED);
    store.write(List.of(within));

    store.write(List.of(merged));

    assertThat(stored()).containsExactlyInAnyOrder(read(within), read(merged));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void anOlderStateOfASessionStillAbsorbs() {
    Store<R> store = writer(1);
    R within = session(10, 30, 1, RowStatus.FINAL);
    R newest = session(0, 5, 9, RowStatus.CORRECTED);
    store.write(List.of(newest, within));

    store.write(List.of(session(0, 30, 2, RowStatus.FINAL)));

    assertThat(stored()).containsExactlyInAnyOrder(read(newest), merged(within));
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void whatWasAbsorbedStaysSoWhenItComesAgain(RowStatus status) {
    Store<R> store = writer(1);
    R session = session(0, 60, 5, RowStatus.FINAL);
    R absorbed = session(20, 40, 3, RowStatus.CORRECTED);
    store.write(List.of(absorbed));
    store.write(List.of(session));

    store.write(List.of(session(20, 40, 3, status)));
    store.write(List.of(session(20, 30, 2, status)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(absorbed));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Promised(Promise.ABSORPTION)
  default void aNewerRevisionOfWhatIsAbsorbedIsAbsorbedInTheSameBatch(boolean isFirst) {
    Store<R> store = writer(1);
    R session = session(0, 60, 5, RowStatus.FINAL);
    R newer = session(20, 50, 4, RowStatus.CORRECTED);
    store.write(List.of(session(20, 40, 3, RowStatus.FINAL)));

    store.write(isFirst ? List.of(newer, session) : List.of(session, newer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(newer));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void anOlderRevisionInTheBatchDoesNotHideTheNewerTotalsOfWhatIsAbsorbed() {
    Store<R> store = writer(1);
    R session = session(0, 60, 5, RowStatus.FINAL);
    R newer = session(20, 50, 4, RowStatus.CORRECTED);
    store.write(List.of(newer));

    store.write(List.of(session(20, 40, 3, RowStatus.FINAL), session));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(newer));
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void aNewerRevisionOfWhatWasAbsorbedThatComesAloneStaysMerged() {
    Store<R> store = writer(1);
    R session = session(0, 60, 5, RowStatus.FINAL);
    R newer = session(20, 50, 4, RowStatus.CORRECTED);
    store.write(List.of(session(20, 40, 3, RowStatus.FINAL)));
    store.write(List.of(session));

    store.write(List.of(newer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(newer));
  }

  @ParameterizedTest
  @EnumSource(
      value = RowStatus.class,
      names = {"PROVISIONAL", "FINAL", "CORRECTED"})
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void aPartOfAStoredSessionIsMergedFromTheBeginning(RowStatus status) {
    R session = session(0, 80, 3, RowStatus.FINAL);
    writer(1).write(List.of(session));
    Store<R> restarted = writer(1);
    R part = session(50, 80, 2, status);

    restarted.write(List.of(session(50, 80, 1, status)));
    List<R> first = stored();
    restarted.write(List.of(part));
    List<R> second = stored();
    restarted.write(List.of(part, session(0, 30, 1, status)));
    List<R> third = stored();
    restarted.write(List.of(session));

    assertThat(first).containsExactlyInAnyOrder(read(session), merged(session(50, 80, 1, status)));
    assertThat(List.of(second, third, stored()))
        .allSatisfy(
            rows -> assertThat(rows).containsExactlyInAnyOrder(read(session), merged(part)));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void noSaleIsShownTwiceThoughTheBridgeOfAStoredSessionIsLateThisTime() {
    R session = session(0, 80, 3, RowStatus.FINAL);
    writer(1).write(List.of(session(0, 30, 1, RowStatus.FINAL)));
    writer(1).write(List.of(session));
    Store<R> restarted = writer(1);

    restarted.write(List.of(session(50, 80, 1, RowStatus.FINAL)));
    restarted.write(List.of(session(0, 30, 1, RowStatus.FINAL)));

    assertThat(stored())
        .containsExactlyInAnyOrder(read(session), merged(session(50, 80, 1, RowStatus.FINAL)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Promised(Promise.ABSORPTION)
  default void aRowThatEndsLaterThanTheStoredOneIsWrittenAsItIs(boolean wasMerged) {
    Store<R> store = writer(1);
    R session = session(0, 60, 5, RowStatus.FINAL);
    R longer =
        rows().session(VISITOR, MINUTE_0 + 1_200_000, MINUTE_0 + 3_600_001, 3, RowStatus.FINAL);
    store.write(List.of(session));
    if (wasMerged) {
      store.write(List.of(session(20, 60, 2, RowStatus.FINAL)));
    }

    store.write(List.of(longer));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(longer));
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void theLastRowBeforeThatIsNotMergedCovers() {
    Store<R> store = writer(1);
    R yesterday = session(-600, -500, 1, RowStatus.FINAL);
    R session = session(0, 90, 5, RowStatus.FINAL);
    R merged = session(20, 50, 2, RowStatus.FINAL);
    R part = session(40, 90, 3, RowStatus.FINAL);
    store.write(List.of(yesterday, merged, session));

    store.write(List.of(part));

    assertThat(stored())
        .containsExactlyInAnyOrder(read(yesterday), read(session), merged(merged), merged(part));
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void aMergedSessionCoversNothing() {
    Store<R> store = writer(1);
    R part = session(20, 60, 3, RowStatus.FINAL);
    R stored = session(0, 60, 4, RowStatus.MERGED);
    R goesNow = session(10, 60, 4, RowStatus.FINAL);
    store.write(List.of(stored, read(goesNow)));

    store.write(List.of(merged(goesNow), part));

    assertThat(stored()).containsExactlyInAnyOrder(read(stored), merged(goesNow), read(part));
  }

  @Test
  default void aStoredSessionOfAnotherDoesNotCover() {
    Store<R> store = writer(1);
    List<R> others = rows().ofOthers(MINUTE_0 - 60_000, MINUTE_0 + 7_200_000);
    R session = session(0, 30, 1, RowStatus.FINAL);
    store.write(others);

    store.write(List.of(session));

    assertThat(stored())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(others.stream(), Stream.of(session)).map(this::read).toList());
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void aLowerGenerationsSessionDoesNotCoverAHigherOnes() {
    R session = session(0, 60, 5, RowStatus.CORRECTED);
    R merged = session(20, 40, 4, RowStatus.FINAL);
    R recomputed = session(20, 40, 3, RowStatus.FINAL);
    R another = session(50, 60, 1, RowStatus.PROVISIONAL);
    writer(1).write(List.of(session, merged));

    writer(2).write(List.of(recomputed, another));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(recomputed), read(another));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void aHigherGenerationsSessionCoversALowerOnesThoughOneOfThatIsBetween() {
    R recomputed = session(0, 60, 2, RowStatus.FINAL);
    R old = session(10, 70, 9, RowStatus.FINAL);
    R part = session(20, 40, 3, RowStatus.FINAL);
    writer(1).write(List.of(old));
    writer(2).write(List.of(recomputed));

    writer(2).write(List.of(part));
    writer(1).write(List.of(session(20, 50, 8, RowStatus.CORRECTED)));
    writer(1).write(List.of(session(0, 5, 9, RowStatus.FINAL), session(2, 6, 1, RowStatus.FINAL)));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(recomputed), merged(session(2, 6, 1, RowStatus.FINAL)), read(old), merged(part));
  }

  @Test
  @Promised(Promise.ABSORPTION)
  default void severalSessionsOfOneGroupAbsorbInOneBatch() {
    Store<R> store = writer(1);
    R morning = session(0, 100, 3, RowStatus.FINAL);
    R evening = session(600, 700, 4, RowStatus.FINAL);
    // Absorbed itself, but its window is as true as the others.
    R chained = session(40, 100, 2, RowStatus.FINAL);
    R early = session(10, 40, 1, RowStatus.FINAL);
    R noon = session(300, 330, 1, RowStatus.FINAL);
    R late = session(90, 100, 1, RowStatus.FINAL);
    R night = session(650, 680, 1, RowStatus.FINAL);
    store.write(List.of(noon));
    store.write(List.of(night, late));

    store.write(List.of(evening, early, morning, chained));

    assertThat(stored())
        .containsExactlyInAnyOrder(
            read(morning),
            merged(early),
            merged(chained),
            merged(late),
            read(noon),
            read(evening),
            merged(night));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void aSessionLeavesRowsOfAHigherGenerationAlone() {
    R within = session(20, 40, 1, RowStatus.FINAL);
    R session = session(0, 60, 5, RowStatus.FINAL);
    writer(2).write(List.of(within));

    writer(1).write(List.of(session, session(20, 40, 3, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), read(within));
  }

  @ParameterizedTest
  @EnumSource(RowStatus.class)
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void whatAHigherGenerationAbsorbedALowerOneCannotBringBack(RowStatus status) {
    R within = session(20, 40, 3, status);
    R session = session(0, 60, 2, RowStatus.FINAL);
    writer(1).write(List.of(within));
    writer(2).write(List.of(session));

    writer(1).write(List.of(session(20, 50, 9, RowStatus.CORRECTED)));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(within));
  }

  @Test
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void ofARowOfALowerGenerationTheOneOfTheBatchIsAbsorbed() {
    R session = session(0, 60, 5, RowStatus.FINAL);
    R within = session(20, 40, 2, RowStatus.FINAL);
    writer(1).write(List.of(session(20, 50, 9, RowStatus.CORRECTED)));

    writer(2).write(List.of(session, within));

    assertThat(stored()).containsExactlyInAnyOrder(read(session), merged(within));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void afterAnyRestartsTheSessionsStandAlone(long seed) {
    Random random = new Random(seed);
    List<Long> events = random.longs(40, 0, 1_500).boxed().distinct().toList();
    Store<R> store = writer(1);

    // Attempts that failed: each saw the events in another order, and not all of them.
    for (int attempt = 0; attempt < 4; attempt++) {
      List<Long> seen = new ArrayList<>(events);
      Collections.shuffle(seen, random);
      deliver(said(seen.subList(0, random.nextInt(seen.size()))), store, random);
    }
    List<Long> all = new ArrayList<>(events);
    Collections.shuffle(all, random);
    deliver(said(all), store, random);

    assertThat(stored())
        .filteredOn(row -> rows().status(row) != RowStatus.MERGED)
        .extracting(rows()::window, rows()::revision)
        .containsExactlyInAnyOrderElementsOf(
            sessionsOf(all).values().stream()
                .map(row -> tuple(rows().window(row), rows().revision(row)))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Promised({Promise.GUARD, Promise.ABSORPTION})
  default void onceTheSessionsAreWholeNoRestartShowsAnythingElseForAMoment(long seed) {
    Random random = new Random(seed);
    List<Long> events = random.longs(40, 0, 1_500).boxed().distinct().toList();
    deliver(said(events), writer(1), random);
    List<R> whole = sessionsOf(events).values().stream().map(this::read).toList();

    List<Long> seen = new ArrayList<>(events);
    Collections.shuffle(seen, random);
    Store<R> restarted = writer(1);
    for (R row : said(seen.subList(0, 30))) {
      restarted.write(List.of(row));

      assertThat(stored())
          .filteredOn(kept -> rows().status(kept) != RowStatus.MERGED)
          .containsExactlyInAnyOrderElementsOf(whole);
    }
  }

  @Test
  default void aWindowBefore1970AndOneWithMillisecondsAreStored() {
    R before1970 = rows().session(VISITOR, -3_600_001, -1, 3, RowStatus.FINAL);
    R uneven = rows().session(VISITOR, 1_767_261_600_123L, 1_767_261_600_999L, 3, RowStatus.FINAL);

    writer(1).write(List.of(before1970, uneven));

    assertThat(stored()).containsExactlyInAnyOrder(read(before1970), read(uneven));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE sales_reports;--",
        "{\"a\",NULL}",
        "NULL",
        "back\\slash and \ttab",
        "${jndi:ldap://x}",
        "%s $1 ?",
        "\u05e9\u05dc\u05d5\u05dd",
        "caf\u00e9, cafe\u0301",
        "\ud83c\udf5e"
      })
  default void identifiersAreStoredCharacterForCharacter(String id) {
    R row = row(id, 3, RowStatus.FINAL);

    writer(1).write(List.of(row));

    assertThat(stored()).containsExactly(row);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Promised(Promise.GUARD)
  default void duplicatesReorderingAndStaleRevisionsEndInTheHighestRows(long seed) {
    Random random = new Random(seed);
    List<R> deliveries = new ArrayList<>();
    for (int product = 0; product < 20; product++) {
      for (int contributions = 1; contributions <= 4; contributions++) {
        for (RowStatus status : List.of(RowStatus.PROVISIONAL, RowStatus.FINAL)) {
          // Twice each, or three times.
          R row = row("p" + product, contributions, status);
          deliveries.addAll(Collections.nCopies(2 + random.nextInt(2), row));
        }
      }
    }
    Collections.shuffle(deliveries, random);

    Store<R> before = writer(1);
    Store<R> afterRestart = writer(1);
    for (int from = 0; from < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), from + 1 + random.nextInt(40));
      (random.nextBoolean() ? before : afterRestart).write(deliveries.subList(from, to));
      from = to;
    }

    Map<Object, R> highest = new HashMap<>();
    Comparator<R> order =
        Comparator.<R>comparingLong(rows()::revision)
            .thenComparingInt(row -> rows().status(row).rank());
    for (R row : deliveries) {
      highest.merge(rows().key(row), row, (a, b) -> order.compare(a, b) >= 0 ? a : b);
    }
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(highest.values());
  }

  @Test
  @Promised(Promise.UPSERT)
  default void ofSeveralStatesInABatchTheLastOneIsReadIfTheyAreInTheirOrder() {
    R corrected = row("bread", 4, RowStatus.CORRECTED);

    writer(1)
        .write(
            List.of(
                row("bread", 3, RowStatus.PROVISIONAL),
                row("bread", 3, RowStatus.FINAL),
                corrected));

    assertThat(stored()).containsExactly(corrected);
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void nothingIsKeptOfABatchThatFails() {
    Store<R> store = writer(1);
    List<R> broken = new ArrayList<>(rowsOfRevision(1));
    broken.add(null);

    assertThatThrownBy(() -> store.write(broken)).isInstanceOf(RuntimeException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  @Promised(Promise.WHOLE_BATCHES)
  default void aReaderSeesNoPartOfABatch() throws Exception {
    Store<R> store = writer(1);

    Readers.readDuringWrites(
        revision -> store.write(rowsOfRevision(revision)),
        () -> assertThat(stored()).extracting(rows()::revision).satisfies(Readers::areOfOneBatch));
  }

  @Test
  default void whatIsStoredOutlivesItsWriter() {
    Store<R> store = writer(1);
    R bread = row("bread", 3, RowStatus.FINAL);
    store.write(List.of(bread));

    store.close();
    store.close();

    assertThat(stored()).containsExactly(bread);
  }

  private List<R> rowsOfRevision(long revision) {
    return IntStream.range(0, Readers.ROWS_IN_A_BATCH)
        .mapToObj(id -> row("p" + id, revision, RowStatus.PROVISIONAL))
        .toList();
  }

  private R row(String id, long revision, RowStatus status) {
    return rows().row(id, revision, status);
  }

  /** A session's row, with times in minutes. */
  private R session(long start, long end, long revision, RowStatus status) {
    return rows()
        .session(VISITOR, MINUTE_0 + start * 60_000, MINUTE_0 + end * 60_000, revision, status);
  }

  private R merged(R row) {
    return rows().merged(row);
  }

  private R read(R row) {
    return rows().read(row);
  }

  /** The rows of all sessions of these events (in minutes; the gap is 30), by start. */
  private SortedMap<Long, R> sessionsOf(List<Long> events) {
    SortedMap<Long, R> sessions = new TreeMap<>();
    long start = 0;
    long last = 0;
    long lines = 0;
    for (long event : new TreeSet<>(events)) {
      if (lines == 0 || event - last > 30) {
        start = event;
        lines = 0;
      }
      last = event;
      lines++;
      sessions.put(start, session(start, last + 30, lines, RowStatus.FINAL));
    }
    return sessions;
  }

  /** All that is said while these events arrive: what changed, and then what is no more. */
  private List<R> said(List<Long> events) {
    List<R> said = new ArrayList<>();
    SortedMap<Long, R> before = new TreeMap<>();
    for (int arrived = 1; arrived <= events.size(); arrived++) {
      SortedMap<Long, R> now = sessionsOf(events.subList(0, arrived));
      for (R row : now.values()) {
        if (!before.containsValue(row)) {
          said.add(row);
        }
      }
      for (Map.Entry<Long, R> row : before.entrySet()) {
        if (!now.containsKey(row.getKey())) {
          said.add(merged(row.getValue()));
        }
      }
      before = now;
    }
    return said;
  }

  private void deliver(List<R> rows, Store<R> store, Random random) {
    for (int from = 0; from < rows.size(); ) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(12));
      store.write(rows.subList(from, to));
      from = to;
    }
  }
}

package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Direction;
import io.aforo.domain.time.RowStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainScreenTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PlainScreen screen =
      new PlainScreen(new PrintStream(bytes, false, StandardCharsets.UTF_8));

  @Test
  void tellsWhereThingsAreThenAlertsThenRowsThenSessionsThenCounts() {
    screen.show(Views.busy());

    assertThat(written()).isEqualTo(Views.golden("plain.txt"));
  }

  @Test
  void tellsNothingTwice() {
    screen.show(Views.busy());
    written();

    screen.show(
        Views.with(
            Views.busy(),
            Views.busy().wallTime().plusSeconds(60),
            Views.busy().sales().orElseThrow().newest(),
            Views.busy().readings().orElseThrow().newest()));

    assertThat(written()).isEqualTo("time     2026-01-07 14:00:05Z, 120x, catching up with now\n");
  }

  @Test
  void alertsAreToldAtOnceWhenTheyOpenAndWhenTheyClose() {
    screen.show(Views.empty());
    written();

    screen.show(
        Views.with(
            Views.empty(),
            Views.NOON.plusMillis(100),
            List.of(),
            List.of(Views.alert("1", "s", AlertState.OPEN, Direction.RISING, 20))));
    screen.show(
        Views.with(
            Views.empty(),
            Views.NOON.plusMillis(200),
            List.of(),
            List.of(Views.alert("1", "s", AlertState.OPEN, Direction.RISING, 25))));
    screen.show(
        Views.with(
            Views.empty(),
            Views.NOON.plusMillis(300),
            List.of(),
            List.of(Views.alert("1", "s", AlertState.CLOSED, Direction.RISING, 25))));

    assertThat(written())
        .isEqualTo(
            """
            alert    2026-01-07 13:20:30Z open s rising +20.0 C (-19.8 -> 0.3)
            alert    2026-01-07 13:20:30Z closed s rising +25.0 C (-19.8 -> 5.3)
            """);
  }

  @Test
  void everyKindOfAlertIsToldInItsOwnWords() {
    screen.show(Views.empty());
    written();

    screen.show(
        Views.with(Views.empty(), Views.NOON.plusMillis(100), List.of(), Views.alertOfEachKind()));

    assertThat(written())
        .isEqualTo(
            """
            alert    2026-01-07 13:20:30Z open s5 not evaluable (4.0 -> 5.0)
            alert    2026-01-07 13:20:30Z open s4 flat (4.1 -> 4.2)
            alert    2026-01-07 13:20:30Z open s3 silent (4.5)
            alert    2026-01-07 13:20:30Z open s2 too cold 12.5 C (2.0 -> -10.5)
            alert    2026-01-07 13:20:30Z open s1 too warm 3.3 C (8.0 -> 11.3)
            alert    2026-01-07 13:20:30Z open jumpy simultaneous 20.0 C (-19.8 -> 0.3)
            """);
  }

  @Test
  void ofManyRowsTheNewestAreToldEveryFewSeconds() {
    List<View.SalesLine> rows =
        IntStream.rangeClosed(1, 1_500)
            .mapToObj(i -> Views.row("r", "g" + i, 13, "EUR", "1", RowStatus.FINAL, i))
            .toList();
    screen.show(Views.empty());
    written();

    screen.show(Views.with(Views.empty(), Views.NOON.plusMillis(4_999), rows, List.of()));
    assertThat(written()).isEmpty();
    screen.show(Views.with(Views.empty(), Views.NOON.plusMillis(5_000), rows, List.of()));

    assertThat(written().lines())
        .hasSize(10)
        .startsWith(
            "row      (1,492 more)",
            "row      r g8 01-07 13:00-14:00 8 sales, 12.000 units, gross 1.00, net 1.00 EUR final")
        .contains(
            "row      r g1 01-07 13:00-14:00 1 sales, 1.500 units, gross 1.00, net 1.00 EUR final");
  }

  @Test
  void ofManySessionsTheNewestAreToldEveryFewSeconds() {
    screen.show(Views.empty());
    written();

    screen.show(sessionsAfter(4, RowStatus.PROVISIONAL));
    assertThat(written()).isEmpty();
    screen.show(sessionsAfter(5, RowStatus.PROVISIONAL));

    assertThat(written().lines())
        .hasSize(6)
        .startsWith(
            "session  (46 more)",
            "session  2026-01-07 13:00:00Z provisional u4 to 13:30:00, 4 actions")
        .contains("session  2026-01-07 13:00:00Z provisional u1 to 13:30:00, 1 action");
  }

  @Test
  void changedSessionIsToldAgain() {
    screen.show(sessionsAfter(0, RowStatus.PROVISIONAL));
    written();

    screen.show(sessionsAfter(5, RowStatus.FINAL));

    assertThat(written())
        .contains("session  2026-01-07 13:00:00Z final u1 to 13:30:00, 1 action\n")
        .doesNotContain("provisional");
  }

  @Test
  void whatChangesBeforeItIsToldIsOnlyToldAsItIsThen() {
    screen.show(Views.empty());
    written();
    screen.show(rowAfter(1, RowStatus.FINAL, 1));
    screen.show(rowAfter(2, RowStatus.CORRECTED, 2));

    screen.show(rowAfter(5, RowStatus.CORRECTED, 3));

    assertThat(written().lines())
        .filteredOn(line -> line.startsWith("row "))
        .containsExactly(
            "row      r (all) 01-07 13:00-14:00 3 sales, 4.500 units, gross 1.00, net 1.00 EUR"
                + " corrected");
  }

  @Test
  void inputsThatTheJobDoesNotHaveAreNotTold() {
    screen.show(Views.of(Views.busy(), false, true, false));

    assertThat(written().lines())
        .extracting(line -> line.split(" ")[0])
        .containsExactly("web", "database", "topics", "job", "alert", "alert", "time", "readings");
  }

  @Test
  void rowsWithoutTimesAreToldByWhatTheyAre() {
    screen.show(Views.empty());
    written();

    screen.show(
        Views.with(
            Views.empty(),
            Views.NOON.plusSeconds(5),
            List.of(
                Views.rowWithoutTimes("tens", 2, 10),
                Views.rowWithoutTimes("tens", 1, 10),
                Views.rowWithoutTimes("total", 0, 7)),
            List.of()));

    assertThat(written())
        .startsWith(
            """
            row      total (all) running 7 sales, 10.500 units, gross 5.00, net 5.00 EUR provisional
            row      tens (all) #1 10 sales, 15.000 units, gross 5.00, net 5.00 EUR provisional
            row      tens (all) #2 10 sales, 15.000 units, gross 5.00, net 5.00 EUR provisional
            """);
  }

  @Test
  void changedRowIsToldAgain() {
    screen.show(Views.empty());
    screen.show(rowAfter(5, RowStatus.FINAL, 1));
    written();

    screen.show(rowAfter(10, RowStatus.CORRECTED, 2));

    assertThat(written())
        .startsWith(
            "row      r (all) 01-07 13:00-14:00 2 sales, 3.000 units, gross 1.00, net 1.00 EUR"
                + " corrected\n");
  }

  @Test
  void closingTellsWhatWasHeldBackAndThenNothing() {
    screen.show(Views.empty());
    written();
    screen.show(rowAfter(1, RowStatus.FINAL, 1));

    screen.close();
    String atClose = written();
    screen.close();
    screen.show(rowAfter(100, RowStatus.CORRECTED, 2));

    assertThat(atClose).startsWith("row      r (all) ").contains(" final\n");
    assertThat(written()).isEmpty();
  }

  @Test
  void idsCannotBreakLinesOrSendEscapeCodes() {
    screen.show(
        Views.with(
            Views.empty(),
            Views.NOON,
            List.of(Views.row("r", "a\nb\u001b[31m", 13, "EUR", "1", RowStatus.FINAL, 1)),
            List.of(Views.alert("1", "s\r\n", AlertState.OPEN, Direction.RISING, 20)),
            List.of(Views.session("u\n\u001b[A", "13:00:00", "13:00:01", 2, RowStatus.FINAL))));

    assertThat(written()).contains(" a?b?[31m ", " s?? ", " u??[A ").doesNotContain("\u001b");
  }

  @Test
  void whatIsNoTerminalGetsPlainLines() {
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

    assertThat(Screen.open(out, Map.of())).isInstanceOf(PlainScreen.class);
    assertThat(Screen.open(out, Map.of("TERM", "dumb"))).isInstanceOf(PlainScreen.class);
    assertThat(Screen.open(out, Map.of("TERM", "xterm", "CI", "true")))
        .isInstanceOf(PlainScreen.class);
    assertThat(written()).isEmpty();
  }

  private static View rowAfter(int seconds, RowStatus status, long sales) {
    return Views.with(
        Views.empty(),
        Views.NOON.plusSeconds(seconds),
        List.of(Views.row("r", "", 13, "EUR", "1", status, sales)),
        List.of());
  }

  /** Fifty sessions, of u1 to u50. */
  private static View sessionsAfter(int seconds, RowStatus status) {
    return Views.with(
        Views.empty(),
        Views.NOON.plusSeconds(seconds),
        List.of(),
        List.of(),
        IntStream.rangeClosed(1, 50)
            .mapToObj(i -> Views.session("u" + i, "13:00:00", "13:30:00", i, status))
            .toList());
  }

  private String written() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text.replace(System.lineSeparator(), "\n");
  }
}

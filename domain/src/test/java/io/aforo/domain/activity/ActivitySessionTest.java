package io.aforo.domain.activity;

import static io.aforo.domain.time.RowStatus.CORRECTED;
import static io.aforo.domain.time.RowStatus.FINAL;
import static io.aforo.domain.time.RowStatus.MERGED;
import static io.aforo.domain.time.RowStatus.PROVISIONAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivitySessionTest {

  private static final ActivitySession STORED = session("ana", 100, 200, FINAL);

  @ParameterizedTest(name = "from {0} to {1} within 100 to 200: {2}")
  @CsvSource({
    "101, 200, true",
    "150, 160, true",
    "101, 201, false",
    "100, 200, false",
    "99, 200, false",
  })
  void aRowAbsorbsThoseOfItsUserThatStartAfterItAndEndNoLater(
      long start, long end, boolean isWithin) {
    ActivitySession other = session("ana", start, end, FINAL);

    assertThat(STORED.absorbs(other)).isEqualTo(isWithin);
    assertThat(other.isCoveredBy(STORED)).isEqualTo(isWithin);
  }

  @Test
  void anotherUsersRowsStay() {
    ActivitySession other = session("eva", 150, 160, FINAL);

    assertThat(STORED.absorbs(other)).isFalse();
    assertThat(other.isCoveredBy(STORED)).isFalse();
  }

  @Test
  void aMergedRowAbsorbsAndCoversNothing() {
    ActivitySession within = session("ana", 150, 160, FINAL);

    assertThat(STORED.merged().absorbs(within)).isFalse();
    assertThat(within.isCoveredBy(STORED.merged())).isFalse();
    assertThat(STORED.absorbs(within.merged())).as("once more does no harm").isTrue();
    assertThat(within.merged().isCoveredBy(STORED)).as("it is MERGED already").isFalse();
  }

  @Test
  void aMergedRowKeepsAllButItsStatus() {
    assertThat(session("ana", 100, 200, CORRECTED).merged())
        .isEqualTo(session("ana", 100, 200, MERGED));
  }

  @Test
  void activeTimeIsFromTheFirstActivityToTheLast() {
    ActivitySession session =
        new ActivitySession("ana", new TimeWindow(100, 230), 200, 3, PROVISIONAL);

    assertThat(session.activeMillis()).isEqualTo(100);
    assertThat(session.revision()).isEqualTo(3);
  }

  @Test
  void rowsAreNamedAndOrderedByUserAndStart() {
    ActivitySession.Key first = session("ana", 100, 200, FINAL).key();
    ActivitySession.Key second = session("ana", 101, 200, MERGED).key();
    ActivitySession.Key third = session("eva", 50, 200, FINAL).key();

    assertThat(first).isEqualTo(new ActivitySession.Key("ana", 100));
    assertThat(List.of(third, second, first).stream().sorted())
        .containsExactly(first, second, third);
  }

  @Test
  void aSessionHasAtLeastOneActivity() {
    assertThatThrownBy(() -> new ActivitySession("ana", new TimeWindow(0, 10), 0, 0, FINAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("actions must be positive, was 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 10})
  void theLastActivityIsWithinTheSession(long lastActivity) {
    TimeWindow window = new TimeWindow(0, 10);

    assertThatThrownBy(() -> new ActivitySession("ana", window, lastActivity, 1, FINAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the last activity, " + lastActivity + " ms, must be within " + window);
    assertThat(new ActivitySession("ana", window, 0, 1, FINAL).activeMillis()).isZero();
    assertThat(new ActivitySession("ana", window, 9, 1, FINAL).activeMillis()).isEqualTo(9);
  }

  private static ActivitySession session(String user, long start, long end, RowStatus status) {
    return new ActivitySession(user, new TimeWindow(start, end), start, 1, status);
  }
}

package io.aforo.application.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.out.AlertNotifications.Outcome;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotificationQueueTest {

  private static final long RESEND = 60_000;
  private static final long NOW = 1_767_261_600_000L;
  private static final List<Outcome> NOT_REFUSED =
      List.of(Outcome.TAKEN, Outcome.TAKEN_BY_SOME, Outcome.FAILED);

  private final NotificationQueue queue = new NotificationQueue();

  @Test
  void aNewAlertIsDueAtOnce() {
    Alert alert = open("a", 1);

    queue.add(told(alert), NOW);

    assertThat(queue.due(NOW, RESEND)).containsExactly(alert);
    assertThat(queue.pending()).isEqualTo(1);
  }

  @Test
  void whatIsNotToldIsNotSent() {
    queue.add(new AlertChange(open("a", 1), false, 0, 0), NOW);

    assertThat(queue.isSpent()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"TAKEN", "TAKEN_BY_SOME"})
  void anOpenAlertThatWasTakenIsSentAgainAfterAWhileFromItsSending(Outcome outcome) {
    Alert alert = open("a", 1);
    queue.add(told(alert), NOW);

    queue.settle(List.of(alert), outcome, NOW, NOW + 700, RESEND);

    assertThat(queue.pending()).isZero();
    assertThat(queue.due(NOW + RESEND - 1, RESEND)).isEmpty();
    assertThat(queue.wakeAt()).isEqualTo(NOW + RESEND);
    assertThat(queue.due(NOW + RESEND, RESEND)).containsExactly(alert);
  }

  @Test
  void aClosedAlertThatWasTakenIsForgotten() {
    Alert alert = closed("a", 2);
    queue.add(told(alert), NOW);

    queue.settle(List.of(alert), Outcome.TAKEN, NOW, NOW, RESEND);

    assertThat(queue.isSpent()).isTrue();
    assertThat(queue.wakeAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theEndOfAnAlertIsToldToAReceiverThatMissedItForAQuarterOfAnHour() {
    Alert alert = closed("a", 2);
    queue.add(told(alert), NOW);
    long time = NOW;
    int sent = 0;
    while (!queue.isSpent()) {
      time = Math.max(time, queue.wakeAt());
      List<Alert> request = queue.due(time, RESEND);
      assertThat(request).containsExactly(alert);
      queue.settle(request, Outcome.TAKEN_BY_SOME, time, time, RESEND);
      assertThat(queue.pending()).isZero();
      sent++;
    }

    assertThat(sent).isEqualTo(16);
    assertThat(time).isEqualTo(NOW + 15 * 60_000);
  }

  @Test
  void theNewerTellingTakesThePlaceOfTheOlderAndIsDueAtOnce() {
    queue.add(told(open("a", 1)), NOW);
    queue.settle(List.of(open("a", 1)), Outcome.TAKEN, NOW, NOW, RESEND);

    queue.add(told(closed("a", 1)), NOW + 5);

    assertThat(queue.due(NOW + 5, RESEND)).containsExactly(closed("a", 1));
    assertThat(queue.pending()).isEqualTo(1);
  }

  @Test
  void anOlderTellingChangesNothing() {
    queue.add(told(closed("a", 3)), NOW);

    queue.add(told(open("a", 2)), NOW + 1);
    queue.add(told(open("a", 3)), NOW + 1);

    assertThat(queue.due(NOW + 1, RESEND)).containsExactly(closed("a", 3));
  }

  @Test
  void theSameTellingAgainIsNotSentAgain() {
    queue.add(told(open("a", 1)), NOW);
    queue.settle(List.of(open("a", 1)), Outcome.TAKEN, NOW, NOW, RESEND);

    queue.add(told(open("a", 1)), NOW + 1);

    assertThat(queue.due(NOW + 1, RESEND)).isEmpty();
  }

  @Test
  void whatComesWhileARequestIsUnderWayStaysDue() {
    queue.add(told(open("a", 1)), NOW);
    List<Alert> request = queue.due(NOW, RESEND);
    queue.add(told(closed("a", 2)), NOW + 1);

    queue.settle(request, Outcome.TAKEN, NOW, NOW + 2, RESEND);

    assertThat(queue.due(NOW + 2, RESEND)).containsExactly(closed("a", 2));
  }

  @Test
  void afterFailuresItWaitsTwiceAsLongEachTimeUpToABound() {
    List<Alert> request = List.of(open("a", 1));
    queue.add(told(open("a", 1)), NOW);
    List<Long> pauses = new ArrayList<>();

    for (int i = 0; i < 8; i++) {
      queue.settle(request, Outcome.FAILED, NOW, NOW, RESEND);
      pauses.add(queue.wakeAt() - NOW);
      assertThat(queue.due(queue.wakeAt() - 1, RESEND)).isEmpty();
      assertThat(queue.due(queue.wakeAt(), RESEND)).isEqualTo(request);
    }

    assertThat(pauses)
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void itNeverWaitsLongerThanAnOpenAlertMayBeSilent() {
    queue.add(told(open("a", 1)), NOW);
    for (int i = 0; i < 100; i++) {
      queue.settle(List.of(open("a", 1)), Outcome.FAILED, NOW, NOW, 5_000);
    }

    assertThat(queue.wakeAt()).isEqualTo(NOW + 5_000);
  }

  @Test
  void oneSuccessEndsTheWaiting() {
    queue.add(told(open("a", 1)), NOW);
    queue.settle(List.of(open("a", 1)), Outcome.FAILED, NOW, NOW, RESEND);
    queue.settle(List.of(open("a", 1)), Outcome.TAKEN, NOW, NOW, RESEND);

    queue.add(told(open("b", 1)), NOW);

    assertThat(queue.due(NOW, RESEND)).containsExactly(open("b", 1));
  }

  @Test
  void aRefusedRequestIsTakenApartAndOnlyTheCulpritIsGivenUp() {
    queue.add(told(open("good", 1)), NOW);
    queue.add(told(open("bad", 1)), NOW);
    queue.add(told(open("fine", 1)), NOW);

    List<NotificationQueue.GivenUp> givenUp = sendAll(NOW, Set.of("bad"));

    assertThat(givenUp).containsExactly(new NotificationQueue.GivenUp(open("bad", 1), true));
    assertThat(queue.pending()).isZero();
    assertThat(queue.due(NOW + RESEND, RESEND))
        .containsExactlyInAnyOrder(open("good", 1), open("fine", 1));
  }

  @Test
  void theNextTellingOfWhatWasGivenUpIsTriedAgainAndNotNewsIfItIsRefused() {
    queue.add(told(open("bad", 1)), NOW);
    sendAll(NOW, Set.of("bad"));

    queue.add(told(open("bad", 2)), NOW);
    List<NotificationQueue.GivenUp> again = sendAll(NOW, Set.of("bad"));
    queue.add(told(closed("bad", 3)), NOW);
    List<NotificationQueue.GivenUp> atItsEnd = sendAll(NOW, Set.of("bad"));

    assertThat(again).containsExactly(new NotificationQueue.GivenUp(open("bad", 2), false));
    assertThat(atItsEnd).containsExactly(new NotificationQueue.GivenUp(closed("bad", 3), false));
    assertThat(queue.isSpent()).isTrue();
  }

  @Test
  void openAlertsThatAreSoonDueJoinTheRequest() {
    queue.add(told(open("a", 1)), NOW);
    queue.settle(List.of(open("a", 1)), Outcome.TAKEN, NOW, NOW, RESEND);
    queue.add(told(open("b", 1)), NOW + 20_000);
    queue.settle(List.of(open("b", 1)), Outcome.TAKEN, NOW + 20_000, NOW + 20_000, RESEND);

    assertThat(queue.due(NOW + RESEND, RESEND)).containsExactly(open("a", 1), open("b", 1));
  }

  @Test
  void aRequestIsBoundedAndTakesTheLongestDueFirst() {
    for (int i = 0; i < 100; i++) {
      queue.add(told(open("s" + i, 1)), NOW + i);
    }

    List<Alert> request = queue.due(NOW + 100, RESEND);

    assertThat(request)
        .extracting(Alert::alertId)
        .hasSize(NotificationQueue.MOST_IN_A_REQUEST)
        .startsWith("s0", "s1")
        .endsWith("s63");
  }

  @Test
  void whatNobodyTakesIsBoundedAndSaidToBeLetGo() {
    queue.add(told(open("open", 1)), NOW);
    List<Alert> letGo = new ArrayList<>();
    for (int i = 0; i < NotificationQueue.MOST_CLOSED + 2; i++) {
      letGo.addAll(queue.add(told(closed("s" + i, 1)), NOW));
    }

    assertThat(letGo).containsExactly(closed("s0", 1), closed("s1", 1));
    assertThat(queue.pending()).isEqualTo(NotificationQueue.MOST_CLOSED + 1);
    assertThat(queue.due(NOW, RESEND)).contains(open("open", 1));
  }

  @Test
  void afterARestoreAllIsDueThatIsOpenOrUntakenAndNothingThatWasGivenUp() {
    queue.add(told(open("taken", 1)), NOW);
    queue.add(told(open("bad", 1)), NOW);
    sendAll(NOW, Set.of("bad"));
    queue.add(told(closed("new", 1)), NOW);
    queue.settle(List.of(closed("new", 1)), Outcome.FAILED, NOW, NOW, RESEND);

    NotificationQueue restored = NotificationQueue.restore(queue.snapshot());
    restored.makeDue(NOW - 3_600_000);

    assertThat(restored.due(NOW - 3_600_000, RESEND))
        .containsExactlyInAnyOrder(open("taken", 1), closed("new", 1));
  }

  /**
   * Whatever a receiver does and whenever the queue is restored: in the end the newest telling of
   * each alert was taken, no older one after it, and nothing open was silent for too long while the
   * receiver was well.
   */
  @Property(tries = 1_000)
  void theNewestTellingOfEveryAlertIsTakenInTheEnd(@ForAll Random random) {
    NotificationQueue current = new NotificationQueue();
    Map<String, Alert> newest = new HashMap<>();
    Map<String, Alert> receiver = new HashMap<>();
    Map<String, Long> heardAt = new HashMap<>();
    long time = NOW;

    for (int step = 0; step < 60; step++) {
      time += random.nextInt(20_000);
      if (random.nextInt(3) > 0) {
        String id = "s" + random.nextInt(6);
        Alert before = newest.get(id);
        Alert alert = next(id, before, random);
        newest.put(id, alert);
        current.add(told(alert), time);
        if (before != null && random.nextInt(4) == 0) {
          current.add(told(before), time);
        }
      }
      List<Alert> request = current.due(time, RESEND);
      if (random.nextInt(5) == 0) {
        current = NotificationQueue.restore(current.snapshot());
        current.makeDue(time);
      } else if (!request.isEmpty()) {
        Outcome outcome = NOT_REFUSED.get(random.nextInt(NOT_REFUSED.size()));
        if (outcome != Outcome.FAILED) {
          take(request, receiver, heardAt, time);
        }
        current.settle(request, outcome, time, time + random.nextInt(100), RESEND);
      }
      current = random.nextBoolean() ? current.copy() : current;
    }

    // The receiver is well from here on.
    long wellSince = time;
    while (current.wakeAt() < wellSince + 20 * RESEND) {
      time = Math.max(time, current.wakeAt());
      List<Alert> request = current.due(time, RESEND);
      assertThat(request).isNotEmpty();
      long sentAt = time;
      request.stream()
          .filter(alert -> heardAt.getOrDefault(alert.alertId(), 0L) > wellSince)
          .forEach(
              alert ->
                  assertThat(sentAt - heardAt.get(alert.alertId()))
                      .as("silence of an open alert")
                      .isLessThanOrEqualTo(RESEND));
      take(request, receiver, heardAt, time);
      current.settle(request, Outcome.TAKEN, time, time, RESEND);
    }

    assertThat(receiver).isEqualTo(newest);
    assertThat(current.pending()).isZero();
    Set<String> stillSent = new TreeSet<>();
    current.snapshot().entries().forEach(entry -> stillSent.add(entry.alert().alertId()));
    Set<String> stillOpen = new TreeSet<>();
    newest.forEach(
        (id, alert) -> {
          if (alert.state() != AlertState.CLOSED) {
            stillOpen.add(id);
            assertThat(heardAt.get(id)).isGreaterThan(wellSince + 18 * RESEND);
          }
        });
    assertThat(stillSent).isEqualTo(stillOpen);
  }

  private static void take(
      List<Alert> request, Map<String, Alert> receiver, Map<String, Long> heardAt, long time) {
    assertThat(request).hasSizeLessThanOrEqualTo(NotificationQueue.MOST_IN_A_REQUEST);
    assertThat(request).extracting(Alert::alertId).doesNotHaveDuplicates();
    for (Alert alert : request) {
      receiver.merge(
          alert.alertId(),
          alert,
          (before, after) -> {
            assertThat(after.revision()).isGreaterThanOrEqualTo(before.revision());
            return after;
          });
      heardAt.put(alert.alertId(), time);
    }
  }

  /** Opened, told again as its peak grows, closed; and what is closed can still be corrected. */
  private static Alert next(String id, Alert before, Random random) {
    if (before == null) {
      return open(id, 1);
    }
    long revision = before.revision() + 1;
    return before.state() == AlertState.CLOSED || random.nextInt(3) == 0
        ? closed(id, revision)
        : open(id, revision);
  }

  /** Sends until nothing is due; the receiver refuses requests with one of these in it. */
  private List<NotificationQueue.GivenUp> sendAll(long now, Set<String> refused) {
    List<NotificationQueue.GivenUp> givenUp = new ArrayList<>();
    for (List<Alert> request = queue.due(now, RESEND);
        !request.isEmpty();
        request = queue.due(now, RESEND)) {
      boolean isRefused = request.stream().anyMatch(alert -> refused.contains(alert.alertId()));
      givenUp.addAll(
          queue.settle(request, isRefused ? Outcome.REFUSED : Outcome.TAKEN, now, now, RESEND));
    }
    return givenUp;
  }

  private static AlertChange told(Alert alert) {
    return new AlertChange(alert, true, alert.revision(), alert.openedAt());
  }

  private static Alert open(String id, long revision) {
    return alert(id, revision, AlertState.OPEN, Optional.empty(), OptionalLong.empty());
  }

  private static Alert closed(String id, long revision) {
    return alert(
        id,
        revision,
        AlertState.CLOSED,
        Optional.of(CloseReason.QUIET),
        OptionalLong.of(NOW + revision));
  }

  private static Alert alert(
      String id,
      long revision,
      AlertState state,
      Optional<CloseReason> reason,
      OptionalLong closedAt) {
    ReadingPair pair = new ReadingPair(new Temperature(0), NOW - 1, new Temperature(180_000), NOW);
    return new Alert(
        id,
        AlertKind.JUMP,
        "fridge-1",
        "temperature-jump",
        1,
        Severity.WARNING,
        state,
        reason,
        NOW,
        closedAt,
        TemperatureDelta.ofCelsius(20),
        pair,
        "",
        revision,
        false);
  }
}

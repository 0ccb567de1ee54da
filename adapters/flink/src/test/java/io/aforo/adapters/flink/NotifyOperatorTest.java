package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aforo.application.port.out.AlertNotifications;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Telling people of alerts while the stream goes on, whatever they answer. */
@Timeout(60)
class NotifyOperatorTest {

  private static final long NOW = 1_767_261_600_000L;
  private static final long RESEND = 60_000;
  private static final int BUCKETS = 128;

  private static Receiver receiver;

  private KeyedOneInputStreamOperatorTestHarness<Integer, AlertChange, Void> harness;
  private boolean isOnRocksDb;

  @BeforeEach
  void open() throws Exception {
    receiver = new Receiver();
    harness = opened(null, NOW);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void anAlertIsSentAtOnceAndAgainWhileItIsOpen() throws Exception {
    tell(open("a", 1));
    receiver.take();
    readMail();
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);

    harness.setProcessingTime(NOW + RESEND - 1);
    assertThat(receiver.sent).hasSize(1);
    harness.setProcessingTime(NOW + RESEND);
    receiver.take();
    readMail();
    harness.setProcessingTime(NOW + 2 * RESEND);

    assertThat(receiver.sent)
        .containsExactly(List.of(open("a", 1)), List.of(open("a", 1)), List.of(open("a", 1)));
    assertThat(counter(Counted.NOTIFICATIONS_SENT)).isEqualTo(2);
  }

  @Test
  void afterTheEndOfTheLastAlertNothingIsLeft() throws Exception {
    tell(open("a", 1));
    receiver.take();
    readMail();
    tell(closed("a", 2));
    receiver.take();
    readMail();

    assertThat(harness.numKeyedStateEntries()).isZero();
    harness.setProcessingTime(NOW + 10 * RESEND);
    assertThat(harness.numProcessingTimeTimers()).isZero();
    assertThat(receiver.sent).containsExactly(List.of(open("a", 1)), List.of(closed("a", 2)));
  }

  @Test
  void theStreamGoesOnWhileNobodyAnswers() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      tell(open("s" + i, 1));
    }

    assertThat(receiver.sent).hasSize(NotifyOperator.MOST_UNDER_WAY);
    assertThat(receiver.sent).allSatisfy(request -> assertThat(request).hasSize(1));
  }

  @Test
  void onceItAnswersAllThatHasGatheredIsSentInFewRequests() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      tell(open("s" + i, 1));
    }
    takeAll();

    assertThat(receiver.told()).hasSize(1_000).doesNotHaveDuplicates();
    // Each bucket's in one, but for those first ones that were sent alone.
    assertThat(receiver.sent).hasSize(BUCKETS + NotifyOperator.MOST_UNDER_WAY);
  }

  @Test
  void aBucketHasOneRequestUnderWayAndSendsWhatCameSinceAfterIt() throws Exception {
    tell(open("a", 1));
    tell(open("a", 2));
    tell(closed("a", 3));
    assertThat(receiver.sent).containsExactly(List.of(open("a", 1)));

    takeAll();

    assertThat(receiver.sent).containsExactly(List.of(open("a", 1)), List.of(closed("a", 3)));
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void aNewAlertDoesNotWaitForThoseThatAreSentAgain() throws Exception {
    int repeating = NotifyOperator.MOST_UNDER_WAY + 2;
    for (int i = 0; i < repeating; i++) {
      tell(open("s" + i, 1));
    }
    takeAll();
    harness.setProcessingTime(NOW + RESEND);
    assertThat(receiver.sent).hasSize(repeating + NotifyOperator.MOST_UNDER_WAY);

    // In a bucket of its own.
    tell(open("s" + repeating, 1));
    takeAll();

    int before = repeating + NotifyOperator.MOST_UNDER_WAY;
    assertThat(receiver.sent).hasSize(before + 3);
    assertThat(receiver.sent.get(before)).containsExactly(open("s" + repeating, 1));
  }

  @Test
  void whatFailsIsTriedAgainAfterPauses() throws Exception {
    tell(open("a", 1));
    receiver.fail();
    readMail();
    assertThat(receiver.sent).hasSize(1);

    harness.setProcessingTime(NOW + 1_000);
    assertThat(receiver.sent).hasSize(2);
    receiver.fail();
    readMail();
    harness.setProcessingTime(NOW + 2_999);
    assertThat(receiver.sent).hasSize(2);
    harness.setProcessingTime(NOW + 3_000);

    assertThat(receiver.sent).hasSize(3);
    assertThat(counter(Counted.NOTIFICATIONS_FAILED)).isEqualTo(2);
  }

  @Test
  void anAnswerThatIsAnErrorOfTheProgramIsAFailureToo() throws Exception {
    tell(open("a", 1));
    receiver.answers.remove().completeExceptionally(new IllegalStateException("broken"));
    readMail();

    harness.setProcessingTime(NOW + 1_000);

    assertThat(receiver.sent).hasSize(2);
  }

  @Test
  void whatIsRefusedIsCountedAndDoesNotStandInTheWayOfOthers() throws Exception {
    tell(open("a", 1));
    tell(bucketMate("a", "x"));
    tell(bucketMate("a", "y"));
    receiver.take();
    readMail();

    receiver.refuse();
    readMail();
    receiver.take();
    readMail();
    receiver.refuse();
    readMail();

    assertThat(receiver.sent.subList(1, 4))
        .containsExactly(
            List.of(bucketMate("a", "x").alert(), bucketMate("a", "y").alert()),
            List.of(bucketMate("a", "x").alert()),
            List.of(bucketMate("a", "y").alert()));
    assertThat(counter(Counted.NOTIFICATIONS_REFUSED)).isEqualTo(1);
    harness.setProcessingTime(NOW + RESEND);
    assertThat(receiver.sent.get(4)).containsExactly(open("a", 1), bucketMate("a", "x").alert());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterARestoreAllIsSentAgainThatIsOpenOrWasNotTaken(boolean isOnRocksDb) throws Exception {
    this.isOnRocksDb = isOnRocksDb;
    harness.close();
    harness = opened(null, NOW);
    tell(open("taken", 1));
    receiver.take();
    readMail();
    tell(open("over", 1));
    tell(closed("over", 2));
    takeAll();
    tell(closed("failed", 1));
    receiver.fail();
    readMail();
    tell(open("under-way", 1));

    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    receiver = new Receiver();
    // On a machine whose clock is behind.
    harness = opened(saved, NOW - 3_600_000);
    assertThat(receiver.sent).isEmpty();
    harness.setProcessingTime(NOW - 3_600_000 + 1);
    takeAll();

    assertThat(receiver.told())
        .containsExactlyInAnyOrder(open("taken", 1), open("under-way", 1), closed("failed", 1));
  }

  @Test
  void countersOutlastARestart() throws Exception {
    tell(open("a", 1));
    receiver.take();
    readMail();

    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    harness = opened(saved, NOW);

    assertThat(counter(Counted.NOTIFICATIONS_SENT)).isEqualTo(1);
  }

  @Test
  void anAnswerAfterTheEndOfTheTaskIsNobodysConcern() throws Exception {
    tell(open("a", 1));
    harness.getTaskMailbox().quiesce();

    receiver.take();

    assertThat(harness.getTaskMailbox().hasMail()).isFalse();
  }

  @Test
  void theEndOfTheInputWaitsForAnswers() throws Exception {
    tell(open("a", 1));
    tell(closed("b", 1));
    Thread people =
        new Thread(
            () -> {
              receiver.take();
              receiver.take();
            });
    people.start();

    harness.endInput();
    people.join();

    assertThat(counter(Counted.NOTIFICATIONS_SENT)).isEqualTo(2);
  }

  @Test
  void theEndOfTheInputDoesNotWaitForEver() throws Exception {
    tell(open("a", 1));
    Thread people =
        new Thread(
            () -> {
              // The end of the input sets a timer for the end of its patience, the only one here.
              await().until(() -> harness.getProcessingTimeService().getNumActiveTimers() == 1);
              try {
                harness.setProcessingTime(NOW + 30_000);
              } catch (Exception broken) {
                throw new AssertionError(broken);
              }
              receiver.fail();
            });
    people.start();

    harness.endInput();
    people.join();

    assertThat(receiver.sent).hasSize(1);
    assertThat(counter(Counted.NOTIFICATIONS_FAILED)).isEqualTo(1);
  }

  @Test
  void withoutAnythingToTellTheEndOfTheInputWaitsForNothing() throws Exception {
    tell(open("a", 1));
    receiver.take();
    readMail();

    harness.endInput();

    assertThat(receiver.sent).hasSize(1);
  }

  @Test
  void whoIsToldIsLetGoAtTheEnd() throws Exception {
    harness.close();

    assertThat(receiver.isClosed).isTrue();
    harness = opened(null, NOW);
  }

  private void takeAll() throws Exception {
    while (!receiver.answers.isEmpty()) {
      receiver.take();
      readMail();
    }
  }

  private void tell(Alert alert) throws Exception {
    tell(new AlertChange(alert, true, alert.revision(), alert.openedAt()));
  }

  private void tell(AlertChange change) throws Exception {
    harness.processElement(new StreamRecord<>(change));
  }

  /** What the task's thread does between two records. */
  private void readMail() throws Exception {
    while (true) {
      Optional<Mail> mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
      if (mail.isEmpty()) {
        return;
      }
      mail.get().run();
    }
  }

  private long counter(String name) {
    Accumulator<?, ?> counter =
        harness.getEnvironment().getAccumulatorRegistry().getUserMap().get(name);
    return counter == null ? 0 : (Long) counter.getLocalValue();
  }

  private static int bucketOf(AlertChange change) {
    return Math.floorMod(change.alert().alertId().split("\\|")[0].hashCode(), BUCKETS);
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, AlertChange, Void> opened(
      OperatorSubtaskState saved, long now) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Integer, AlertChange, Void> opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new NotifyOperator(new Notifying(() -> receiver, Duration.ofMillis(RESEND), false)),
            NotifyOperatorTest::bucketOf,
            Types.INT);
    opened.setStateBackend(
        isOnRocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
    opened.setup(Types.VOID.createSerializer(opened.getExecutionConfig().getSerializerConfig()));
    opened.setProcessingTime(now);
    if (saved != null) {
      opened.initializeState(saved);
    }
    opened.open();
    return opened;
  }

  /** People who answer when they are told to. */
  private static final class Receiver implements AlertNotifications {

    private final List<List<Alert>> sent = new ArrayList<>();
    private final Deque<CompletableFuture<Delivery>> answers = new ArrayDeque<>();
    private boolean isClosed;

    @Override
    public CompletionStage<Delivery> send(List<Alert> alerts) {
      CompletableFuture<Delivery> answer = new CompletableFuture<>();
      sent.add(alerts);
      answers.add(answer);
      return answer;
    }

    List<Alert> told() {
      return sent.stream().flatMap(List::stream).toList();
    }

    void take() {
      answer(Delivery.taken());
    }

    void fail() {
      answer(new Delivery(Outcome.FAILED, "down"));
    }

    void refuse() {
      answer(new Delivery(Outcome.REFUSED, "bad label"));
    }

    private void answer(Delivery delivery) {
      answers.remove().complete(delivery);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private static AlertChange bucketMate(String of, String name) {
    Alert alert = open(of + "|" + name, 1);
    return new AlertChange(alert, true, 1, NOW);
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

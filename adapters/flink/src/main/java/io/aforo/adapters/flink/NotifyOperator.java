package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.notify.NotificationQueue;
import io.aforo.application.port.out.AlertNotifications;
import io.aforo.application.port.out.AlertNotifications.Delivery;
import io.aforo.application.port.out.AlertNotifications.Outcome;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of alerts: keeps the queue of each bucket in state, sends what is due, and tries
 * again what was not taken.
 *
 * <p>Nothing here waits for an answer, but the end of a bounded input, for a while. The thread that
 * an answer comes on only puts it into the task's mailbox; the queue is changed by the task alone.
 * A bucket has one request under way at a time, and a subtask a few: the other buckets wait in
 * line, those with news before those that only repeat themselves. Requests under way are in no
 * state. After a restore, all that is open or was not taken is sent again.
 */
final class NotifyOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<AlertChange, Void>,
        Triggerable<Integer, VoidNamespace>,
        BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private static final Logger LOGGER = LoggerFactory.getLogger(NotifyOperator.class);

  private static final String STATE = "queue";

  /** The most requests under way in a subtask. */
  static final int MOST_UNDER_WAY = 4;

  private final Notifying notifying;
  private final long resendMillis;

  private transient MailboxExecutor mailbox;
  private transient ValueState<NotificationQueue> queues;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient ExactCounters counters;
  private transient AlertNotifications notifications;
  private transient boolean isRestored;
  private transient Set<Integer> underWay;
  private transient Set<Integer> waitingWithNews;
  private transient Set<Integer> waiting;
  private transient Map<Integer, Long> wakeUps;
  private transient Map<Integer, Integer> pending;
  private transient Outcome before;
  private transient volatile int pendingInAll;

  NotifyOperator(Notifying notifying) {
    this.notifying = notifying;
    this.resendMillis = notifying.resendEvery().toMillis();
  }

  @Override
  public void setMailboxExecutor(MailboxExecutor mailbox) {
    super.setMailboxExecutor(mailbox);
    this.mailbox = mailbox;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    counters = new ExactCounters(getRuntimeContext(), context.getOperatorStateStore());
    isRestored = context.isRestored();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    counters.save();
  }

  @Override
  public void open() throws Exception {
    super.open();
    queues =
        getRuntimeContext().getState(new ValueStateDescriptor<>(STATE, Formats.NOTIFICATION_QUEUE));
    timers = getInternalTimerService("wake-ups", VoidNamespaceSerializer.INSTANCE, this);
    underWay = new LinkedHashSet<>();
    waitingWithNews = new LinkedHashSet<>();
    waiting = new LinkedHashSet<>();
    wakeUps = new HashMap<>();
    pending = new HashMap<>();
    before = Outcome.TAKEN;
    getMetricGroup().gauge("numNotificationsPending", (Gauge<Integer>) () -> pendingInAll);
    notifications = notifying.opener().open();
    if (isRestored) {
      resumeAll();
    }
  }

  /** Requests of the attempt before may have been lost, and its clock may have been another one. */
  private void resumeAll() throws Exception {
    List<Integer> buckets;
    try (Stream<Integer> kept =
        this.<Integer>getKeyedStateBackend().getKeys(STATE, VoidNamespace.INSTANCE)) {
      buckets = kept.toList();
    }
    for (Integer bucket : buckets) {
      setCurrentKey(bucket);
      NotificationQueue queue = queues.value();
      if (queue != null) {
        queue.makeDue(now());
        keep(bucket, queue);
        // Not at once: what is sent belongs to a task that runs.
        wake(bucket, now() + 1);
      }
    }
  }

  @Override
  public void processElement(StreamRecord<AlertChange> record) throws Exception {
    Integer bucket = (Integer) getCurrentKey();
    NotificationQueue queue = queue();
    List<Alert> letGo = queue.add(record.getValue(), now());
    if (!letGo.isEmpty()) {
      counters.counter(Counted.NOTIFICATIONS_LET_GO).add(letGo.size());
      letGo.forEach(
          alert -> LOGGER.warn("Nobody was told of the end of {}: too many wait", named(alert)));
    }
    keep(bucket, queue);
    sendWhatIsDue(bucket, queue, queue.pending() > 0);
  }

  @Override
  public void onProcessingTime(InternalTimer<Integer, VoidNamespace> timer) throws Exception {
    Integer bucket = timer.getKey();
    wakeUps.remove(bucket, timer.getTimestamp());
    // Also what has failed before is in no hurry: it would keep others from being sent again.
    sendWhatIsDue(bucket, queue(), false);
  }

  @Override
  public void onEventTime(InternalTimer<Integer, VoidNamespace> timer) {
    throw new IllegalStateException("nothing here goes by event time");
  }

  private void sendWhatIsDue(Integer bucket, NotificationQueue queue, boolean hasNews)
      throws Exception {
    if (underWay.contains(bucket)) {
      return;
    }
    if (queue.wakeAt() > now()) {
      wake(bucket, queue.wakeAt());
      return;
    }
    if (hasNews) {
      waiting.remove(bucket);
      waitingWithNews.add(bucket);
    } else if (!waitingWithNews.contains(bucket)) {
      waiting.add(bucket);
    }
    serveWaiting();
  }

  /** In the order in which they came, news first. Changes the current key. */
  private void serveWaiting() throws Exception {
    while (underWay.size() < MOST_UNDER_WAY && !(waitingWithNews.isEmpty() && waiting.isEmpty())) {
      Set<Integer> line = waitingWithNews.isEmpty() ? waiting : waitingWithNews;
      Integer next = line.iterator().next();
      line.remove(next);
      setCurrentKey(next);
      send(next, queue().due(now(), resendMillis));
    }
  }

  private void send(Integer bucket, List<Alert> alerts) {
    underWay.add(bucket);
    long sentAt = now();
    notifications
        .send(alerts)
        .whenComplete(
            (delivery, failure) -> {
              Delivery known =
                  failure == null ? delivery : new Delivery(Outcome.FAILED, failure.toString());
              try {
                mailbox.execute(
                    () -> settle(bucket, alerts, known, sentAt), "notifications: an answer");
              } catch (RejectedExecutionException ended) {
                LOGGER.debug("An answer came after the end of the task", ended);
              }
            });
  }

  private void settle(Integer bucket, List<Alert> sent, Delivery delivery, long sentAt)
      throws Exception {
    underWay.remove(bucket);
    setCurrentKey(bucket);
    NotificationQueue queue = queue();
    List<NotificationQueue.GivenUp> givenUp =
        queue.settle(sent, delivery.outcome(), sentAt, now(), resendMillis);
    report(sent, delivery, givenUp);
    keep(bucket, queue);
    sendWhatIsDue(bucket, queue, queue.pending() > 0);
    // A place is free now.
    serveWaiting();
  }

  /** Counts everything, and writes down what changes: not each failure of an outage. */
  private void report(
      List<Alert> sent, Delivery delivery, List<NotificationQueue.GivenUp> givenUp) {
    boolean isTaken =
        delivery.outcome() == Outcome.TAKEN || delivery.outcome() == Outcome.TAKEN_BY_SOME;
    if (isTaken) {
      counters.counter(Counted.NOTIFICATIONS_SENT).add(sent.size());
    } else if (delivery.outcome() == Outcome.FAILED) {
      counters.counter(Counted.NOTIFICATIONS_FAILED).add(1L);
    }
    for (NotificationQueue.GivenUp lost : givenUp) {
      counters.counter(Counted.NOTIFICATIONS_REFUSED).add(1L);
      if (lost.isFirst()) {
        LOGGER.error(
            "Nobody can be told of {}, which was refused: {}",
            named(lost.alert()),
            delivery.problem());
      }
    }
    // A refusal says that the way there is all right.
    Outcome now = delivery.outcome() == Outcome.REFUSED ? Outcome.TAKEN : delivery.outcome();
    if (now == before) {
      return;
    }
    before = now;
    switch (now) {
      case TAKEN_BY_SOME ->
          LOGGER.warn("Not all who should be told of alerts can be: {}", delivery.problem());
      case FAILED -> LOGGER.error("Nobody can be told of alerts now: {}", delivery.problem());
      default -> LOGGER.info("All who should be told of alerts are, again");
    }
  }

  /** Waits for what nobody has taken yet, and for no longer than a while. */
  @Override
  public void endInput() throws Exception {
    long deadline = now() + notifying.patience().toMillis();
    // So that something comes into the mailbox by then.
    getProcessingTimeService().registerTimer(deadline, time -> {});
    while (pendingInAll > 0 && now() < deadline) {
      mailbox.yield();
    }
    if (pendingInAll > 0) {
      LOGGER.error(
          "The input has ended, and nobody was told of {} alerts as they stand, within {}",
          pendingInAll,
          notifying.patience());
    }
  }

  @Override
  public void close() throws Exception {
    super.close();
    if (notifications != null) {
      notifications.close();
    }
  }

  private NotificationQueue queue() throws Exception {
    NotificationQueue kept = queues.value();
    return kept == null ? new NotificationQueue() : kept;
  }

  private void keep(Integer bucket, NotificationQueue queue) throws Exception {
    if (queue.isSpent()) {
      queues.clear();
      pending.remove(bucket);
    } else {
      queues.update(queue);
      pending.put(bucket, queue.pending());
    }
    pendingInAll = pending.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Sets the timer of the current key; of several, only the earliest stays. */
  private void wake(Integer bucket, long time) {
    Long set = wakeUps.get(bucket);
    if (time == Long.MAX_VALUE || (set != null && set <= time)) {
      return;
    }
    if (set != null) {
      timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, set);
    }
    timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, time);
    wakeUps.put(bucket, time);
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private static String named(Alert alert) {
    return alert.kind() + " of sensor " + alert.sensorId() + " (alert " + alert.alertId() + ")";
  }
}

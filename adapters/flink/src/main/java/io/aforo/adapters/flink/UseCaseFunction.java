package io.aforo.adapters.flink;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.time.EventTime;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Drives any use case on Flink: loads the key's state, hands it in, keeps it if it changed, sets
 * the timer that the use case asks for. It knows nothing of sales or temperatures.
 *
 * <p>A timer of Flink has no name, and one time is delivered once, whatever it was set for. Here
 * that is harmless: a timer only says that it is time to look, and the use case does all that is
 * due.
 *
 * @param <F> Flink's key, which need not be the use case's own
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 */
final class UseCaseFunction<F, E, S, R> extends KeyedProcessFunction<F, E, R>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final KeyedProcess<?, E, S, R> process;
  private final KeptState.Layout<S> layout;
  private final String input;

  private transient KeptState<S> state;
  private transient ExactCounters counters;
  private transient Emitter emitter;
  private transient long restoredWatermark;
  private transient Optional<KeyScope> serialized;

  /**
   * @param process the use case
   * @param layout how its state is kept
   * @param input the input's name, first part of its counters' names
   */
  UseCaseFunction(KeyedProcess<?, E, S, R> process, KeptState.Layout<S> layout, String input) {
    this.process = process;
    this.layout = layout;
    this.input = input;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    counters = new ExactCounters(getRuntimeContext(), context.getOperatorStateStore());
    serialized = Optional.empty();
  }

  /**
   * Says how far time had come when the state was saved: Flink's own watermark starts anew, and an
   * event that was late then is late now.
   */
  void restoredWatermark(long watermark) {
    restoredWatermark = watermark;
  }

  /**
   * Says that the state backend serializes each value.
   *
   * @param keys the operator's
   */
  void serializes(KeyScope keys) {
    serialized = Optional.of(keys);
  }

  /** Counts one more under the name that {@link Counted} gives it. */
  void count(String counter) {
    counters.counter(counter).add(1L);
  }

  /** Changes the state of the current key by other means than an event. */
  void change(Consumer<S> change, TimerService timers) throws Exception {
    S current = state.load().orElseGet(state::create);
    long asked = asked(current);
    change.accept(current);
    keep(current, asked, timers);
  }

  private long watermark(Context context) {
    return Math.max(context.timerService().currentWatermark(), restoredWatermark);
  }

  @Override
  public void open(OpenContext context) {
    state = layout.open(getRuntimeContext(), serialized);
    emitter = new Emitter();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    counters.save();
    // Flink asks operators first, and takes the snapshot of their keyed state after that.
    state.flush();
  }

  @Override
  public void processElement(E event, Context context, Collector<R> out) throws Exception {
    S current = state.load().orElseGet(state::create);
    long asked = asked(current);
    emitter.to(context, out);
    if (process.onEvent(current, event, watermark(context), emitter)) {
      keep(current, asked, context.timerService());
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<R> out) throws Exception {
    Optional<S> kept = state.load();
    if (kept.isEmpty()) {
      return;
    }
    S current = kept.get();
    emitter.to(context, out);
    if (process.onTime(current, watermark(context), emitter)) {
      keep(current, EventTime.MAX, context.timerService());
    } else {
      // This timer is used up, and the use case may have moved its wake-up.
      wake(current, EventTime.MAX, context.timerService());
    }
  }

  /** When a state that was just loaded asked to be woken, if that is known. */
  private long asked(S current) {
    return process.keepsWakeAt() ? process.wakeAt(current) : EventTime.MAX;
  }

  private void keep(S current, long asked, TimerService timers) throws Exception {
    if (process.isSpent(current)) {
      state.clear();
    } else {
      state.keep(current);
      wake(current, asked, timers);
    }
  }

  /**
   * Sets the timer that the use case asks for.
   *
   * @param asked when it asked to be woken before, so that there is a timer, which is not used up,
   *     for then or for the watermark after; {@link EventTime#MAX} if there is none
   */
  private void wake(S current, long asked, TimerService timers) {
    long wakeAt = process.wakeAt(current);
    if (wakeAt >= asked) {
      // Woken then, it asks anew. To ask with every event would cost more than many an event.
      return;
    }
    // One that is due by now would fire within this very watermark, and again, without an end.
    long watermark = timers.currentWatermark();
    if (wakeAt != EventTime.MAX && watermark < EventTime.END) {
      timers.registerEventTimeTimer(Math.max(wakeAt, watermark + 1));
    }
  }

  /**
   * Carries what the use case says to Flink's outputs; one for all calls, as they never overlap.
   */
  private final class Emitter implements Outcome<R> {

    // By the number of what is counted; nothing before it is counted for the first time.
    private final LongCounter[] tallies = new LongCounter[Tally.values().length];
    private Context context;
    private Collector<R> results;

    private void to(Context context, Collector<R> results) {
      this.context = context;
      this.results = results;
    }

    @Override
    public void result(R result) {
      results.collect(result);
    }

    @Override
    public void late(LateEvent event) {
      UseCaseFunction.this.count(Counted.late(event.report()));
      context.output(SideOutputs.LATE_EVENTS, event);
    }

    @Override
    public void reject(DeadLetter letter) {
      UseCaseFunction.this.count(Counted.rejected(input, letter.reason()));
      context.output(SideOutputs.DEAD_LETTERS, letter);
    }

    @Override
    public void count(Tally tally) {
      LongCounter counter = tallies[tally.ordinal()];
      if (counter == null) {
        counter = counters.counter(Counted.tally(input, tally));
        tallies[tally.ordinal()] = counter;
      }
      counter.add(1L);
    }
  }
}

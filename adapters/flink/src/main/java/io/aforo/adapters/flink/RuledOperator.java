package io.aforo.adapters.flink;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.in.RuledProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.InvalidEvent;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs a keyed function whose rules change meanwhile: the first input is its events, by key; the
 * second one, changes of the rules, of which every subtask gets all. Flink's own way to do this has
 * a function of another kind, and no say in what moves time.
 *
 * <p>The last change of each key is kept in broadcast state, and is handed in again before any
 * event after a restart. Then comes what was read ahead: a start never judges an event by rules
 * that are older than it must.
 *
 * <p>Time is that of the events alone. The rules' input has none: whether it is silent, behind, or
 * at its end, it holds nothing back.
 *
 * <p>All subtasks take the same decisions, so one of them speaks for all: it counts the changes,
 * and puts out those that are refused.
 *
 * @param <K> Flink's key
 * @param <E> the events that come in
 * @param <S> the state of one key
 * @param <R> the results that go out
 * @param <C> the changes of rules
 */
final class RuledOperator<K, E, S, R, C> extends UseCaseOperator<K, E, S, R>
    implements TwoInputStreamOperator<E, Ingested.Accepted<C>, R> {

  private static final long serialVersionUID = 1L;

  private static final int EVENTS = 0;

  private final RuledProcess<?, E, S, R, C> process;
  private final Changes<C> changes;
  private final Preload<C> preload;

  private transient BroadcastState<String, C> rules;
  private transient ReadAhead readAhead;

  /**
   * @param process the use case, with the rules that are known at the start
   * @param layout how its state is kept
   * @param input the name of the events' input, first part of its counters' names
   * @param silence when time goes on without events
   * @param changes what is to be known of changes
   * @param preload reads the rules ahead
   */
  RuledOperator(
      RuledProcess<?, E, S, R, C> process,
      KeptState.Layout<S> layout,
      String input,
      Silence silence,
      Changes<C> changes,
      Preload<C> preload) {
    super(process, layout, input, silence);
    this.process = process;
    this.changes = changes;
    this.preload = preload;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rules =
        context
            .getOperatorStateStore()
            .getBroadcastState(new MapStateDescriptor<>("rules", Types.STRING, changes.type()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    for (Map.Entry<String, C> kept : rules.entries()) {
      process
          .onChange(kept.getValue())
          .ifPresent(
              why ->
                  LOG.warn(
                      "What was kept of {} is not in force any more, since what the job was started"
                          + " with says otherwise: {}",
                      kept.getKey(),
                      why));
    }
    readAhead = new ReadAhead();
    for (Ingested.Accepted<C> change : preload.read()) {
      readAhead.add(change.record(), process.onChange(change.event()));
    }
  }

  @Override
  public void processElement1(StreamRecord<E> record) throws Exception {
    processElement(record);
  }

  @Override
  public void processElement2(StreamRecord<Ingested.Accepted<C>> record) throws Exception {
    C change = record.getValue().event();
    SourceRecord source = record.getValue().record();
    Optional<String> refusal =
        readAhead.includes(source) ? readAhead.refusalOf(source) : process.onChange(change);
    if (refusal.isEmpty()) {
      keep(change);
    }
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      String input = changes.input().of(change);
      if (refusal.isEmpty()) {
        count(Counted.tally(input, Tally.ACCEPTED));
      } else {
        DeadLetter letter =
            DeadLetter.of(source, new InvalidEvent(changes.refusal(), refusal.get()));
        count(Counted.rejected(input, letter.reason()));
        output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter));
      }
    }
  }

  private void keep(C change) throws Exception {
    // One that takes away as well: what it takes away can be of the rules of the start.
    rules.put(process.keyOfChange(change), change);
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    processWatermark(mark);
  }

  /** Not time: see above. */
  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {
    if (input == EVENTS) {
      processWatermarkStatus(status);
    }
  }
}

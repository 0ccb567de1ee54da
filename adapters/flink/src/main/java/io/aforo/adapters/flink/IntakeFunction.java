package io.aforo.adapters.flink;

import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Tally;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sorts what a source read: events go on, dead letters go aside, tombstones are counted.
 *
 * @param <E> the kind of event
 */
final class IntakeFunction<E> extends ProcessFunction<Ingested<E>, Ingested.Accepted<E>>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final String input;
  private final boolean acceptsHere;
  private transient ExactCounters counters;
  private transient LongCounter in;

  /**
   * @param input the input's name, first part of its counters' names
   * @param acceptsHere whether no later stage looks for duplicates, so that events count as
   *     accepted here
   */
  IntakeFunction(String input, boolean acceptsHere) {
    this.input = input;
    this.acceptsHere = acceptsHere;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    counters = new ExactCounters(getRuntimeContext(), context.getOperatorStateStore());
    in = counters.counter(Counted.tally(input, Tally.IN));
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    counters.save();
  }

  @Override
  public void processElement(
      Ingested<E> ingested, Context context, Collector<Ingested.Accepted<E>> out) {
    in.add(1L);
    if (ingested instanceof Ingested.Accepted<E> accepted) {
      if (acceptsHere) {
        counters.counter(Counted.tally(input, Tally.ACCEPTED)).add(1L);
      }
      out.collect(accepted);
    } else if (ingested instanceof Ingested.Rejected<E> rejected) {
      counters.counter(Counted.rejected(input, rejected.letter().reason())).add(1L);
      context.output(SideOutputs.DEAD_LETTERS, rejected.letter());
    } else {
      counters.counter(Counted.tally(input, Tally.TOMBSTONES)).add(1L);
    }
  }
}

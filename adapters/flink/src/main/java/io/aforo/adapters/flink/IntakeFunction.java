package io.aforo.adapters.flink;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.CircuitBreaker;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts what a source read: events go on, dead letters go aside, tombstones are counted. Where too
 * many records are refused, the job ends with a {@link CircuitBreakerOpen}; what each subtask has
 * seen for that is in no checkpoint, so after a restart it looks anew.
 *
 * @param <E> the kind of event
 */
final class IntakeFunction<E> extends ProcessFunction<Ingested<E>, Ingested.Accepted<E>>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(IntakeFunction.class);

  /** In place of the number of the checkpoint that the state came from. */
  private static final long NOT_RESTORED = -1;

  private final String input;
  private final boolean acceptsHere;
  private final CircuitBreaker.Rule rule;
  private final int generation;
  private transient SavedGeneration savedGeneration;
  private transient ExactCounters counters;
  private transient LongCounter in;
  private transient LongCounter accepted;
  private transient CircuitBreaker breaker;

  /**
   * @param input the input's name, first part of its counters' names
   * @param acceptsHere whether no later stage looks for duplicates, so that events count as
   *     accepted here
   * @param rule when too many records are refused; empty if any number may be
   * @param generation of the deployment; state of another one is refused
   */
  IntakeFunction(
      String input, boolean acceptsHere, Optional<CircuitBreaker.Rule> rule, int generation) {
    this.generation = generation;
    this.input = input;
    this.acceptsHere = acceptsHere;
    this.rule = rule.orElse(null);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    savedGeneration = new SavedGeneration(context.getOperatorStateStore());
    savedGeneration.requireNoneBut(generation);
    counters = new ExactCounters(getRuntimeContext(), context.getOperatorStateStore());
    in = counters.counter(Counted.tally(input, Tally.IN));
    breaker = rule == null ? null : new CircuitBreaker(rule);
    long restored = context.getRestoredCheckpointId().orElse(NOT_RESTORED);
    getRuntimeContext().getMetricGroup().gauge("restoredCheckpoint", () -> restored);
    TaskInfo task = getRuntimeContext().getTaskInfo();
    if (task.getIndexOfThisSubtask() == 0) {
      LOG.info(
          "{}: attempt {}, {}",
          input,
          task.getAttemptNumber() + 1,
          restored == NOT_RESTORED
              ? "started without state"
              : "restored from checkpoint " + restored);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    counters.save();
    savedGeneration.save(generation);
  }

  @Override
  public void processElement(
      Ingested<E> ingested, Context context, Collector<Ingested.Accepted<E>> out) {
    in.add(1L);
    guard(ingested, context);
    if (ingested instanceof Ingested.Accepted<E> event) {
      if (acceptsHere) {
        countAccepted();
      }
      out.collect(event);
    } else if (ingested instanceof Ingested.Rejected<E> rejected) {
      counters.counter(Counted.rejected(input, rejected.letter().reason())).add(1L);
      context.output(SideOutputs.DEAD_LETTERS, rejected.letter());
    } else {
      counters.counter(Counted.tally(input, Tally.TOMBSTONES)).add(1L);
    }
  }

  private void countAccepted() {
    if (accepted == null) {
      // Not before the first one: what never happened is not shown.
      accepted = counters.counter(Counted.tally(input, Tally.ACCEPTED));
    }
    accepted.add(1L);
  }

  /**
   * @throws CircuitBreakerOpen if too many records were refused
   */
  private void guard(Ingested<E> ingested, Context context) {
    if (breaker == null) {
      return;
    }
    long now = context.timerService().currentProcessingTime();
    if (ingested instanceof Ingested.Rejected<E> rejected) {
      DeadLetter letter = rejected.letter();
      breaker
          .refuse(letter.reason(), now)
          .ifPresent(
              opening -> {
                TaskInfo task = getRuntimeContext().getTaskInfo();
                throw new CircuitBreakerOpen(
                    input,
                    task.getIndexOfThisSubtask() + 1 + "/" + task.getNumberOfParallelSubtasks(),
                    rule,
                    opening,
                    letter.record());
              });
    } else {
      breaker.pass(now);
    }
  }
}

package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.DetectTemperatureJumps;
import io.aforo.application.IdentifySales;
import io.aforo.application.contract.ScenarioContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The scenarios on Flink's own operator, with a state backend of choice. */
abstract class FlinkScenarios extends ScenarioContract {

  /** The backend that state is kept in. */
  abstract StateBackend backend() throws Exception;

  /** Whether the operator is saved, thrown away and restored before each step. */
  abstract boolean restoresBetweenSteps();

  @Override
  protected <K, E, S, R> Run<E, R> start(KeyedProcess<K, E, S, R> process) throws Exception {
    return new HarnessRun<>(process);
  }

  @SuppressWarnings("unchecked")
  private static <T> TypeInformation<T> stateTypeOf(KeyedProcess<?, ?, T, ?> process) {
    Object type;
    if (process instanceof AggregateSales) {
      type = Formats.SALES_TABLE;
    } else if (process instanceof IdentifySales) {
      type = Formats.SEEN_SALE;
    } else if (process instanceof DetectTemperatureJumps) {
      type = Formats.JUMP_MONITOR;
    } else {
      throw new IllegalArgumentException("no state type is known for " + process.getClass());
    }
    return (TypeInformation<T>) type;
  }

  @SuppressWarnings("unchecked")
  private static <K> TypeInformation<K> keyTypeOf(KeyedProcess<K, ?, ?, ?> process) {
    return (TypeInformation<K>) (process instanceof AggregateSales ? Types.INT : Types.STRING);
  }

  private final class HarnessRun<K, E, S, R> implements Run<E, R> {

    private final KeyedProcess<K, E, S, R> process;
    private final List<R> results = new ArrayList<>();
    private final List<LateEvent> late = new ArrayList<>();
    private final List<DeadLetter> rejected = new ArrayList<>();
    private KeyedOneInputStreamOperatorTestHarness<K, E, R> harness;

    private HarnessRun(KeyedProcess<K, E, S, R> process) throws Exception {
      this.process = process;
      open(null);
    }

    private void open(OperatorSubtaskState saved) throws Exception {
      harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(
                  new UseCaseFunction<K, E, S, R>(process, stateTypeOf(process), "input")),
              process::keyOf,
              keyTypeOf(process));
      harness.setStateBackend(backend());
      harness.setup();
      if (saved != null) {
        harness.initializeState(saved);
      }
      harness.open();
    }

    private void beforeStep() throws Exception {
      if (restoresBetweenSteps()) {
        OperatorSubtaskState saved = harness.snapshot(0, 0);
        collect();
        harness.close();
        open(saved);
      }
    }

    @Override
    public void event(E event) throws Exception {
      beforeStep();
      harness.processElement(new StreamRecord<>(event));
    }

    @Override
    public void watermark(long epochMillis) throws Exception {
      beforeStep();
      harness.processWatermark(epochMillis);
    }

    private void collect() {
      results.addAll(harness.extractOutputValues());
      harness.getOutput().clear();
      drain(SideOutputs.LATE_EVENTS, late);
      drain(SideOutputs.DEAD_LETTERS, rejected);
    }

    private <T> void drain(OutputTag<T> tag, Collection<T> into) {
      Queue<StreamRecord<T>> side = harness.getSideOutput(tag);
      if (side != null) {
        side.forEach(record -> into.add(record.getValue()));
        side.clear();
      }
    }

    @Override
    public Said<R> said() {
      collect();
      Said<R> said =
          new Said<>(List.copyOf(results), List.copyOf(late), List.copyOf(rejected), counted());
      results.clear();
      late.clear();
      rejected.clear();
      return said;
    }

    private Map<Tally, Long> counted() {
      Map<String, Accumulator<?, ?>> accumulators =
          harness.getEnvironment().getAccumulatorRegistry().getUserMap();
      Map<Tally, Long> counted = new EnumMap<>(Tally.class);
      for (Tally tally : Tally.values()) {
        Accumulator<?, ?> accumulator = accumulators.get(Counted.tally("input", tally));
        if (accumulator != null) {
          counted.put(tally, (Long) accumulator.getLocalValue());
        }
      }
      return counted;
    }

    @Override
    public int pendingTimers() {
      return harness.numEventTimeTimers();
    }

    @Override
    public void close() {
      try {
        harness.close();
      } catch (Exception notClosed) {
        throw new IllegalStateException("the harness could not be closed", notClosed);
      }
    }
  }
}

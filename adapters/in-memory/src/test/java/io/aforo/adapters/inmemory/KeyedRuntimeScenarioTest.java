package io.aforo.adapters.inmemory;

import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.application.contract.ScenarioContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.port.in.Combiner;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.RuledProcess;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.RuleBookChange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

class KeyedRuntimeScenarioTest extends ScenarioContract {

  @Override
  protected <K, E, S, R> Run<E, R> start(KeyedProcess<K, E, S, R> process) {
    Recorder<R> recorder = new Recorder<>();
    KeyedRuntime<K, E, S, R> runtime = new KeyedRuntime<>(process, recorder);
    return new KeyedRun<>(runtime, recorder);
  }

  @Override
  protected <K, E, S, R> RuledRun<E, R, RuleBookChange> startRuled(
      RuledProcess<K, E, S, R, RuleBookChange> process) {
    Recorder<R> recorder = new Recorder<>();
    return new RuledKeyedRun<>(process, new KeyedRuntime<>(process, recorder), recorder);
  }

  @Override
  protected Run<Sale, SalesRow> startReport(AggregateSales report) {
    return combined(report.newCombiner(true), report);
  }

  @Override
  protected Run<Ingested.Accepted<Sale>, Sale> startIdentity(IdentifySales identify) {
    return combined(identify.newSorter(), identify);
  }

  private static <E, B, R> Run<E, R> combined(
      Combiner<E, B> combiner, KeyedProcess<?, B, ?, R> process) {
    Recorder<R> recorder = new Recorder<>();
    KeyedRuntime<?, B, ?, R> keys = new KeyedRuntime<>(process, recorder);
    CombiningRuntime<E, B> runtime = new CombiningRuntime<>(combiner, keys);
    return new Run<>() {
      @Override
      public void event(E event) {
        runtime.event(event);
      }

      @Override
      public void watermark(long epochMillis) {
        runtime.watermark(epochMillis);
      }

      @Override
      public Said<R> said() {
        runtime.flush();
        return recorder.take();
      }

      @Override
      public int pendingTimers() {
        return keys.pendingTimers();
      }

      @Override
      public int keysWithState() {
        return keys.keys();
      }

      @Override
      public void close() {}
    };
  }

  private static class KeyedRun<E, R> implements Run<E, R> {

    private final KeyedRuntime<?, E, ?, R> runtime;
    private final Recorder<R> recorder;

    private KeyedRun(KeyedRuntime<?, E, ?, R> runtime, Recorder<R> recorder) {
      this.runtime = runtime;
      this.recorder = recorder;
    }

    @Override
    public void event(E event) {
      runtime.event(event);
    }

    @Override
    public void watermark(long epochMillis) {
      runtime.watermark(epochMillis);
    }

    @Override
    public Said<R> said() {
      return recorder.take();
    }

    @Override
    public int pendingTimers() {
      return runtime.pendingTimers();
    }

    @Override
    public int keysWithState() {
      return runtime.keys();
    }

    @Override
    public void close() {}
  }

  /** A runtime in one process needs no way of its own for rules: the use case is told at once. */
  private static final class RuledKeyedRun<E, R> extends KeyedRun<E, R>
      implements RuledRun<E, R, RuleBookChange> {

    private final RuledProcess<?, E, ?, R, RuleBookChange> process;
    private final Recorder<R> recorder;

    private RuledKeyedRun(
        RuledProcess<?, E, ?, R, RuleBookChange> process,
        KeyedRuntime<?, E, ?, R> runtime,
        Recorder<R> recorder) {
      super(runtime, recorder);
      this.process = process;
      this.recorder = recorder;
    }

    @Override
    public void change(Ingested.Accepted<RuleBookChange> change) {
      process
          .onChange(change.event())
          .map(why -> new InvalidEvent(RejectionReason.INVALID_RULE, why))
          .ifPresent(refusal -> recorder.reject(DeadLetter.of(change.record(), refusal)));
    }
  }

  private static final class Recorder<R> implements Outcome<R> {

    private final List<R> results = new ArrayList<>();
    private final List<LateEvent> late = new ArrayList<>();
    private final List<DeadLetter> rejected = new ArrayList<>();
    private final Map<Tally, Long> counted = new EnumMap<>(Tally.class);

    private Said<R> take() {
      Said<R> said =
          new Said<>(
              List.copyOf(results), List.copyOf(late), List.copyOf(rejected), Map.copyOf(counted));
      results.clear();
      late.clear();
      rejected.clear();
      return said;
    }

    @Override
    public void result(R result) {
      results.add(result);
    }

    @Override
    public void late(LateEvent event) {
      late.add(event);
    }

    @Override
    public void reject(DeadLetter letter) {
      rejected.add(letter);
    }

    @Override
    public void count(Tally tally) {
      counted.merge(tally, 1L, Long::sum);
    }
  }
}

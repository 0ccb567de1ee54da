package io.aforo.adapters.inmemory;

import io.aforo.application.AggregateSales;
import io.aforo.application.contract.ScenarioContract;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.in.KeyedProcess;
import io.aforo.application.port.in.Outcome;
import io.aforo.application.port.in.Tally;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

class KeyedRuntimeScenarioTest extends ScenarioContract {

  @Override
  protected <K, E, S, R> Run<E, R> start(KeyedProcess<K, E, S, R> process) {
    Recorder<R> recorder = new Recorder<>();
    KeyedRuntime<K, E, S, R> runtime = new KeyedRuntime<>(process, recorder);
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
    };
  }

  @Override
  protected Run<Sale, SalesRow> startReport(AggregateSales report) {
    Recorder<SalesRow> recorder = new Recorder<>();
    KeyedRuntime<Integer, SalesBundle, SalesTable, SalesRow> tables =
        new KeyedRuntime<>(report, recorder);
    CombiningRuntime<Sale, SalesBundle> runtime =
        new CombiningRuntime<>(report.newCombiner(true), tables);
    return new Run<>() {
      @Override
      public void event(Sale sale) {
        runtime.event(sale);
      }

      @Override
      public void watermark(long epochMillis) {
        runtime.watermark(epochMillis);
      }

      @Override
      public Said<SalesRow> said() {
        runtime.flush();
        return recorder.take();
      }

      @Override
      public int pendingTimers() {
        return tables.pendingTimers();
      }

      @Override
      public int keysWithState() {
        return tables.keys();
      }

      @Override
      public void close() {}
    };
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

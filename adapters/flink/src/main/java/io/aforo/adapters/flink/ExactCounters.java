package io.aforo.adapters.flink;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * Counters that are right after a restart, because they are saved with every checkpoint. Each is
 * shown as an accumulator, so that the job's result holds the totals over all subtasks, and as a
 * metric ({@code docs/metrics.md}). One set belongs to one subtask.
 */
final class ExactCounters {

  private static final ListStateDescriptor<Tuple2<String, Long>> STATE =
      new ListStateDescriptor<>("counters", Types.TUPLE(Types.STRING, Types.LONG));

  private final Map<String, LongCounter> counters = new LinkedHashMap<>();
  private final RuntimeContext context;
  private final ListState<Tuple2<String, Long>> saved;

  /** Takes over what was saved; after a rescaling, whichever part of it came here. */
  ExactCounters(RuntimeContext context, OperatorStateStore store) throws Exception {
    this.context = context;
    this.saved = store.getListState(STATE);
    for (Tuple2<String, Long> entry : saved.get()) {
      counter(entry.f0).add(entry.f1.longValue());
    }
  }

  /** The counter of this name, such as {@code sales.duplicates}; keep it where it is often used. */
  LongCounter counter(String name) {
    LongCounter known = counters.get(name);
    if (known != null) {
      return known;
    }
    LongCounter counter = new LongCounter();
    counters.put(name, counter);
    context.addAccumulator(name, counter);
    ShownCounter.show(name, counter, context.getMetricGroup());
    return counter;
  }

  void save() throws Exception {
    saved.clear();
    for (Map.Entry<String, LongCounter> counter : counters.entrySet()) {
      saved.add(Tuple2.of(counter.getKey(), counter.getValue().getLocalValuePrimitive()));
    }
  }
}

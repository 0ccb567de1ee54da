package io.aforo.adapters.flink;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * How far time had come in the subtasks of an operator when its state was saved: Flink's own
 * watermarks are not part of a checkpoint. Every subtask gets those of all, so that it does not
 * matter over how many they are spread.
 */
final class SavedWatermarks {

  private static final ListStateDescriptor<Long> STATE =
      new ListStateDescriptor<>("watermarks", Types.LONG);

  private final ListState<Long> saved;
  private final long earliest;
  private final long latest;

  /** Takes over what was saved, if anything was. */
  SavedWatermarks(OperatorStateStore store) throws Exception {
    saved = store.getUnionListState(STATE);
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (long watermark : saved.get()) {
      min = Math.min(min, watermark);
      max = Math.max(max, watermark);
    }
    latest = max;
    earliest = Math.min(min, max);
  }

  /** The earliest of all subtasks; the smallest long if nothing was saved. */
  long earliest() {
    return earliest;
  }

  /** The latest of all subtasks; the smallest long if nothing was saved. */
  long latest() {
    return latest;
  }

  /** Saves this subtask's own. */
  void save(long watermark) throws Exception {
    saved.clear();
    saved.add(watermark);
  }
}

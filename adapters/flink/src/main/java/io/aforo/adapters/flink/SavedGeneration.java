package io.aforo.adapters.flink;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The generation that state belongs to. A higher one computes everything anew: with the state of
 * the one before, it would write only what still changes, and the rest would stay as it was.
 */
final class SavedGeneration {

  private static final ListStateDescriptor<Integer> STATE =
      new ListStateDescriptor<>("generation", Types.INT);

  private final ListState<Integer> saved;

  SavedGeneration(OperatorStateStore store) throws Exception {
    // Every subtask gets that of all, however many there were.
    saved = store.getUnionListState(STATE);
  }

  /**
   * @throws StateOfAnotherGeneration if what was saved is of another one
   */
  void requireNoneBut(int generation) throws Exception {
    for (int each : saved.get()) {
      if (each != generation) {
        throw new StateOfAnotherGeneration(each, generation);
      }
    }
  }

  void save(int generation) throws Exception {
    saved.clear();
    saved.add(generation);
  }
}

package io.aforo.adapters.flink;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;

class HeapRestoredScenarioTest extends FlinkScenarios {

  @Override
  StateBackend backend() {
    return new HashMapStateBackend();
  }

  @Override
  boolean restoresBetweenSteps() {
    return true;
  }
}

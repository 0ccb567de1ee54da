package io.aforo.adapters.flink;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

class RocksDbRestoredScenarioTest extends FlinkScenarios {

  @Override
  StateBackend backend() {
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
    // Managed memory costs a harness far more time than it saves.
    backend.getMemoryConfiguration().setUseManagedMemory(false);
    return backend;
  }

  @Override
  boolean restoresBetweenSteps() {
    return true;
  }
}

package io.aforo.adapters.flink;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

class RocksDbScenarioTest extends FlinkScenarios {

  @Override
  StateBackend backend() {
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
    // Managed memory costs a harness far more time than it saves.
    backend.getMemoryConfiguration().setUseManagedMemory(false);
    return backend;
  }

  @Override
  boolean restoresBetweenSteps() {
    return false;
  }

  /** Room for one value at a time, so that each one goes through RocksDB all the same. */
  @Override
  long cacheBytes() {
    return 1;
  }
}

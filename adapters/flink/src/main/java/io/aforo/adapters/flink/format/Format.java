package io.aforo.adapters.flink.format;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The binary layout of one type. Each value is preceded by the version that wrote it, so a newer
 * format reads what an older one left in state.
 *
 * @param <T> the type
 */
interface Format<T> {

  /** The version that {@link #write} writes, from 1 to 127. */
  default int version() {
    return 1;
  }

  void write(T value, DataOutputView out) throws IOException;

  /**
   * Reads what {@link #write} of {@code version} wrote.
   *
   * @param version at most {@link #version()}
   */
  T read(int version, DataInputView in) throws IOException;

  /** A value that changes to the original do not reach; the original itself if it cannot change. */
  default T copy(T value) {
    return value;
  }

  /** Whether values never change once made. */
  default boolean isImmutable() {
    return true;
  }
}

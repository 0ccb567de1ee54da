package io.aforo.application.port.out;

import java.util.List;

/**
 * Keeps records of one kind. Delivery is at least once, so writing the same record again must
 * change nothing.
 *
 * @param <T> the records
 */
public interface Store<T> extends AutoCloseable {

  /**
   * Keeps all of the batch, or throws and keeps none of it; readers never see a part. Blocks until
   * the batch is safe. The order within the batch does not matter.
   *
   * @throws RuntimeException if the store cannot be reached, after retries of its own
   */
  void write(List<T> batch);

  /** Lets go of connections; writes nothing. */
  @Override
  void close();
}

package io.aforo.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Readings of a store while another thread writes to it. */
final class Readers {

  static final int ROWS_IN_A_BATCH = 50;

  private static final int BATCHES = 100;

  private Readers() {}

  /**
   * Writes batch after batch, numbered from 1, and reads all the time in between.
   *
   * @param reading reads all that is stored, and says whether it may be so
   */
  static void readDuringWrites(IntConsumer write, Runnable reading) throws Exception {
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          writer.submit(
              () -> {
                for (int batch = 1; batch <= BATCHES; batch++) {
                  write.accept(batch);
                }
              });
      do {
        reading.run();
      } while (!writing.isDone());
      writing.get();
      reading.run();
    } finally {
      writer.shutdownNow();
      // Nothing may be written into the next test's table.
      assertThat(writer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Where each batch takes the place of the one before. */
  static void areOfOneBatch(List<? extends Long> revisions) {
    assertThat(revisions.size()).isIn(0, ROWS_IN_A_BATCH);
    assertThat(new HashSet<>(revisions)).hasSizeLessThanOrEqualTo(1);
  }

  /** Where each batch is added to those before. */
  static void areWholeBatches(List<?> records) {
    assertThat(records.size() % ROWS_IN_A_BATCH).isZero();
  }
}

package io.aforo.adapters.kafka;

import com.google.common.base.Ticker;
import java.time.Duration;

/** The passing of time, which tests do not wait for. */
abstract class Waiting extends Ticker {

  /** As time really passes. */
  static final Waiting REAL =
      new Waiting() {
        @Override
        public long read() {
          return System.nanoTime();
        }

        @Override
        void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis());
        }
      };

  abstract void pause(Duration duration) throws InterruptedException;
}

package io.aforo.job.adapter;

import io.aforo.adapters.files.PrintedStore;

/** Lines on the workers' standard output. */
final class PrintSink implements SinkAdapter {

  @Override
  public String name() {
    return "print";
  }

  @Override
  public Stores stores(Deployment deployment) {
    return new Stores(
        PrintedStore::salesRows,
        PrintedStore::alerts,
        PrintedStore::alertHistory,
        PrintedStore::activitySessions,
        PrintedStore::lateEvents,
        PrintedStore::deadLetters);
  }
}

package io.aforo.job.adapter;

/** The heap of this JVM, for jobs that run in the same process as whoever reads the results. */
final class MemorySink implements SinkAdapter {

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Stores stores(Deployment deployment) {
    return new Stores(
        MemoryStores::salesReports,
        MemoryStores::temperatureAlerts,
        MemoryStores::alertHistory,
        MemoryStores::activitySessions,
        MemoryStores::lateEvents,
        MemoryStores::deadLetters);
  }
}

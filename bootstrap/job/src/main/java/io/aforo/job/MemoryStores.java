package io.aforo.job;

import io.aforo.adapters.inmemory.InMemoryDeadLetters;
import io.aforo.adapters.inmemory.InMemoryLateEvents;
import io.aforo.adapters.inmemory.InMemorySalesReports;
import io.aforo.adapters.inmemory.InMemoryTemperatureAlerts;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;

/**
 * What the sink {@code memory} writes to: one set of stores for the whole JVM, for jobs that run in
 * the same process as whoever reads the results. On a cluster each worker would keep its own.
 */
final class MemoryStores {

  private static volatile MemoryStores current = new MemoryStores();

  final InMemorySalesReports salesReports = new InMemorySalesReports();
  final InMemoryTemperatureAlerts temperatureAlerts = new InMemoryTemperatureAlerts();
  final InMemoryLateEvents lateEvents = new InMemoryLateEvents();
  final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();

  private MemoryStores() {}

  /** Starts with empty stores; jobs that run already keep theirs. */
  static MemoryStores renewed() {
    current = new MemoryStores();
    return current;
  }

  static SalesReports salesReports() {
    return current.salesReports;
  }

  static TemperatureAlerts temperatureAlerts() {
    return current.temperatureAlerts;
  }

  static LateEvents lateEvents() {
    return current.lateEvents;
  }

  static DeadLetters deadLetters() {
    return current.deadLetters;
  }
}

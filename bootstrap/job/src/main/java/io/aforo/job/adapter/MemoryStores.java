package io.aforo.job.adapter;

import io.aforo.adapters.inmemory.InMemoryActivitySessions;
import io.aforo.adapters.inmemory.InMemoryAlertHistory;
import io.aforo.adapters.inmemory.InMemoryDeadLetters;
import io.aforo.adapters.inmemory.InMemoryLateEvents;
import io.aforo.adapters.inmemory.InMemorySalesReports;
import io.aforo.adapters.inmemory.InMemoryTemperatureAlerts;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.DeadLetters;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;

/**
 * What the sink {@code memory} writes to: one set of stores for the whole JVM, for jobs that run in
 * the same process as whoever reads the results. On a cluster each worker would keep its own.
 */
public final class MemoryStores {

  private static volatile MemoryStores current = new MemoryStores();

  public final InMemorySalesReports salesReports = new InMemorySalesReports();
  public final InMemoryTemperatureAlerts temperatureAlerts = new InMemoryTemperatureAlerts();
  public final InMemoryAlertHistory alertHistory = new InMemoryAlertHistory();
  public final InMemoryActivitySessions activitySessions = new InMemoryActivitySessions();
  public final InMemoryLateEvents lateEvents = new InMemoryLateEvents();
  public final InMemoryDeadLetters deadLetters = new InMemoryDeadLetters();

  private MemoryStores() {}

  /** Starts with empty stores; jobs that run already keep theirs. */
  public static MemoryStores renewed() {
    current = new MemoryStores();
    return current;
  }

  public static SalesReports salesReports() {
    return current.salesReports;
  }

  public static TemperatureAlerts temperatureAlerts() {
    return current.temperatureAlerts;
  }

  public static AlertHistory alertHistory() {
    return current.alertHistory;
  }

  public static ActivitySessions activitySessions() {
    return current.activitySessions;
  }

  public static LateEvents lateEvents() {
    return current.lateEvents;
  }

  public static DeadLetters deadLetters() {
    return current.deadLetters;
  }
}

package io.aforo.adapters.flink.format;

import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.notify.NotificationQueue;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.Activity;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.activity.UserSessions;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesPage;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.sales.SeenPage;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.sales.SeenSales;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.SensorMonitor;
import io.aforo.domain.temperature.TemperatureRule;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Every type that crosses an operator's edge or is kept in state, with its format. The names are
 * part of savepoints: one is never given to another format.
 */
public final class Formats {

  private static final Map<String, Format<?>> BY_NAME = new HashMap<>();

  public static final TypeInformation<Sale> SALE = define("sale", Sale.class, new SaleFormat());

  public static final TypeInformation<Reading> READING =
      define("reading", Reading.class, new ReadingFormat());

  public static final TypeInformation<Activity> ACTIVITY =
      define("activity", Activity.class, new ActivityFormat());

  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      define("dead-letter", DeadLetter.class, new DeadLetterFormat());

  public static final TypeInformation<LateEvent> LATE_EVENT =
      define("late-event", LateEvent.class, new LateEventFormat());

  public static final TypeInformation<Ingested<Sale>> INGESTED_SALE =
      define("ingested-sale", erased(Ingested.class), new IngestedFormat<>(new SaleFormat()));

  public static final TypeInformation<Ingested<Reading>> INGESTED_READING =
      define("ingested-reading", erased(Ingested.class), new IngestedFormat<>(new ReadingFormat()));

  public static final TypeInformation<Ingested<Activity>> INGESTED_ACTIVITY =
      define(
          "ingested-activity", erased(Ingested.class), new IngestedFormat<>(new ActivityFormat()));

  public static final TypeInformation<Ingested.Accepted<Sale>> ACCEPTED_SALE =
      define(
          "accepted-sale",
          erased(Ingested.Accepted.class),
          new IngestedFormat.Accepted<>(new SaleFormat()));

  public static final TypeInformation<Ingested.Accepted<Reading>> ACCEPTED_READING =
      define(
          "accepted-reading",
          erased(Ingested.Accepted.class),
          new IngestedFormat.Accepted<>(new ReadingFormat()));

  public static final TypeInformation<Ingested.Accepted<Activity>> ACCEPTED_ACTIVITY =
      define(
          "accepted-activity",
          erased(Ingested.Accepted.class),
          new IngestedFormat.Accepted<>(new ActivityFormat()));

  public static final TypeInformation<SeenSale> SEEN_SALE =
      define("seen-sale", SeenSale.class, new SeenSaleFormat());

  public static final TypeInformation<SeenSales.Header> SEEN_SALES_HEADER =
      define("seen-sales-header", SeenSales.Header.class, new SeenSalesHeaderFormat());

  public static final TypeInformation<SeenPage> SEEN_PAGE =
      define("seen-page", SeenPage.class, new SeenPageFormat());

  public static final TypeInformation<UnidentifiedSales> UNIDENTIFIED_SALES =
      define("unidentified-sales", UnidentifiedSales.class, new UnidentifiedSalesFormat());

  public static final TypeInformation<SalesBundle> SALES_BUNDLE =
      define("sales-bundle", SalesBundle.class, new SalesBundleFormat());

  public static final TypeInformation<SalesTable.Header> SALES_TABLE_HEADER =
      define("sales-table-header", SalesTable.Header.class, new SalesTableHeaderFormat());

  public static final TypeInformation<SalesPage> SALES_PAGE =
      define("sales-page", SalesPage.class, new SalesPageFormat());

  public static final TypeInformation<SalesRow> SALES_ROW =
      define("sales-row", SalesRow.class, new SalesRowFormat());

  public static final TypeInformation<SensorMonitor> SENSOR_MONITOR =
      define("sensor-monitor", SensorMonitor.class, new SensorMonitorFormat());

  public static final TypeInformation<TemperatureRule> TEMPERATURE_RULE =
      define("temperature-rule", TemperatureRule.class, new TemperatureRuleFormat());

  public static final TypeInformation<RuleBookChange> RULE_BOOK_CHANGE =
      define("rule-book-change", RuleBookChange.class, new RuleBookChangeFormat());

  public static final TypeInformation<Ingested<RuleBookChange>> INGESTED_RULE_BOOK_CHANGE =
      define(
          "ingested-rule-book-change",
          erased(Ingested.class),
          new IngestedFormat<>(new RuleBookChangeFormat()));

  public static final TypeInformation<Ingested.Accepted<RuleBookChange>> ACCEPTED_RULE_BOOK_CHANGE =
      define(
          "accepted-rule-book-change",
          erased(Ingested.Accepted.class),
          new IngestedFormat.Accepted<>(new RuleBookChangeFormat()));

  public static final TypeInformation<Alert> ALERT =
      define("alert", Alert.class, new AlertFormat());

  public static final TypeInformation<AlertChange> ALERT_CHANGE =
      define("alert-change", AlertChange.class, new AlertChangeFormat());

  public static final TypeInformation<NotificationQueue> NOTIFICATION_QUEUE =
      define("notification-queue", NotificationQueue.class, new NotificationQueueFormat());

  public static final TypeInformation<UserSessions> USER_SESSIONS =
      define("user-sessions", UserSessions.class, new UserSessionsFormat());

  public static final TypeInformation<ActivitySession> ACTIVITY_SESSION =
      define("activity-session", ActivitySession.class, new ActivitySessionFormat());

  private Formats() {}

  /**
   * The format of this name.
   *
   * @throws IllegalStateException if this build has none
   */
  @SuppressWarnings("unchecked")
  static <T> Format<T> named(String name) {
    Format<?> format = BY_NAME.get(name);
    if (format == null) {
      throw new IllegalStateException(
          "no format named '" + name + "' in this build; it has " + BY_NAME.keySet());
    }
    return (Format<T>) format;
  }

  private static <T> TypeInformation<T> define(String name, Class<T> type, Format<T> format) {
    if (BY_NAME.put(name, format) != null) {
      throw new IllegalStateException("two formats are named '" + name + "'");
    }
    return new FormatType<>(name, type);
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> erased(Class<?> type) {
    return (Class<T>) type;
  }
}

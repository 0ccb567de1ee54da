package io.aforo.adapters.kafka;

import io.aforo.application.port.out.ActivitySessions;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.application.port.out.SalesReports;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.time.EventTime;
import java.io.Serializable;
import java.util.List;

/**
 * Makes stores of results in Kafka: records in Avro, of the schemas {@code SalesReportRow}, {@code
 * TemperatureAlert}, {@code AlertNotice}, {@code ActivitySession} and {@code LateEvent}, on the
 * topics {@code <prefix>sales-reports}, {@code <prefix>temperature-alerts}, {@code
 * <prefix>alert-history}, {@code <prefix>activity-sessions} and {@code <prefix>late-events}. It can
 * travel to the machine where they are used: it holds no connection, and of secrets only what the
 * settings do.
 *
 * <p>A record's key is the row's, as a JSON array; its schema says of what. So a topic with {@code
 * cleanup.policy=compact} keeps the newest state of each row, and a reader builds the table by
 * taking the last value of each key. No record is a tombstone: a session's row whose place another
 * has taken is sent with the status MERGED.
 *
 * <p>The history of alerts is the stream of notices for other programs: a record's key is the
 * alert's alone, so that those of one episode stay in their order, and compaction would lose all
 * but the last. Of notices of one {@code (alert_id, seq)} the first one counts.
 *
 * <p>The other stores promise that the last state written for a key is the one that is read, and
 * all of them that writing the same record again changes nothing in the table that a reader builds;
 * no more:
 *
 * <ul>
 *   <li>There is no guard: a topic cannot be asked what it holds. A job that starts again from an
 *       older state sends poorer rows again until it has caught up. {@code generation}, {@code
 *       revision} and {@code status} (or {@code state}) are in every row, so that a reader can keep
 *       the higher.
 *   <li>A batch is not a transaction: readers can see a part, and a batch that failed can have left
 *       one.
 *   <li>Of the rows that a session absorbs, those are sent as MERGED that the job knows of. It may
 *       not know of one that an attempt wrote which failed; a reader can leave it out, as it begins
 *       within another of its group and ends no later.
 * </ul>
 *
 * <p>Dead letters have {@link KafkaDeadLetters}. Each store has a producer of its own and is for
 * one thread.
 *
 * @param settings where Kafka and the registry are
 * @param prefix of the topics' names; may be empty
 * @param generation of the deployment, 1 or more; sent in the rows
 */
public record KafkaStores(KafkaSettings settings, String prefix, int generation)
    implements Serializable {

  /**
   * @throws IllegalArgumentException if the generation is below 1, no topic can have such a name,
   *     or there is no schema registry
   */
  public KafkaStores {
    settings.requireRegistry();
    if (!prefix.matches("[a-zA-Z0-9._-]{0,200}")) {
      throw new IllegalArgumentException(
          "prefix must be at most 200 letters, digits, dots, underscores and hyphens, was '"
              + prefix
              + "'");
    }
    if (generation < 1) {
      throw new IllegalArgumentException("generation must be 1 or more, was " + generation);
    }
  }

  /** The topics that are written to; all but that of the history should be compacted. */
  public List<String> topics() {
    return List.of(
        salesReportsTopic(),
        temperatureAlertsTopic(),
        alertHistoryTopic(),
        activitySessionsTopic(),
        lateEventsTopic());
  }

  public String salesReportsTopic() {
    return prefix + "sales-reports";
  }

  public String temperatureAlertsTopic() {
    return prefix + "temperature-alerts";
  }

  /** Not to be compacted. */
  public String alertHistoryTopic() {
    return prefix + "alert-history";
  }

  public String activitySessionsTopic() {
    return prefix + "activity-sessions";
  }

  public String lateEventsTopic() {
    return prefix + "late-events";
  }

  /**
   * Connects; to be called where the rows are written.
   *
   * @throws org.apache.kafka.common.KafkaException if the settings are not those of a producer
   */
  public SalesReports salesReports() {
    return salesReports(open());
  }

  SalesReports salesReports(AcknowledgedWriter writer) {
    return new Reports(this, writer);
  }

  /**
   * Connects; to be called where the alerts are written.
   *
   * @throws org.apache.kafka.common.KafkaException if the settings are not those of a producer
   */
  public TemperatureAlerts temperatureAlerts() {
    return temperatureAlerts(open());
  }

  TemperatureAlerts temperatureAlerts(AcknowledgedWriter writer) {
    return new Alerts(this, writer);
  }

  /**
   * Connects; to be called where the history is written.
   *
   * @throws org.apache.kafka.common.KafkaException if the settings are not those of a producer
   */
  public AlertHistory alertHistory() {
    return alertHistory(open());
  }

  AlertHistory alertHistory(AcknowledgedWriter writer) {
    return new History(this, writer);
  }

  /**
   * Connects; to be called where the sessions are written.
   *
   * @throws org.apache.kafka.common.KafkaException if the settings are not those of a producer
   */
  public ActivitySessions activitySessions() {
    return activitySessions(open());
  }

  ActivitySessions activitySessions(AcknowledgedWriter writer) {
    return new Sessions(this, writer);
  }

  /**
   * Connects; to be called where the late events are written.
   *
   * @throws org.apache.kafka.common.KafkaException if the settings are not those of a producer
   */
  public LateEvents lateEvents() {
    return lateEvents(open());
  }

  LateEvents lateEvents(AcknowledgedWriter writer) {
    return new Late(this, writer);
  }

  private AcknowledgedWriter open() {
    return AcknowledgedWriter.open(settings);
  }

  private static final class Reports extends KafkaStore<SalesRow, io.aforo.schemas.SalesReportRow>
      implements SalesReports {

    private Reports(KafkaStores stores, AcknowledgedWriter writer) {
      super(
          writer,
          stores.salesReportsTopic(),
          io.aforo.schemas.SalesReportRow.class,
          stores.settings,
          Reports::key,
          row -> SalesReportRowMapper.INSTANCE.toAvro(row, stores.generation));
    }

    private static byte[] key(SalesRow row) {
      return RecordKey.of(
          row.report(),
          row.group().storeId(),
          row.group().productId(),
          row.group().customerId(),
          row.group().currency(),
          row.window().start() == EventTime.MIN ? null : row.window().start(),
          row.windowSeq());
    }
  }

  private static final class Alerts extends KafkaStore<Alert, io.aforo.schemas.TemperatureAlert>
      implements TemperatureAlerts {

    private Alerts(KafkaStores stores, AcknowledgedWriter writer) {
      super(
          writer,
          stores.temperatureAlertsTopic(),
          io.aforo.schemas.TemperatureAlert.class,
          stores.settings,
          alert -> RecordKey.of(alert.alertId()),
          alert -> TemperatureAlertMapper.INSTANCE.toAvro(alert, stores.generation));
    }
  }

  private static final class History extends KafkaStore<AlertChange, io.aforo.schemas.AlertNotice>
      implements AlertHistory {

    private History(KafkaStores stores, AcknowledgedWriter writer) {
      super(
          writer,
          stores.alertHistoryTopic(),
          io.aforo.schemas.AlertNotice.class,
          stores.settings,
          change -> RecordKey.of(change.alert().alertId()),
          change -> AlertNoticeMapper.INSTANCE.toAvro(change, stores.generation));
    }
  }

  private static final class Sessions
      extends KafkaStore<ActivitySession, io.aforo.schemas.ActivitySession>
      implements ActivitySessions {

    private Sessions(KafkaStores stores, AcknowledgedWriter writer) {
      super(
          writer,
          stores.activitySessionsTopic(),
          io.aforo.schemas.ActivitySession.class,
          stores.settings,
          session -> RecordKey.of(session.userId(), session.window().start()),
          session -> ActivitySessionMapper.INSTANCE.toAvro(session, stores.generation));
    }
  }

  private static final class Late extends KafkaStore<LateEvent, io.aforo.schemas.LateEvent>
      implements LateEvents {

    private Late(KafkaStores stores, AcknowledgedWriter writer) {
      super(
          writer,
          stores.lateEventsTopic(),
          io.aforo.schemas.LateEvent.class,
          stores.settings,
          late -> RecordKey.of(late.report(), late.sourceId(), late.eventId()),
          LateEventMapper.INSTANCE::toAvro);
    }
  }
}

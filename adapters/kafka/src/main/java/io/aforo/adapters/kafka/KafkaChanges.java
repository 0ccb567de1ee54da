package io.aforo.adapters.kafka;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.rules.InvalidRules;
import io.aforo.application.rules.RuleBases;
import io.aforo.application.rules.RuleDocument;
import io.aforo.application.rules.RuleViolation;
import io.aforo.application.rules.SensorDocument;
import io.aforo.domain.intake.EventText;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.temperature.TemperatureRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the records of a compacted topic say of rules or of sensors: for each key the last value
 * holds, and a record without a value takes it away. Keys and values are texts in UTF-8.
 */
public final class KafkaChanges implements Serializable {

  private static final long serialVersionUID = 1L;

  private final RejectionReason refusal;

  // Null for sensors, which build on nothing.
  private final RuleBases bases;

  private KafkaChanges(RejectionReason refusal, RuleBases bases) {
    this.refusal = refusal;
    this.bases = bases;
  }

  /**
   * Rules: the key is {@code id@version}, the value a {@link RuleDocument} in JSON that has this id
   * and version. Others are dead letters, INVALID_RULE.
   *
   * @param bases what the rules build on
   */
  public static KafkaChanges ofRules(RuleBases bases) {
    return new KafkaChanges(RejectionReason.INVALID_RULE, bases);
  }

  /**
   * Sensors: the key is the sensor's id, the value a {@link SensorDocument} in JSON. Others are
   * dead letters, INVALID_SENSOR.
   */
  public static KafkaChanges ofSensors() {
    return new KafkaChanges(RejectionReason.INVALID_SENSOR, null);
  }

  /** What a record says; never a tombstone, since taking away is a change, too. */
  Ingested<RuleBookChange> read(ConsumerRecord<byte[], byte[]> record) {
    SourceRecord source = SourceRecords.of(record);
    try {
      String key = Utf8Text.of(source.key());
      RuleBookChange change =
          bases == null ? sensor(key, record.value()) : rule(key, record.value());
      return new Ingested.Accepted<>(source, change);
    } catch (InvalidEvent | InvalidRules refused) {
      return new Ingested.Rejected<>(
          DeadLetter.of(source, new InvalidEvent(refusal, refused.getMessage(), refused)));
    }
  }

  private RuleBookChange rule(String key, byte[] value) {
    List<String> faults = new ArrayList<>();
    boolean isKeyOfRule = key.matches("(?s).+@[1-9][0-9]{0,9}");
    if (!isKeyOfRule) {
      faults.add("the record's key must be id@version, such as dairy@2; was '" + key + "'");
    }
    if (value == null && isKeyOfRule) {
      // An id as that of a rule that is put: no other can ever have been there.
      EventText.require("the id in the record's key", key.substring(0, key.lastIndexOf('@')));
      return new RuleBookChange.DropRule(key);
    }
    if (value != null) {
      try {
        TemperatureRule rule = RuleDocument.read(JsonObjects.tree(value), bases);
        if (rule.key().equals(key)) {
          return new RuleBookChange.PutRule(rule);
        }
        if (isKeyOfRule) {
          faults.add(
              "the record's key must be the id and the version of its rule, '"
                  + rule.key()
                  + "'; was '"
                  + key
                  + "'");
        }
      } catch (InvalidRules wrong) {
        wrong.violations().stream().map(RuleViolation::toString).forEach(faults::add);
      } catch (InvalidEvent notJson) {
        faults.add(notJson.getMessage());
      }
    }
    throw new InvalidEvent(refusal, String.join("; ", faults));
  }

  private static RuleBookChange sensor(String key, byte[] value) {
    if (value == null) {
      return new RuleBookChange.DropSensor(EventText.require("the record's key", key));
    }
    Map<String, Object> document = JsonObjects.tree(value);
    return new RuleBookChange.PutSensor(SensorDocument.read(key, document));
  }
}

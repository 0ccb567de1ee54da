package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.TemperatureAlertsContract;
import io.aforo.application.port.out.TemperatureAlerts;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureUnit;
import io.aforo.schemas.TemperatureAlert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaTemperatureAlertsTest implements TemperatureAlertsContract {

  /** What the alerts were before there were kinds of them. */
  private static final String BEFORE = "TemperatureAlert-1.avsc";

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT);
  }

  @Override
  public TemperatureAlerts alerts(int generation) {
    return topic.stores(generation).temperatureAlerts(topic.writer());
  }

  @Override
  public List<Alert> stored() {
    return topic.table(
        "shop.temperature-alerts",
        TemperatureAlert.getClassSchema(),
        KafkaTemperatureAlertsTest::alert);
  }

  @Test
  void anAlertOfTheSchemaBeforeIsReadAsAJump() throws IOException {
    Schema before = new Schema.Parser().parse(getClass().getResourceAsStream(BEFORE));
    GenericRecord old = new GenericData.Record(before);
    old.put("alert_id", "1f");
    old.put("sensor_id", "fridge");
    old.put("rule_id", "default");
    old.put("rule_version", 4);
    old.put("state", symbol(before, "state", "OPEN"));
    old.put("direction", symbol(before, "direction", "FALLING"));
    old.put("opened_at", 60_000L);
    old.put("peak_delta", decimal(20_000));
    old.put("first_value", decimal(20_000));
    old.put("first_at", 0L);
    old.put("second_value", decimal(0));
    old.put("second_at", 60_000L);
    old.put("historical", false);
    old.put("revision", 2L);
    old.put("generation", 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(before).write(old, encoder);
    encoder.flush();

    TemperatureAlert read =
        new SpecificDatumReader<TemperatureAlert>(
                before, TemperatureAlert.getClassSchema(), new TemperatureAlert().getSpecificData())
            .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

    ReadingPair jump = new ReadingPair(new Temperature(180_000), 0, new Temperature(0), 60_000);
    assertThat(alert(read))
        .isEqualTo(
            new Alert(
                "1f",
                AlertKind.JUMP,
                "fridge",
                "default",
                4,
                Severity.WARNING,
                AlertState.OPEN,
                Optional.empty(),
                60_000,
                OptionalLong.empty(),
                jump.delta(),
                jump,
                "",
                2,
                false));
  }

  private static GenericData.EnumSymbol symbol(Schema schema, String field, String name) {
    return new GenericData.EnumSymbol(schema.getField(field).schema(), name);
  }

  private static ByteBuffer decimal(long milli) {
    return ByteBuffer.wrap(BigInteger.valueOf(milli).toByteArray());
  }

  static Alert alert(TemperatureAlert sent) {
    Alert alert =
        new Alert(
            sent.getAlertId(),
            AlertKind.valueOf(sent.getKind().name()),
            sent.getSensorId(),
            sent.getRuleId(),
            sent.getRuleVersion(),
            Severity.valueOf(sent.getSeverity().name()),
            AlertState.valueOf(sent.getState().name()),
            Optional.ofNullable(sent.getCloseReason())
                .map(reason -> CloseReason.valueOf(reason.name())),
            sent.getOpenedAt().toEpochMilli(),
            sent.getClosedAt() == null
                ? OptionalLong.empty()
                : OptionalLong.of(sent.getClosedAt().toEpochMilli()),
            TemperatureDelta.of(sent.getPeakDelta(), TemperatureUnit.CELSIUS),
            new ReadingPair(
                temperature(sent.getFirstValue()),
                sent.getFirstAt().toEpochMilli(),
                temperature(sent.getSecondValue()),
                sent.getSecondAt().toEpochMilli()),
            sent.getDetail(),
            sent.getRevision(),
            sent.getHistorical());
    assertThat(Optional.ofNullable(sent.getDirection()).map(Enum::name))
        .isEqualTo(alert.direction().map(Enum::name));
    return alert;
  }

  private static Temperature temperature(BigDecimal celsius) {
    return new Temperature(9 * celsius.unscaledValue().longValueExact());
  }
}

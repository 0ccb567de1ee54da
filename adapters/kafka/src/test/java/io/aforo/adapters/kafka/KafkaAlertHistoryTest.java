package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.AlertHistoryContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.schemas.AlertNotice;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The topic is not compacted, and a reader takes the first notice of each number. */
final class KafkaAlertHistoryTest implements AlertHistoryContract {

  private static final String TOPIC = "shop.alert-history";

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.FIRST_WINS);
  }

  @Override
  public AlertHistory history() {
    return topic.stores(1).alertHistory(topic.writer());
  }

  @Override
  public List<Entry> stored() {
    Map<List<Object>, Entry> first = new LinkedHashMap<>();
    for (AlertChange change : sent()) {
      first.putIfAbsent(List.of(change.alert().alertId(), change.seq()), Entry.of(change));
    }
    return List.copyOf(first.values());
  }

  @Test
  void aNoticeHoldsTheWholeAlertAsItStoodThen() {
    Alert alert =
        new Alert(
            "1f",
            AlertKind.TOO_COLD,
            "fridge",
            "cold-chain",
            3,
            Severity.CRITICAL,
            AlertState.CLOSED,
            Optional.of(CloseReason.EXPIRED),
            60_000,
            OptionalLong.of(180_000),
            new TemperatureDelta(9 * 1_250),
            new ReadingPair(new Temperature(9 * 1_999), 0, new Temperature(9 * 750), 60_000),
            "below 2.000 C for 15 min",
            12,
            true);
    AlertChange change = new AlertChange(alert, true, 4, 180_001);

    history().write(List.of(change));

    assertThat(sent()).containsExactly(change);
    List<AlertNotice> notices = topic.records(TOPIC, AlertNotice.getClassSchema());
    assertThat(notices).extracting(notice -> notice.getAlert().getGeneration()).containsExactly(1);
  }

  @Test
  void theNoticesOfAnAlertShareAKeySoThatTheyStayInOrder() {
    ReadingPair jump = new ReadingPair(new Temperature(0), 0, new Temperature(180_000), 60_000);
    Alert alert =
        new Alert(
            "1f",
            AlertKind.JUMP,
            "fridge",
            "default",
            1,
            Severity.WARNING,
            AlertState.OPEN,
            Optional.empty(),
            60_000,
            OptionalLong.empty(),
            jump.delta(),
            jump,
            "",
            2,
            false);

    history()
        .write(
            List.of(
                new AlertChange(alert, true, 0, 60_000), new AlertChange(alert, true, 1, 90_000)));

    assertThat(topic.log())
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactly("[\"1f\"]", "[\"1f\"]");
    assertThat(sent()).extracting(AlertChange::seq).containsExactly(0L, 1L);
  }

  private List<AlertChange> sent() {
    List<AlertNotice> notices = topic.records(TOPIC, AlertNotice.getClassSchema());
    return notices.stream()
        .map(
            notice ->
                new AlertChange(
                    KafkaTemperatureAlertsTest.alert(notice.getAlert()),
                    true,
                    notice.getSeq(),
                    notice.getAt().toEpochMilli()))
        .toList();
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.LateEventsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import io.aforo.domain.time.EventTime;
import io.aforo.domain.time.TimeWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaLateEventsTest implements LateEventsContract {

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT);
  }

  @Override
  public LateEvents lateEvents() {
    return topic.stores(1).lateEvents(topic.writer());
  }

  @Override
  public List<LateEvent> stored() {
    return topic.table(
        "shop.late-events", io.aforo.schemas.LateEvent.getClassSchema(), KafkaLateEventsTest::late);
  }

  @Test
  void anEventThatIsLateAtTheEndOfTheInputHasNoWatermark() {
    lateEvents().write(List.of(new LateEvent("hourly", "s", "e", 0, EventTime.END, List.of())));

    List<Instant> watermarks =
        topic.table(
            "shop.late-events",
            io.aforo.schemas.LateEvent.getClassSchema(),
            (io.aforo.schemas.LateEvent late) -> late.getWatermark());
    assertThat(watermarks).containsOnlyNulls();
    assertThat(new String(topic.log().get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("[\"hourly\",\"s\",\"e\"]");
  }

  private static LateEvent late(io.aforo.schemas.LateEvent late) {
    return new LateEvent(
        late.getReport(),
        late.getSourceId(),
        late.getEventId(),
        late.getEventTime().toEpochMilli(),
        late.getWatermark().toEpochMilli(),
        late.getMissedWindows().stream()
            .map(
                window ->
                    new TimeWindow(
                        window.getWindowStart().toEpochMilli(),
                        window.getWindowEnd().toEpochMilli()))
            .toList());
  }
}

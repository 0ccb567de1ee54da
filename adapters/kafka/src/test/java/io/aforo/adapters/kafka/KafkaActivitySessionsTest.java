package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.contract.ActivitySessionsContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.ActivitySessions;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.time.RowStatus;
import io.aforo.domain.time.TimeWindow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaActivitySessionsTest implements ActivitySessionsContract {

  @RegisterExtension final CompactedTopic topic = new CompactedTopic();

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.UPSERT);
  }

  @Override
  public ActivitySessions sessions(int generation) {
    return topic.stores(generation).activitySessions(topic.writer());
  }

  @Override
  public List<ActivitySession> stored() {
    return topic.table(
        "shop.activity-sessions",
        io.aforo.schemas.ActivitySession.getClassSchema(),
        KafkaActivitySessionsTest::session);
  }

  private static ActivitySession session(io.aforo.schemas.ActivitySession sent) {
    ActivitySession session =
        new ActivitySession(
            sent.getUserId(),
            new TimeWindow(
                sent.getSessionStart().toEpochMilli(), sent.getSessionEnd().toEpochMilli()),
            sent.getLastActivity().toEpochMilli(),
            sent.getActions(),
            RowStatus.valueOf(sent.getStatus().name()));
    assertThat(sent.getRevision()).isEqualTo(session.revision());
    return session;
  }
}

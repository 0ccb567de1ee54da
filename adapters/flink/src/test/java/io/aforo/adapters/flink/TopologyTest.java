package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aReportKeepsItsStateOnlyWhileItMeansTheSame() {
    String uid = uidOf(Windowing.tumbling(HOUR), HOUR, Dimension.STORE, Dimension.PRODUCT);

    assertThat(uid).isEqualTo("report-sales-sliding-3600000-3600000-0-[STORE, PRODUCT]");
    assertThat(uidOf(Windowing.tumbling(HOUR), Duration.ZERO, Dimension.PRODUCT, Dimension.STORE))
        .as("lateness may change freely, and dimensions have no order")
        .isEqualTo(uid);
    assertThat(uidOf(Windowing.tumbling(HOUR), HOUR, Dimension.STORE)).isNotEqualTo(uid);
    assertThat(
            uidOf(
                Windowing.sliding(HOUR, Duration.ofMinutes(5)),
                HOUR,
                Dimension.STORE,
                Dimension.PRODUCT))
        .isNotEqualTo(uid);
  }

  @Test
  void sessionsKeepTheirStateOnlyWhileTheGapIsTheSame() {
    SessionRule halfAnHour = SessionRule.of(Duration.ofMinutes(30), HOUR);

    assertThat(Topology.uidOf(halfAnHour)).isEqualTo("activity-session-1800000");
    assertThat(
            Topology.uidOf(
                SessionRule.of(Duration.ofMinutes(30), Duration.ZERO).withEarlyRows(HOUR)))
        .as("lateness and early rows may change freely")
        .isEqualTo(Topology.uidOf(halfAnHour));
    assertThat(Topology.uidOf(SessionRule.of(HOUR, HOUR))).isNotEqualTo(Topology.uidOf(halfAnHour));
  }

  private static String uidOf(Windowing windowing, Duration lateness, Dimension... dimensions) {
    return Topology.uidOf(
        new SalesReport(
            "sales", windowing, Set.of(dimensions), WindowLifecycle.ofLateness(lateness)));
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.activity.SessionRule;
import io.aforo.domain.sales.Dimension;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.time.WindowLifecycle;
import io.aforo.domain.time.Windowing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
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

  @Test
  void salesAreSortedByTheSubtasksThatReadThemSoThatThoseOfAnIdStayInOrder() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(4);
    new Topology(env, 128)
        .sales(
            new Topology.Input<>(
                neverRead(), WatermarkStrategy.noWatermarks(), true, Silence.IGNORED, 1),
            List.of(
                new SalesReport(
                    "sales", Windowing.tumbling(HOUR), Set.of(), WindowLifecycle.ofLateness(HOUR))),
            true)
        .into(new Topology.Sinks(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of()));

    StreamNode sorter =
        env.getStreamGraph().getStreamNodes().stream()
            .filter(node -> node.getOperatorName().equals("sales by id"))
            .findAny()
            .orElseThrow();

    assertThat(sorter.getParallelism()).isEqualTo(1);
    assertThat(sorter.getInEdges())
        .singleElement()
        .satisfies(
            edge -> assertThat(edge.getPartitioner()).isInstanceOf(ForwardPartitioner.class));
  }

  @SuppressWarnings("unchecked")
  private static Source<Ingested<Sale>, ?, ?> neverRead() {
    return (Source<Ingested<Sale>, ?, ?>) (Source<?, ?, ?>) new NumberSequenceSource(0, 0);
  }

  private static String uidOf(Windowing windowing, Duration lateness, Dimension... dimensions) {
    return Topology.uidOf(
        new SalesReport(
            "sales", windowing, Set.of(dimensions), WindowLifecycle.ofLateness(lateness)));
  }
}

package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.in.Tally;
import io.aforo.domain.intake.RejectionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** Counters are metrics by the names, and under the labels, that {@code docs/metrics.md} has. */
class ShownCounterTest {

  private final List<String> shown = new ArrayList<>();
  private Counter last;

  @Test
  void everyCounterIsShownAsTheGuideSays() throws IOException {
    List<String> guide =
        Files.readAllLines(Path.of("../../docs/metrics.md")).stream()
            .filter(line -> line.startsWith("| `num"))
            .map(
                line -> {
                  String[] cells = line.split("\\|");
                  return (cells[5].strip() + " is " + cells[1].strip() + " of " + cells[2].strip())
                      .replace("`", "");
                })
            .toList();

    List<String> names =
        Stream.of(
                Stream.of(Tally.values()).map(tally -> Counted.tally("<input>", tally)),
                Stream.of(
                    Counted.late("<report>"),
                    "<input>.rejected.<REASON>",
                    Counted.NOTIFICATIONS_SENT,
                    Counted.NOTIFICATIONS_FAILED,
                    Counted.NOTIFICATIONS_REFUSED,
                    Counted.NOTIFICATIONS_LET_GO))
            .flatMap(more -> more)
            .toList();
    for (String name : names) {
      ShownCounter.show(name, new LongCounter(), new Group(name, List.of()));
    }

    assertThat(guide).containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void aReportsNameIsItsLabelWhateverIsInIt() {
    ShownCounter.show(Counted.late("all.in@1"), new LongCounter(), new Group("late", List.of()));

    assertThat(shown).containsExactly("late is numLateRecordsDropped of report");
  }

  @Test
  void theMetricIsTheCounterAsItStands() {
    LongCounter count = new LongCounter();
    ShownCounter.show(
        Counted.rejected("sales", RejectionReason.BAD_AVRO), count, new Group("", List.of()));

    count.add(3);

    assertThat(last.getCount()).isEqualTo(3);
  }

  /** Writes down what is registered, with the labels around it. */
  private final class Group extends UnregisteredMetricsGroup {

    private final String counter;
    private final List<String> labels;

    private Group(String counter, List<String> labels) {
      this.counter = counter;
      this.labels = labels;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      List<String> more = new ArrayList<>(labels);
      more.add(key);
      return new Group(counter, more);
    }

    @Override
    public <C extends Counter> C counter(String name, C metric) {
      last = metric;
      shown.add(counter + " is " + name + " of " + String.join(", ", labels));
      return metric;
    }
  }
}

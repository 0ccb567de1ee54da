package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.port.in.Combiner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a combiner is drained; the one here joins texts, three at most. */
class CombineOperatorTest {

  private static final class Joining implements Combiner<String, String> {

    private final List<String> held = new ArrayList<>();
    private long resumedAt;

    @Override
    public boolean add(String event, long watermark) {
      held.add(event + at(watermark) + at(resumedAt));
      return held.size() == 3;
    }

    private static String at(long watermark) {
      return watermark == Long.MIN_VALUE ? "" : "@" + watermark;
    }

    @Override
    public void resumeAt(long watermark) {
      resumedAt = watermark;
    }

    @Override
    public boolean isEmpty() {
      return held.isEmpty();
    }

    @Override
    public void drain(Consumer<String> out) {
      out.accept(String.join("+", held));
      held.clear();
    }
  }

  private OneInputStreamOperatorTestHarness<String, String> harness;

  @BeforeEach
  void open() throws Exception {
    harness = opened(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void nothingIsSentBeforeThereIsAReason() throws Exception {
    add("a", "b");

    assertThat(said()).isEmpty();
  }

  @Test
  void aFullOneIsSentOn() throws Exception {
    add("a", "b", "c", "d");

    assertThat(said()).containsExactly("a+b+c");
  }

  @Test
  void noWatermarkOvertakesWhatIsHeld() throws Exception {
    add("a", "b");
    harness.processWatermark(5);
    add("c");
    harness.processWatermark(6);

    assertThat(said()).containsExactly("a+b", new Watermark(5), "c@5", new Watermark(6));
  }

  @Test
  void noMarkOfIdlenessOvertakesWhatIsHeld() throws Exception {
    add("a");
    harness.processWatermarkStatus(WatermarkStatus.IDLE);

    assertThat(said()).containsExactly("a", WatermarkStatus.IDLE);
  }

  @Test
  void nothingIsHeldBehindACheckpointsBarrier() throws Exception {
    add("a");
    harness.prepareSnapshotPreBarrier(1);
    assertThat(said()).containsExactly("a");

    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    harness = opened(saved);
    harness.prepareSnapshotPreBarrier(2);

    assertThat(said()).isEmpty();
  }

  @Test
  void nothingIsHeldAtTheEnd() throws Exception {
    add("a");
    harness.endInput();
    harness.getOperator().finish();

    assertThat(said()).containsExactly("a");
  }

  @Test
  void nothingIsHeldForLongerThanTheClockAllows() throws Exception {
    harness.close();
    harness = opened(null, Duration.ofMillis(50));
    add("a");
    harness.setProcessingTime(20);
    add("b");
    assertThat(said()).isEmpty();

    harness.setProcessingTime(50);
    assertThat(said()).containsExactly("a+b");
    add("c");
    harness.setProcessingTime(99);
    assertThat(said()).isEmpty();
    harness.setProcessingTime(100);
    assertThat(said()).containsExactly("c");
    harness.setProcessingTime(1_000);

    assertThat(said()).isEmpty();
  }

  @Test
  void afterARescalingTimeIsThatOfTheFurthestSubtask() throws Exception {
    harness.processWatermark(5);
    OneInputStreamOperatorTestHarness<String, String> other = opened(null);
    other.processWatermark(9);
    OperatorSubtaskState saved =
        AbstractStreamOperatorTestHarness.repackageState(
            harness.snapshot(1, 1), other.snapshot(1, 1));
    other.close();
    harness.close();

    harness = opened(saved);
    add("a");
    harness.prepareSnapshotPreBarrier(2);

    assertThat(said()).containsExactly("a@9@9");
    harness.processWatermark(20);
    add("b");
    harness.prepareSnapshotPreBarrier(3);
    assertThat(said()).containsExactly(new Watermark(20), "b@20@9");
  }

  private static OneInputStreamOperatorTestHarness<String, String> opened(
      OperatorSubtaskState saved) throws Exception {
    return opened(saved, Duration.ZERO);
  }

  private static OneInputStreamOperatorTestHarness<String, String> opened(
      OperatorSubtaskState saved, Duration most) throws Exception {
    OneInputStreamOperatorTestHarness<String, String> opened =
        new OneInputStreamOperatorTestHarness<>(new CombineOperator<>(Joining::new, most));
    opened.setup(StringSerializer.INSTANCE);
    if (saved != null) {
      opened.initializeState(saved);
    }
    opened.open();
    return opened;
  }

  private void add(String... events) throws Exception {
    for (String event : events) {
      harness.processElement(new StreamRecord<>(event));
    }
  }

  private List<Object> said() {
    List<Object> said = new ArrayList<>();
    harness
        .getOutput()
        .forEach(
            element ->
                said.add(element instanceof StreamRecord<?> record ? record.getValue() : element));
    harness.getOutput().clear();
    return said;
  }
}

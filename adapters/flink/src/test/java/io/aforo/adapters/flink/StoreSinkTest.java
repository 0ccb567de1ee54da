package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.aforo.application.port.out.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class StoreSinkTest {

  private final List<List<String>> batches = new ArrayList<>();
  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private final Store<String> store =
      new Store<>() {
        @Override
        public void write(List<String> batch) {
          batches.add(List.copyOf(batch));
        }

        @Override
        public void close() {}
      };

  @Test
  void aFullBatchIsWrittenAtOnce() throws Exception {
    SinkWriter<String> writer = writer(store, 2);

    writer.write("a", null);
    assertThat(batches).isEmpty();
    writer.write("b", null);

    assertThat(batches).containsExactly(List.of("a", "b"));
  }

  @Test
  void aBatchOfLargeRecordsIsWrittenBeforeItIsFull() throws Exception {
    WriterInitContext context = mock();
    when(context.getProcessingTimeService()).thenReturn((ProcessingTimeService) time);
    SinkWriter<String> writer =
        new StoreSink<>(() -> store, element -> 5L << 20, 1_000, Duration.ofSeconds(1))
            .createWriter(context);

    writer.write("a", null);
    assertThat(batches).isEmpty();
    writer.write("b", null);
    writer.write("c", null);

    assertThat(batches).containsExactly(List.of("a", "b"));
  }

  @Test
  void aCheckpointFlushesWhatIsThere() throws Exception {
    SinkWriter<String> writer = writer(store, 10);
    writer.write("a", null);

    writer.flush(false);
    writer.flush(false);

    assertThat(batches).containsExactly(List.of("a"));
  }

  @Test
  void noRecordWaitsLongerThanItMay() throws Exception {
    SinkWriter<String> writer = writer(store, 10);
    time.setCurrentTime(100);
    writer.write("a", null);
    time.setCurrentTime(600);
    writer.write("b", null);

    time.setCurrentTime(1_099);
    assertThat(batches).isEmpty();
    time.setCurrentTime(1_100);

    assertThat(batches).containsExactly(List.of("a", "b"));
    writer.write("c", null);
    time.setCurrentTime(2_100);
    assertThat(batches).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void nothingIsWrittenWhileClosing() throws Exception {
    Store<String> watched = mock();
    SinkWriter<String> writer = writer(watched, 10);
    writer.write("a", null);

    writer.close();

    verify(watched, never()).write(List.of("a"));
    verify(watched).close();
  }

  @Test
  void aStoreThatFailsFailsTheTask() throws Exception {
    Store<String> failing = mock();
    doThrow(new IllegalStateException("down")).when(failing).write(List.of("a"));
    SinkWriter<String> writer = writer(failing, 10);
    writer.write("a", null);

    assertThatThrownBy(() -> writer.flush(false)).hasMessage("down");
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new StoreSink<>(() -> store, 0, Duration.ofSeconds(1)))
        .hasMessage("maxBatch must be positive, was 0");
    assertThatThrownBy(() -> new StoreSink<>(() -> store, 1, Duration.ZERO))
        .hasMessage("maxDelay must be positive, was PT0S");
  }

  private SinkWriter<String> writer(Store<String> store, int maxBatch) throws Exception {
    WriterInitContext context = mock();
    when(context.getProcessingTimeService()).thenReturn((ProcessingTimeService) time);
    return new StoreSink<>(() -> store, maxBatch, Duration.ofSeconds(1)).createWriter(context);
  }
}

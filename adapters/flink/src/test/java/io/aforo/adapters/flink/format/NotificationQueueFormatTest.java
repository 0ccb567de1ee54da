package io.aforo.adapters.flink.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.notify.NotificationQueue;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class NotificationQueueFormatTest {

  private static final TypeSerializer<NotificationQueue> SERIALIZER =
      Formats.NOTIFICATION_QUEUE.createSerializer(new SerializerConfigImpl());

  @Property(tries = 200)
  void aQueueComesBackAsItWasWritten(
      @ForAll @Size(max = 5) List<Long> times,
      @ForAll boolean isTaken,
      @ForAll boolean isSentAlone,
      @ForAll boolean wasRefused,
      @ForAll int failures,
      @ForAll long pausedUntil)
      throws IOException {
    List<NotificationQueue.Entry> entries = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      long time = times.get(i);
      entries.add(
          new NotificationQueue.Entry(
              alert("a" + i, time), ~time, time / 3, isTaken, isSentAlone, wasRefused));
    }
    NotificationQueue queue =
        NotificationQueue.restore(new NotificationQueue.Snapshot(entries, failures, pausedUntil));

    DataOutputSerializer out = new DataOutputSerializer(64);
    SERIALIZER.serialize(queue, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThat(SERIALIZER.deserialize(in).snapshot()).isEqualTo(queue.snapshot());
    assertThat(in.available()).isZero();
  }

  @Test
  void changesOfACopyDoNotReachTheOriginal() {
    NotificationQueue queue =
        NotificationQueue.restore(
            new NotificationQueue.Snapshot(
                List.of(new NotificationQueue.Entry(alert("a", 1), 1, 1, false, false, false)),
                0,
                0));
    NotificationQueue.Snapshot before = queue.snapshot();

    SERIALIZER.copy(queue).makeDue(99);

    assertThat(queue.snapshot()).isEqualTo(before);
  }

  private static Alert alert(String id, long time) {
    return new Alert(
        id,
        AlertKind.TOO_WARM,
        "cámara",
        "cold-chain",
        3,
        Severity.CRITICAL,
        AlertState.CLOSED,
        Optional.of(CloseReason.EXPIRED),
        time,
        OptionalLong.of(time),
        TemperatureDelta.ofCelsius(20),
        new ReadingPair(new Temperature(0), time, new Temperature(180_000), time),
        "warm",
        7,
        true);
  }
}

package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class KafkaTopicsTest {

  private static final Duration TIMEOUT = Duration.ofMillis(300);

  @Test
  void clusterThatDoesNotAnswerIsSaidToBeUnreachable() throws IOException {
    // Takes connections and never says a word.
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KafkaSettings settings = at("127.0.0.1:" + mute.getLocalPort());

      assertThatThrownBy(() -> KafkaTopics.names(settings, TIMEOUT))
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("127.0.0.1:" + mute.getLocalPort())
          .hasMessageContaining("within 300 ms");
      assertThatThrownBy(
              () ->
                  KafkaTopics.ensure(
                      settings, List.of(new NewTopic("sales", 1, (short) 1)), TIMEOUT))
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("sales");
    }
  }

  @Test
  void addressThatIsNoneIsNamed() {
    assertThatThrownBy(() -> KafkaTopics.names(at("nowhere.invalid:9092"), TIMEOUT))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("nowhere.invalid:9092");
  }

  private static KafkaSettings at(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, "http://127.0.0.1:8081", "test");
  }
}

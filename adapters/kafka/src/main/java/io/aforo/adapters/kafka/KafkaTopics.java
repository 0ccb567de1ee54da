package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a Kafka cluster, and whether it can be reached. */
public final class KafkaTopics {

  private KafkaTopics() {}

  /**
   * Creates those topics that are not there yet; one that is there is left as it is.
   *
   * @throws KafkaException if the cluster does not answer in time, or refuses one of the topics
   */
  public static void ensure(KafkaSettings settings, Collection<NewTopic> topics, Duration timeout) {
    try (Admin admin = connect(settings, timeout)) {
      for (Map.Entry<String, KafkaFuture<Void>> topic :
          admin.createTopics(topics).values().entrySet()) {
        create(topic.getKey(), topic.getValue(), settings, timeout);
      }
    }
  }

  private static void create(
      String topic, KafkaFuture<Void> creation, KafkaSettings settings, Duration timeout) {
    try {
      await(creation, settings, timeout);
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException)) {
        throw new KafkaException(
            "Topic " + topic + " could not be created: " + refused.getCause().getMessage(),
            refused.getCause());
      }
    }
  }

  /**
   * The names of all topics, but for Kafka's own.
   *
   * @throws KafkaException if it does not answer in time; the message says where it was sought
   */
  public static List<String> names(KafkaSettings settings, Duration timeout) {
    try (Admin admin = connect(settings, timeout)) {
      return await(admin.listTopics().names(), settings, timeout).stream().sorted().toList();
    } catch (ExecutionException refused) {
      throw unreachable(settings, timeout, refused.getCause());
    }
  }

  /**
   * What becomes of old records: the {@code cleanup.policy} of each of the topics, such as {@code
   * compact} or {@code compact,delete}. A topic that is not there, or whose policy may not be
   * known, is left out.
   *
   * @throws KafkaException if it does not answer in time; the message says where it was sought
   */
  public static Map<String, String> cleanupPolicies(
      KafkaSettings settings, Collection<String> topics, Duration timeout) {
    Map<String, String> policies = new LinkedHashMap<>();
    try (Admin admin = connect(settings, timeout)) {
      Map<ConfigResource, KafkaFuture<Config>> answers =
          admin
              .describeConfigs(
                  topics.stream()
                      .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                      .toList())
              .values();
      for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer : answers.entrySet()) {
        try {
          ConfigEntry policy =
              await(answer.getValue(), settings, timeout).get(TopicConfig.CLEANUP_POLICY_CONFIG);
          if (policy != null && policy.value() != null) {
            policies.put(answer.getKey().name(), policy.value());
          }
        } catch (ExecutionException refused) {
          if (refused.getCause() instanceof RetriableException
              && !(refused.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw unreachable(settings, timeout, refused.getCause());
          }
        }
      }
    }
    return policies;
  }

  private static Admin connect(KafkaSettings settings, Duration timeout) {
    Properties properties = settings.clientProperties();
    String millis = String.valueOf(Math.toIntExact(timeout.toMillis()));
    properties.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    properties.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    try {
      return Admin.create(properties);
    } catch (KafkaException unusable) {
      // The client wraps what it means, such as a host that has no address.
      Throwable reason = unusable.getCause() == null ? unusable : unusable.getCause();
      throw new KafkaException(
          "No Kafka client can be made for "
              + settings.bootstrapServers()
              + ": "
              + reason.getMessage(),
          unusable);
    }
  }

  private static <T> T await(KafkaFuture<T> answer, KafkaSettings settings, Duration timeout)
      throws ExecutionException {
    try {
      // The client keeps the time itself; this is only for one that does not.
      return answer.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw unreachable(settings, timeout, silent);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new KafkaException(
          "Interrupted while waiting for Kafka at " + settings.bootstrapServers(), cancelled);
    }
  }

  static KafkaException unreachable(KafkaSettings settings, Duration timeout, Throwable cause) {
    return new KafkaException(
        "Kafka at "
            + settings.bootstrapServers()
            + " did not answer within "
            + timeout.toMillis()
            + " ms. Check that it runs, that the address is right and that its listener speaks "
            + settings.properties().getOrDefault("security.protocol", "PLAINTEXT"),
        cause);
  }
}

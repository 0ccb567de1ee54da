package io.aforo.adapters.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a Kafka cluster, whether it can be reached, and what we may do there. */
public final class KafkaTopics {

  /** What a client wants to do with a topic. */
  public enum Use {
    READ(AclOperation.READ),
    WRITE(AclOperation.WRITE);

    private final AclOperation operation;

    Use(AclOperation operation) {
      this.operation = operation;
    }
  }

  /** Whether it can. */
  public enum Access {
    ALLOWED,
    /** It must not; whether the topic is there may be hidden then, too. */
    DENIED,
    /** There is no such topic. */
    MISSING
  }

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
      if (refused.getCause() instanceof AuthenticationException) {
        throw failure(settings, timeout, refused.getCause());
      }
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
      throw failure(settings, timeout, refused.getCause());
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
          if (refused.getCause() instanceof AuthenticationException
              || (refused.getCause() instanceof RetriableException
                  && !(refused.getCause() instanceof UnknownTopicOrPartitionException))) {
            throw failure(settings, timeout, refused.getCause());
          }
        }
      }
    }
    return policies;
  }

  /**
   * What the login of these settings may do with each of the topics. A broker without an authorizer
   * allows everything.
   *
   * @throws KafkaException if Kafka does not answer in time, or refuses the login
   */
  public static Map<String, Access> access(
      KafkaSettings settings, Collection<String> topics, Use use, Duration timeout) {
    Map<String, Access> access = new LinkedHashMap<>();
    try (Admin admin = connect(settings, timeout)) {
      Map<String, KafkaFuture<TopicDescription>> answers =
          admin
              .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues();
      for (String topic : topics) {
        access.put(topic, access(answers.get(topic), use, settings, timeout));
      }
    }
    return access;
  }

  private static Access access(
      KafkaFuture<TopicDescription> answer, Use use, KafkaSettings settings, Duration timeout) {
    try {
      return allows(await(answer, settings, timeout).authorizedOperations(), use.operation)
          ? Access.ALLOWED
          : Access.DENIED;
    } catch (ExecutionException refused) {
      Throwable reason = refused.getCause();
      if (reason instanceof UnknownTopicOrPartitionException
          || reason instanceof InvalidTopicException) {
        return Access.MISSING;
      }
      if (reason instanceof TopicAuthorizationException) {
        return Access.DENIED;
      }
      throw failure(settings, timeout, reason);
    }
  }

  /**
   * Whether the login of these settings may use its consumer group. Of a group that nobody has used
   * yet, only whether it may be seen can be known.
   *
   * @throws KafkaException if Kafka does not answer in time, or refuses the login
   */
  public static boolean mayUseGroup(KafkaSettings settings, Duration timeout) {
    try (Admin admin = connect(settings, timeout)) {
      ConsumerGroupDescription group =
          await(
              admin
                  .describeConsumerGroups(
                      List.of(settings.groupId()),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .describedGroups()
                  .get(settings.groupId()),
              settings,
              timeout);
      return allows(group.authorizedOperations(), AclOperation.READ);
    } catch (ExecutionException refused) {
      Throwable reason = refused.getCause();
      if (reason instanceof GroupIdNotFoundException) {
        return true;
      }
      if (reason instanceof GroupAuthorizationException) {
        return false;
      }
      throw failure(settings, timeout, reason);
    }
  }

  /** Old brokers do not tell. */
  private static boolean allows(Set<AclOperation> authorized, AclOperation operation) {
    return authorized == null || authorized.contains(operation);
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
      Throwable reason = root(unusable);
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

  /** What it means for people that Kafka did not answer as it should. */
  static KafkaException failure(KafkaSettings settings, Duration timeout, Throwable cause) {
    if (cause instanceof SslAuthenticationException) {
      return new KafkaException(
          "No TLS connection to Kafka at "
              + settings.bootstrapServers()
              + " comes about: "
              + root(cause).getMessage()
              + ". Check kafka.properties: ssl.truststore.location (with ssl.truststore.type PEM)"
              + " must hold the authority that signed the brokers' certificates, which must name"
              + " these hosts; ssl.keystore.location, our own certificate, if the brokers ask for"
              + " one",
          cause);
    }
    if (cause instanceof AuthenticationException) {
      return new KafkaException(
          "Kafka at "
              + settings.bootstrapServers()
              + " refuses the login: "
              + cause.getMessage()
              + ". Check sasl.mechanism, and user and password in sasl.jaas.config, of"
              + " kafka.properties",
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new KafkaException(
          "Kafka at " + settings.bootstrapServers() + " refuses: " + cause.getMessage(), cause);
    }
    return unreachable(settings, timeout, cause);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
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

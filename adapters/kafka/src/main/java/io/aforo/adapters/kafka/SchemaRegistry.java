package io.aforo.adapters.kafka;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writers' schemas by id. Tells apart what the client reports alike: an id that the registry does
 * not know is a fault of the record, a registry that does not answer is not.
 */
final class SchemaRegistry implements WriterSchemas.Registry {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

  private static final int CACHED_SCHEMAS = 1_000;

  /** Alerts of TLS that are about what the two sides are, not about the connection. */
  private static final String REFUSED_BY_PEER =
      "(?s)Received fatal alert: (.*certificate.*|unknown_ca|access_denied|handshake_failure|"
          + "protocol_version)";

  private final SchemaRegistryClient client;
  private final String url;
  private final Patience patience;
  private final Waiting waiting;

  /**
   * @param url for messages; without credentials
   */
  SchemaRegistry(SchemaRegistryClient client, String url, Patience patience, Waiting waiting) {
    this.client = client;
    this.url = url;
    this.patience = patience;
    this.waiting = waiting;
  }

  static SchemaRegistry connect(KafkaSettings settings) {
    return connect(settings, Patience.STANDARD);
  }

  static SchemaRegistry connect(KafkaSettings settings, Patience patience) {
    return new SchemaRegistry(
        client(settings), settings.printableRegistryUrl(), patience, Waiting.REAL);
  }

  static SchemaRegistryClient client(KafkaSettings settings) {
    return client(settings, clientProperties(settings));
  }

  /** A client that waits no longer than this for an answer. */
  static SchemaRegistryClient client(KafkaSettings settings, Duration limit) {
    Map<String, Object> properties = clientProperties(settings);
    int millis = (int) Math.min(limit.toMillis(), Integer.MAX_VALUE);
    properties.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, millis);
    properties.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, millis);
    return client(settings, properties);
  }

  private static SchemaRegistryClient client(
      KafkaSettings settings, Map<String, Object> properties) {
    settings.requireRegistry();
    return new CachedSchemaRegistryClient(
        List.of(settings.schemaRegistryUrl().split("\\s*,\\s*")), CACHED_SCHEMAS, properties);
  }

  /** A registry answers at once or hardly ever: the client's own minute would only hide that. */
  static Map<String, Object> clientProperties(KafkaSettings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, 5_000);
    properties.put(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, 10_000);
    properties.putAll(settings.resolvedRegistryProperties());
    return properties;
  }

  /**
   * Asks for a schema, and waits for a registry that does not answer.
   *
   * @throws InvalidEvent UNKNOWN_SCHEMA if the registry says that it has none of this id,
   *     INCOMPATIBLE_SCHEMA if what it has is not Avro
   * @throws SchemaRegistryException if it refuses the credentials, if no TLS connection can come
   *     about, or if it has not answered for long
   */
  @Override
  public Schema byId(int id) {
    long start = waiting.read();
    Duration delay = patience.firstDelay();
    int unknown = 0;
    boolean silent = false;
    while (true) {
      try {
        ParsedSchema schema = client.getSchemaById(id);
        if (silent) {
          LOG.info("The schema registry at {} answers again", url);
        }
        return avro(id, schema.rawSchema());
      } catch (RestClientException answer) {
        if (isUnknown(answer)) {
          if (unknown++ == patience.unknownRetries()) {
            throw new InvalidEvent(
                RejectionReason.UNKNOWN_SCHEMA, "the registry has no schema of id " + id, answer);
          }
          pause(patience.unknownDelay());
          continue;
        }
        if (isRefusal(answer)) {
          throw refusal(url, answer);
        }
        delay = await(id, start, delay, silent, "HTTP " + answer.getStatus(), answer);
      } catch (IOException failure) {
        requireTrust(url, failure);
        if (isForeign(failure)) {
          throw new InvalidEvent(
              RejectionReason.INCOMPATIBLE_SCHEMA,
              "the registry's schema of id " + id + " is not an Avro schema",
              failure);
        }
        delay = await(id, start, delay, silent, failure.toString(), failure);
      }
      silent = true;
    }
  }

  private Duration await(
      int id, long start, Duration delay, boolean silent, String answer, Exception cause) {
    Duration waited = Duration.ofNanos(waiting.read() - start);
    if (waited.compareTo(patience.outage()) >= 0) {
      throw new SchemaRegistryException(
          "The schema registry at "
              + url
              + " has not told the schema of id "
              + id
              + " for "
              + waited.toSeconds()
              + " s; its last answer: "
              + answer
              + ". Check that it runs and that the URL is that of its Confluent API",
          cause);
    }
    if (!silent) {
      LOG.warn("The schema registry at {} does not answer for id {}; waiting: {}", url, id, answer);
    }
    pause(delay);
    Duration doubled = delay.multipliedBy(2);
    return doubled.compareTo(patience.longestDelay()) < 0 ? doubled : patience.longestDelay();
  }

  private void pause(Duration duration) {
    try {
      waiting.pause(duration);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new SchemaRegistryException(
          "Interrupted while waiting for the schema registry at " + url, cancelled);
    }
  }

  static boolean isRefusal(RestClientException answer) {
    return answer.getStatus() == 401 || answer.getStatus() == 403;
  }

  static SchemaRegistryException refusal(String url, RestClientException answer) {
    return new SchemaRegistryException(
        "The schema registry at "
            + url
            + " refuses the credentials (HTTP "
            + answer.getStatus()
            + "); check basic.auth.credentials.source and basic.auth.user.info, or"
            + " bearer.auth.credentials.source and bearer.auth.token, of the registry's"
            + " properties, and the rights that they give",
        answer);
  }

  /**
   * Waiting does not help against a certificate that is not trusted, on either side.
   *
   * @throws SchemaRegistryException if that is what the failure is
   */
  static void requireTrust(String url, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          || cause instanceof SSLPeerUnverifiedException
          || (cause instanceof SSLException
              && String.valueOf(cause.getMessage()).matches(REFUSED_BY_PEER))) {
        throw new SchemaRegistryException(
            "No TLS connection to the schema registry at "
                + url
                + " comes about: "
                + cause.getMessage()
                + ". Check the registry's properties: ssl.truststore.location (with"
                + " ssl.truststore.type PEM) must hold the authority that signed the registry's"
                + " certificate, which must name this host; ssl.keystore.location, our own"
                + " certificate, if the registry asks for one",
            failure);
      }
    }
  }

  /** A page that is not there also answers 404, but without one of the registry's own codes. */
  static boolean isUnknown(RestClientException answer) {
    return answer.getStatus() == 404 && answer.getErrorCode() / 100 == 404;
  }

  /**
   * Whether the client got a schema that it cannot make sense of: of another format, or malformed.
   * It says so only in the text. With references it may also be that it could not fetch those.
   */
  private static boolean isForeign(IOException failure) {
    String message = failure.getMessage();
    return failure.getClass() == IOException.class
        && message != null
        && message.startsWith("Invalid schema ")
        && message.contains(" with refs [] of type ");
  }

  private static Schema avro(int id, Object schema) {
    if (schema instanceof Schema avro) {
      return avro;
    }
    throw new InvalidEvent(
        RejectionReason.INCOMPATIBLE_SCHEMA,
        "the registry's schema of id " + id + " is not an Avro schema");
  }
}

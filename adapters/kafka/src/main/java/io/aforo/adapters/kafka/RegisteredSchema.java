package io.aforo.adapters.kafka;

import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.RecordShape;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;

/**
 * The latest Avro schema that the registry has for the values of a topic: what to hold a mapping
 * against before the first record is read.
 */
public final class RegisteredSchema {

  private final String subject;
  private final int version;
  private final Schema schema;

  private RegisteredSchema(String subject, int version, Schema schema) {
    this.subject = subject;
    this.version = version;
    this.schema = schema;
  }

  /**
   * Asks once, and not for long.
   *
   * @param limit how long to wait for an answer; positive
   * @return the latest version of the subject {@code <topic>-value}; empty if the registry has no
   *     such subject: nothing may have been published yet
   * @throws SchemaRegistryException if the registry does not answer in time, refuses to, or what it
   *     has is not Avro
   * @throws IllegalArgumentException if the settings have no registry
   */
  public static Optional<RegisteredSchema> latest(
      KafkaSettings settings, String topic, Duration limit) {
    settings.requireRegistry();
    String url = settings.printableRegistryUrl();
    String subject = topic + "-value";
    FutureTask<Optional<RegisteredSchema>> answer =
        new FutureTask<>(asking(settings, subject, limit));
    Thread thread = new Thread(answer, "schema-registry-" + subject);
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw refusal(url, subject, failure.getCause());
    } catch (TimeoutException silent) {
      throw new SchemaRegistryException(
          "The schema registry at "
              + url
              + " has not answered for "
              + limit.toMillis()
              + " ms, asked for "
              + subject,
          silent);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new SchemaRegistryException(
          "Interrupted while waiting for the schema registry at " + url, cancelled);
    } finally {
      thread.interrupt();
    }
  }

  private static Callable<Optional<RegisteredSchema>> asking(
      KafkaSettings settings, String subject, Duration limit) {
    return () -> {
      try (SchemaRegistryClient client = SchemaRegistry.client(settings, limit)) {
        SchemaMetadata latest = client.getLatestSchemaMetadata(subject);
        requireAvro(settings, subject, latest);
        Schema schema = (Schema) client.getSchemaById(latest.getId()).rawSchema();
        return Optional.of(new RegisteredSchema(subject, latest.getVersion(), schema));
      } catch (RestClientException answer) {
        if (SchemaRegistry.isUnknown(answer)) {
          return Optional.empty();
        }
        throw answer;
      }
    };
  }

  private static void requireAvro(KafkaSettings settings, String subject, SchemaMetadata latest) {
    if (!latest.getSchemaType().equals(AvroSchema.TYPE)) {
      throw new SchemaRegistryException(
          "The schema registry at "
              + settings.printableRegistryUrl()
              + " has a schema of type "
              + latest.getSchemaType()
              + " for "
              + subject
              + ", version "
              + latest.getVersion()
              + "; expected is "
              + AvroSchema.TYPE,
          null);
    }
  }

  private static SchemaRegistryException refusal(String url, String subject, Throwable cause) {
    if (cause instanceof SchemaRegistryException told) {
      return told;
    }
    if (cause instanceof RestClientException answer && SchemaRegistry.isRefusal(answer)) {
      return SchemaRegistry.refusal(url, answer);
    }
    SchemaRegistry.requireTrust(url, cause);
    return new SchemaRegistryException(
        "The schema registry at "
            + url
            + " cannot be asked for "
            + subject
            + ": "
            + (cause instanceof RestClientException answer
                ? "HTTP " + answer.getStatus()
                : cause.toString())
            + ". Check that it runs and that the URL is that of its Confluent API",
        cause);
  }

  /** Its subject and version, for messages: {@code sales-value, version 3}. */
  public String name() {
    return subject + ", version " + version;
  }

  /** What records of it hold. */
  public RecordShape shape() {
    return new AvroShape(schema);
  }

  /**
   * Why records of it cannot be read as events without a mapping; empty if they can.
   *
   * @return what is wrong: the type, or the fields, of which one is missing or means something else
   */
  public Optional<String> unreadableAs(EventKind<?> kind) {
    return OwnSchema.of(kind).fault(schema);
  }
}

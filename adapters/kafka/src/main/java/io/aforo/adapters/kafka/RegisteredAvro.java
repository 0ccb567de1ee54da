package io.aforo.adapters.kafka;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroSerializationSchema;
import org.apache.flink.util.WrappingRuntimeException;

/**
 * The values of a topic in Avro, with the registry's id in front. The schema is registered under
 * the subject {@code <topic>-value} when the first value is written.
 */
final class RegisteredAvro<A extends SpecificRecord> {

  private final String topic;
  private final KafkaSettings settings;
  private final SerializationSchema<A> serializer;

  RegisteredAvro(String topic, Class<A> type, KafkaSettings settings) {
    this.topic = topic;
    this.settings = settings;
    this.serializer =
        ConfluentRegistryAvroSerializationSchema.forSpecific(
            type,
            topic + "-value",
            settings.schemaRegistryUrl(),
            SchemaRegistry.clientProperties(settings));
  }

  /**
   * @throws SchemaRegistryException if the schema could not be registered
   */
  byte[] serialize(A value) {
    try {
      return serializer.serialize(value);
    } catch (WrappingRuntimeException unregistered) {
      String url = settings.printableRegistryUrl();
      if (unregistered.getCause() instanceof RestClientException answer
          && SchemaRegistry.isRefusal(answer)) {
        throw SchemaRegistry.refusal(url, answer);
      }
      SchemaRegistry.requireTrust(url, unregistered);
      throw new SchemaRegistryException(
          "The schema of "
              + topic
              + "-value could not be registered at "
              + url
              + ": "
              + unregistered.getCause(),
          unregistered.getCause());
    }
  }
}

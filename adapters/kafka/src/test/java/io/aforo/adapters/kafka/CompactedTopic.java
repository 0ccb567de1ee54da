package io.aforo.adapters.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What is written in a test, and the table that a reader builds of it: the last value of each key.
 * Or all of it, as a topic is read that is not compacted.
 */
final class CompactedTopic implements BeforeEachCallback, AfterEachCallback {

  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> log = new ArrayList<>();
  private HttpRegistry registry;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    registry = new HttpRegistry();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    registry.close();
    producers.forEach(MockProducer::close);
  }

  KafkaStores stores(int generation) {
    return new KafkaStores(registry.settings(), "shop.", generation);
  }

  HttpRegistry registry() {
    return registry;
  }

  /** A producer of its own for each store, as outside of tests, and one log for all. */
  AcknowledgedWriter writer() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            log.add(record);
            return super.send(record);
          }
        };
    producers.add(producer);
    return new AcknowledgedWriter(producer);
  }

  List<ProducerRecord<byte[], byte[]>> log() {
    return log;
  }

  <A extends SpecificRecord, T> List<T> table(
      String topic, Schema schema, Function<A, T> fromAvro) {
    Map<String, byte[]> newest = new LinkedHashMap<>();
    for (ProducerRecord<byte[], byte[]> record : log) {
      if (!record.topic().equals(topic)) {
        throw new AssertionError("written to " + record.topic());
      }
      newest.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
    return newest.values().stream().map(value -> fromAvro.apply(decode(schema, value))).toList();
  }

  <A extends SpecificRecord> List<A> records(String topic, Schema schema) {
    return log.stream()
        .filter(record -> record.topic().equals(topic))
        .map(record -> CompactedTopic.<A>decode(schema, record.value()))
        .toList();
  }

  private static <A extends SpecificRecord> A decode(Schema schema, byte[] framed) {
    if (framed[0] != 0) {
      throw new AssertionError("not in the wire format");
    }
    BinaryDecoder bytes = DecoderFactory.get().binaryDecoder(framed, 5, framed.length - 5, null);
    try {
      return new SpecificDatumReader<A>(schema, schema, SpecificData.getForSchema(schema))
          .read(null, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

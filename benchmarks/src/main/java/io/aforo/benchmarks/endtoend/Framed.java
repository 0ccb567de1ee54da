package io.aforo.benchmarks.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.formats.avro.registry.confluent.ConfluentRegistryAvroSerializationSchema;

/**
 * Records in Confluent's frame. The schema is registered with the first of them, and its id taken
 * over: Flink's own format asks the registry's client for it again for every record, which costs
 * more than the rest. For one thread.
 *
 * @param <A> the generated class
 */
public final class Framed<A extends SpecificRecord> {

  private static final int FRAME = 5;

  private final Class<A> type;
  private final String subject;
  private final String registryUrl;
  private final SpecificDatumWriter<A> writer;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private BinaryEncoder encoder;
  private byte[] frame;

  /**
   * @param subject that the schema is registered under
   */
  public Framed(Class<A> type, String subject, String registryUrl) {
    this.type = type;
    this.subject = subject;
    this.registryUrl = registryUrl;
    this.writer = new SpecificDatumWriter<>(type);
  }

  /** The record as it lies on Kafka. */
  public byte[] of(A record) throws IOException {
    if (frame == null) {
      byte[] whole =
          ConfluentRegistryAvroSerializationSchema.forSpecific(type, subject, registryUrl)
              .serialize(record);
      frame = Arrays.copyOf(whole, FRAME);
    }
    bytes.reset();
    bytes.write(frame, 0, FRAME);
    encoder = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
    writer.write(record, encoder);
    return bytes.toByteArray();
  }
}

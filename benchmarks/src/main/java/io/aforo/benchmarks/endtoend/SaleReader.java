package io.aforo.benchmarks.endtoend;

import io.aforo.schemas.Sale;
import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Avro's own way from a Confluent frame to the generated class, its decoder reused; what is written
 * is what is read, so the frame's id is passed over. For one thread.
 */
final class SaleReader {

  private static final int FRAME = 5;

  private final SpecificDatumReader<Sale> reader = new SpecificDatumReader<>(Sale.class);
  private BinaryDecoder decoder;

  Sale read(byte[] value) throws IOException {
    decoder = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, decoder);
    return reader.read(null, decoder);
  }
}

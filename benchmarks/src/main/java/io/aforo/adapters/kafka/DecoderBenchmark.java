package io.aforo.adapters.kafka;

import io.aforo.application.mapping.EventKind;
import io.aforo.benchmarks.CpuTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ways from a record to an event: ours, ours for writers of other schemas, and what Avro's own
 * readers give, which is no event of the domain yet.
 *
 * @param <A> the generated class
 * @param <E> the kind of event
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public abstract class DecoderBenchmark<A extends SpecificRecord, E> {

  private static final int RECORDS = 1 << 15;

  private final Class<A> type;
  private final EventKind<E> kind;
  private final byte[][] records = new byte[RECORDS][];
  private int next;

  RecordReader<E> straight;
  private RecordReader<E> resolved;
  private DatumReader<A> specific;
  private DatumReader<A> fastSpecific;
  private DatumReader<GenericRecord> generic;
  private BinaryDecoder decoder;

  DecoderBenchmark(Class<A> type, EventKind<E> kind) {
    this.type = type;
    this.kind = kind;
  }

  abstract A event(Random random, int number);

  final void prepare() {
    Schema schema = SpecificData.get().getSchema(type);
    straight = OwnSchema.of(kind).reader(1, schema);
    resolved = OwnSchema.of(kind).byAvro(1, schema);
    specific = new SpecificDatumReader<>(schema, schema, model(false));
    fastSpecific = new SpecificDatumReader<>(schema, schema, model(true));
    generic = new GenericDatumReader<>(schema);
    Random random = new Random(7);
    for (int i = 0; i < RECORDS; i++) {
      records[i] = framed(event(random, i), schema);
      if (!straight.read(records[i]).equals(resolved.read(records[i]))) {
        throw new IllegalStateException("the readers differ");
      }
    }
  }

  private SpecificData model(boolean fastReader) {
    SpecificData model = new SpecificData(type.getClassLoader());
    model.setFastReaderEnabled(fastReader);
    SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
    return model;
  }

  private static <A> byte[] framed(A event, Schema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(WireFrame.HEADER_BYTES).putInt(1, 1).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<A>(schema).write(event, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  final byte[] next() {
    return records[next++ & (RECORDS - 1)];
  }

  /** The decoder of our own schema. */
  @Benchmark
  public E straight(CpuTime time) {
    time.operations++;
    return straight.read(next());
  }

  /** The decoder of other writers' schemas: Avro's resolution and the mapper. */
  @Benchmark
  public E resolved(CpuTime time) {
    time.operations++;
    return resolved.read(next());
  }

  /** What a consumer in Java would have, and no more: the generated class with logical types. */
  @Benchmark
  public A specificDatumReader(CpuTime time) throws IOException {
    return read(specific, time);
  }

  /** The same with Avro's faster reader, which is off by default. */
  @Benchmark
  public A fastSpecificDatumReader(CpuTime time) throws IOException {
    return read(fastSpecific, time);
  }

  /** A record without a class, without logical types. */
  @Benchmark
  public GenericRecord genericDatumReader(CpuTime time) throws IOException {
    return read(generic, time);
  }

  private <T> T read(DatumReader<T> reader, CpuTime time) throws IOException {
    time.operations++;
    byte[] record = next();
    decoder =
        DecoderFactory.get()
            .binaryDecoder(
                record, WireFrame.HEADER_BYTES, record.length - WireFrame.HEADER_BYTES, decoder);
    return reader.read(null, decoder);
  }
}

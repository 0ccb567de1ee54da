package io.aforo.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sales that the load knows nothing of: the newest ones of the topic once more, under ids of their
 * own, so that each of them changes a total if it is counted.
 */
final class StraySales {

  private static final int HEADER = 5;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Addresses addresses;
  private final String name;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private int made;

  /**
   * @param name the beginning of their ids; never used before on these topics
   */
  StraySales(Addresses addresses, String name) {
    this.addresses = addresses;
    this.name = name;
  }

  /** A schema as the registry keeps it. */
  record Version(int id, Schema schema) {}

  /** Registers another version of the schema of sales: with one more field, which nobody needs. */
  Version registerVersion() {
    ConsumerRecord<byte[], byte[]> like =
        newest().stream().filter(each -> decoded(each).isPresent()).findFirst().orElseThrow();
    try {
      ObjectNode schema =
          (ObjectNode)
              json.readTree(schema(ByteBuffer.wrap(like.value(), 1, 4).getInt()).toString());
      schema
          .withArray("fields")
          .addObject()
          .put("name", "note_" + name.replace('-', '_'))
          .put("type", "string")
          .put("default", "");
      ObjectNode body = json.createObjectNode().put("schema", schema.toString());
      int id =
          json.readTree(
                  send(
                      request("/subjects/" + Load.SALES + "-value/versions")
                          .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                          .POST(HttpRequest.BodyPublishers.ofString(body.toString()))))
              .path("id")
              .asInt();
      Version version = new Version(id, new Schema.Parser().parse(schema.toString()));
      schemas.put(id, version.schema());
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As many as there are newest ones, in the partitions of these. */
  List<ProducerRecord<byte[], byte[]>> make() {
    return make(Optional.empty(), Duration.ZERO);
  }

  /** The same, so much later. */
  List<ProducerRecord<byte[], byte[]>> make(Duration later) {
    return make(Optional.empty(), later);
  }

  /** The same, written with a version of the schema. */
  List<ProducerRecord<byte[], byte[]>> make(Version version) {
    return make(Optional.of(version), Duration.ZERO);
  }

  private List<ProducerRecord<byte[], byte[]>> make(Optional<Version> version, Duration later) {
    List<ProducerRecord<byte[], byte[]>> strays = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : newest()) {
      decoded(each)
          .ifPresent(
              sale ->
                  strays.add(
                      new ProducerRecord<>(
                          each.topic(),
                          each.partition(),
                          each.timestamp() + later.toMillis(),
                          each.key(),
                          encoded(
                              movedBy(later, sale),
                              version.orElseGet(
                                  () ->
                                      new Version(
                                          ByteBuffer.wrap(each.value(), 1, 4).getInt(),
                                          sale.getSchema()))))));
    }
    if (strays.isEmpty()) {
      throw new IllegalStateException("the topic " + Load.SALES + " holds no sale to go by");
    }
    return strays;
  }

  private List<ConsumerRecord<byte[], byte[]>> newest() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", addresses.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Load.SALES).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - 20)));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the newest sales could not be read within " + LIMIT);
        }
      }
      return records;
    }
  }

  /** Empty for what is not a sale; there are bad records as well. */
  private Optional<GenericRecord> decoded(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null || value.length <= HEADER || value[0] != 0) {
      return Optional.empty();
    }
    try {
      Schema schema = schema(ByteBuffer.wrap(value, 1, 4).getInt());
      if (!schema.getFullName().equals("io.aforo.schemas.Sale")) {
        return Optional.empty();
      }
      return Optional.of(
          new GenericDatumReader<GenericRecord>(schema)
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null)));
    } catch (IOException | AvroRuntimeException | IllegalStateException bad) {
      return Optional.empty();
    }
  }

  private static GenericRecord movedBy(Duration later, GenericRecord sale) {
    sale.put("sold_at", (long) sale.get("sold_at") + later.toMillis());
    return sale;
  }

  private byte[] encoded(GenericRecord sale, Version version) {
    GenericRecord stray = new GenericData.Record(version.schema());
    for (Schema.Field field : version.schema().getFields()) {
      stray.put(
          field.pos(),
          sale.getSchema().getField(field.name()) == null ? "" : sale.get(field.name()));
    }
    stray.put("sale_id", name + "-" + made++);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(0);
      out.writeInt(version.id());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(version.schema()).write(stray, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Schema schema(int id) {
    return schemas.computeIfAbsent(
        id,
        unknown -> {
          try {
            return new Schema.Parser()
                .parse(
                    json.readTree(send(request("/schemas/ids/" + unknown).GET()))
                        .path("schema")
                        .asText());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(addresses.schemaRegistryUrl() + path)).timeout(LIMIT);
  }

  private String send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      HttpResponse<String> response = http.send(built, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "%s answered %d: %s".formatted(built, response.statusCode(), response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.aforo.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What is sent while things break: sales and readings, good ones and bad ones, repeats and late
 * ones, the same for the same seed (see {@link Script}); how many of them depends on how long it
 * runs.
 *
 * <p>Event time runs faster than the clock, from a fixed date on, and stands still while the load
 * is paused or the broker is away. Schemas are registered at the start; later the registry may be
 * down. Each store and sensor stays in its partition; in partitions that are added meanwhile there
 * is a till of their own.
 */
final class Load implements AutoCloseable {

  static final String SALES = Scenario.SALES;
  static final String READINGS = Scenario.READINGS;

  /** No registry gives out ids of this size. */
  private static final int UNKNOWN_SCHEMA = 1_999_999_999;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Script script;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Integer> schemas = new HashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;
  // Held for each step: who holds it knows that nothing is sent meanwhile.
  private final Object step = new Object();
  private boolean paused;
  private boolean whole;

  private Load(Addresses addresses, Script script) {
    this.script = script;
    schemas.put(SALES, register(addresses, SALES, io.aforo.schemas.Sale.getClassSchema()));
    schemas.put(
        READINGS,
        register(addresses, READINGS, io.aforo.schemas.TemperatureReading.getClassSchema()));
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.bootstrapServers(),
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                ProducerConfig.LINGER_MS_CONFIG, "10",
                // Longer than any fault: a record that is given up would be a hole in the script.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "300000",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, "300000",
                ProducerConfig.METADATA_MAX_AGE_CONFIG, "1000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    for (String topic : schemas.keySet()) {
      partitions.put(topic, producer.partitionsFor(topic).size());
    }
    thread = new Thread(this::run, "load");
    thread.setDaemon(true);
  }

  /** Starts to send, on a thread of its own. The topics must be there. */
  static Load start(Addresses addresses, long seed) {
    return start(addresses, seed, Script.Pace.MODERATE);
  }

  static Load start(Addresses addresses, long seed, Script.Pace pace) {
    Load load = new Load(addresses, new Script(seed, pace));
    load.thread.start();
    return load;
  }

  /**
   * Sends nothing from now on; what was sent is acknowledged when this returns.
   *
   * @throws KafkaException if something could not be sent
   */
  void pause() {
    synchronized (step) {
      paused = true;
      producer.flush();
    }
    requireNoFailure();
  }

  void resume() {
    synchronized (step) {
      paused = false;
    }
  }

  /**
   * Pauses the load, and closes every window and alert of what was sent, in every partition. It can
   * be resumed, an hour of event time later.
   *
   * @throws KafkaException if something could not be sent
   */
  void finish() {
    synchronized (step) {
      if (!whole) {
        script.end().forEach(this::send);
        for (String topic : schemas.keySet()) {
          for (int i = 0; i < producer.partitionsFor(topic).size(); i++) {
            send(script.last(topic, i), i);
          }
        }
        whole = true;
      }
    }
    pause();
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    // Not Long.MAX_VALUE: the broker may be gone.
    producer.close(Duration.ofSeconds(5));
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long next = System.nanoTime();
    try {
      while (!stopped) {
        synchronized (step) {
          if (!paused) {
            whole = false;
            script.next().forEach(this::send);
            sendToAddedPartitions();
          }
        }
        // A step that was missed is not caught up with: time stood still.
        next = Math.max(next + Script.STEP_MILLIS * 1_000_000, System.nanoTime());
        LockSupport.parkNanos(next - System.nanoTime());
      }
    } catch (RuntimeException notSent) {
      if (!stopped) {
        failure.compareAndSet(null, notSent);
      }
    }
  }

  private void send(Script.Planned planned) {
    send(planned, planned.lane() % partitions.get(planned.topic()));
  }

  private void send(Script.Planned planned, int partition) {
    producer.send(
        new ProducerRecord<>(
            planned.topic(),
            partition,
            planned.time(),
            planned.key().getBytes(StandardCharsets.UTF_8),
            value(planned)),
        (written, refusal) -> {
          if (refusal != null) {
            failure.compareAndSet(null, refusal);
          }
        });
  }

  private void sendToAddedPartitions() {
    for (Map.Entry<String, Integer> topic : partitions.entrySet()) {
      int now = producer.partitionsFor(topic.getKey()).size();
      for (int added = topic.getValue(); added < now; added++) {
        send(script.extra(topic.getKey(), added), added);
      }
    }
  }

  private byte[] value(Script.Planned planned) {
    return switch (planned.frame()) {
      case OWN -> framed(schemas.get(planned.topic()), planned.body());
      case OTHER ->
          framed(schemas.get(planned.topic().equals(SALES) ? READINGS : SALES), planned.body());
      case UNKNOWN -> framed(UNKNOWN_SCHEMA, planned.body());
      case NONE -> planned.body();
      case TOMBSTONE -> null;
    };
  }

  private static byte[] framed(int schema, byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(schema).put(body).array();
  }

  private void requireNoFailure() {
    Exception refusal = failure.get();
    if (refusal != null) {
      throw new KafkaException("The load could not be sent: " + refusal, refusal);
    }
  }

  private static int register(Addresses addresses, String topic, Schema schema) {
    URI uri = URI.create(addresses.schemaRegistryUrl() + "/subjects/" + topic + "-value/versions");
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri)
                      .timeout(Duration.ofSeconds(20))
                      .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              JSON.createObjectNode().put("schema", schema.toString()).toString()))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      JsonNode id = JSON.readTree(answer.body()).path("id");
      if (!id.isInt()) {
        throw new IllegalStateException(uri + " answered " + answer.statusCode() + answer.body());
      }
      return id.asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while registering the schema of " + topic, e);
    }
  }
}

package io.aforo.benchmarks.endtoend;

import io.aforo.schemas.Sale;
import io.aforo.schemas.SaleKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sales on Kafka, the same in every process: 1,000 products of which some are bought far more than
 * others, 50 stores, which are the keys, and half of the customers known.
 *
 * @param sales how many
 * @param span the event time that they cover
 */
record SalesDay(int sales, Duration span) {

  static final int PARTITIONS = 4;
  static final int PRODUCTS = 1_000;
  static final Duration DISORDER = Duration.ofSeconds(5);
  static final Duration SIZE = Duration.ofHours(1);
  static final Duration SLIDE = Duration.ofMinutes(5);

  // On the hour.
  private static final long START = Instant.parse("2026-01-05T08:00:00Z").toEpochMilli();
  private static final int STORES = 50;
  private static final int CUSTOMERS = 100_000;

  /** Fills a new topic. */
  void fill(Servers servers, String topic) throws Exception {
    servers.createTopic(topic, PARTITIONS, Map.of());
    Framed<Sale> framed = new Framed<>(Sale.class, topic + "-value", servers.registryUrl());
    AtomicReference<Exception> failure = new AtomicReference<>();
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            servers.bootstrapServers(),
            "linger.ms",
            20,
            "batch.size",
            512 * 1024,
            "buffer.memory",
            128L << 20);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      SplittableRandom random = new SplittableRandom(17);
      double[] shares = shares();
      String[] products = names("product-%04d", PRODUCTS);
      String[] stores = names("store-%03d", STORES);
      String[] customers = names("customer-%06d", CUSTOMERS);
      for (int index = 0; index < sales; index++) {
        Sale sale =
            sale(
                index,
                stores[random.nextInt(STORES)],
                products[ranked(shares, random.nextDouble())],
                random.nextBoolean() ? customers[random.nextInt(CUSTOMERS)] : null,
                random);
        producer.send(
            new ProducerRecord<>(
                topic, null, sale.getSoldAt().toEpochMilli(), sale.getStoreId(), framed.of(sale)),
            (written, refusal) -> {
              if (refusal != null) {
                failure.set(refusal);
              }
            });
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static String[] names(String pattern, int count) {
    return IntStream.range(0, count).mapToObj(pattern::formatted).toArray(String[]::new);
  }

  private Sale sale(
      int index, String store, String product, String customer, SplittableRandom random) {
    long newest = START + DISORDER.toMillis() + (long) ((double) index / sales * span.toMillis());
    return new Sale(
        "receipt-" + (10_000_000 + index),
        store,
        product,
        customer,
        SaleKind.SALE,
        BigDecimal.valueOf(random.nextInt(1, 11) * 1_000L, 3),
        BigDecimal.valueOf(random.nextLong(1, 10_000) * 100, 4),
        "EUR",
        Instant.ofEpochMilli(newest - random.nextLong(DISORDER.toMillis())));
  }

  /** Zipf's: up to which share of all sales each product and those before it come. */
  private static double[] shares() {
    double[] shares = new double[PRODUCTS];
    double total = 0;
    for (int product = 0; product < PRODUCTS; product++) {
      total += 1.0 / (product + 1);
      shares[product] = total;
    }
    for (int product = 0; product < PRODUCTS; product++) {
      shares[product] /= total;
    }
    return shares;
  }

  private static int ranked(double[] shares, double point) {
    int place = Arrays.binarySearch(shares, point);
    return Math.min(shares.length - 1, place < 0 ? -place - 1 : place);
  }
}

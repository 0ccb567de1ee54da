package io.aforo.adapters.kafka;

import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.Intake;
import io.aforo.application.mapping.EventKind;
import io.aforo.benchmarks.CpuTime;
import io.aforo.domain.intake.EventTimeBounds;
import io.aforo.domain.sales.Sale;
import io.aforo.schemas.SaleKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What it costs to make a sale of a record in Confluent's frame. Stores and products come again,
 * each with its own customer or none; the ids of sales never do.
 */
public class SaleDecoderBenchmark extends DecoderBenchmark<io.aforo.schemas.Sale, Sale> {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Param({"1000", "1000000"})
  public int customers;

  private Intake<Sale> intake;

  public SaleDecoderBenchmark() {
    super(io.aforo.schemas.Sale.class, EventKind.SALES);
  }

  @Setup
  public void open() {
    prepare();
    intake = new Intake<>(straight::read, Sale::soldAt, EventTimeBounds.standard());
  }

  @Override
  io.aforo.schemas.Sale event(Random random, int number) {
    return io.aforo.schemas.Sale.newBuilder()
        .setSaleId(String.format("S-2026-%08d", number))
        .setStoreId(String.format("store-%03d", random.nextInt(200)))
        .setProductId(String.format("product-%04d", random.nextInt(1_000)))
        .setCustomerId(
            random.nextInt(4) == 0
                ? null
                : String.format("customer-%06d", random.nextInt(customers)))
        .setKind(random.nextInt(20) == 0 ? SaleKind.RETURN : SaleKind.SALE)
        .setQuantity(BigDecimal.valueOf(1_000L * (1 + random.nextInt(5)), 3))
        .setAmount(BigDecimal.valueOf(100L * (1 + random.nextInt(20_000)), 4))
        .setCurrency(random.nextInt(10) == 0 ? "USD" : "EUR")
        .setSoldAt(NOON.plusMillis(number))
        .build();
  }

  /** All that is done up to the source's output, beside the decoding itself. */
  @Benchmark
  public Ingested<Sale> consumerRecordToAccepted(CpuTime time) {
    time.operations++;
    byte[] value = next();
    return intake.admit(
        SourceRecords.of(new ConsumerRecord<>("sales", 0, time.operations, null, value)), false);
  }
}

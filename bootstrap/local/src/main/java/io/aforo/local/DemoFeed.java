package io.aforo.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aforo.adapters.kafka.EventPublisher;
import io.aforo.adapters.kafka.KafkaSettings;
import io.aforo.adapters.kafka.PublishedReading;
import io.aforo.domain.sales.Sale;
import io.aforo.local.shop.DemoClock;
import io.aforo.local.shop.ShopEvent;
import io.aforo.local.shop.ShopSimulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishes what the simulated shops send, in a thread of its own, as time goes by. */
final class DemoFeed implements AutoCloseable {

  private static final Duration BEAT = Duration.ofMillis(50);

  private final ShopSimulation shops;
  private final DemoClock clock;
  private final EventPublisher publisher;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::publish, "aforo-demo-feed");
  private volatile Exception failure;

  private DemoFeed(ShopSimulation shops, DemoClock clock, EventPublisher publisher) {
    this.shops = shops;
    this.clock = clock;
    this.publisher = publisher;
  }

  static DemoFeed start(ShopSimulation shops, DemoClock clock, KafkaSettings kafka) {
    DemoFeed feed = new DemoFeed(shops, clock, new EventPublisher(kafka));
    feed.thread.start();
    return feed;
  }

  /**
   * Returns if all is well.
   *
   * @throws IllegalStateException if publishing failed, and stopped
   */
  void requireNoFailure() {
    if (failure != null) {
      throw new IllegalStateException("the demo's events could not be published", failure);
    }
  }

  private void publish() {
    try {
      do {
        shops.advanceTo(clock.now(), this::publish);
        publisher.flush();
      } while (!stop.await(BEAT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      failure = failed;
    }
  }

  private void publish(ShopEvent event) {
    if (event instanceof ShopEvent.Sold sold) {
      publisher.publish(LocalJob.SALES_TOPIC, sold.sale(), sold.sentAt());
    } else if (event instanceof ShopEvent.Measured measured) {
      publisher.publish(
          LocalJob.READINGS_TOPIC,
          new PublishedReading(
              measured.reading().readingId(),
              measured.reading().sensorId(),
              measured.value(),
              measured.unit(),
              measured.reading().readAt()),
          measured.sentAt());
    } else if (event instanceof ShopEvent.Viewed viewed) {
      publisher.publish(LocalJob.ACTIVITY_TOPIC, viewed.activity(), viewed.sentAt());
    } else if (event instanceof ShopEvent.Negated negated) {
      Sale sale = negated.sale();
      publisher.publish(
          LocalJob.SALES_TOPIC, sale, sale.amount().toBigDecimal().negate(), negated.sentAt());
    } else if (event instanceof ShopEvent.Unencoded unencoded) {
      publisher.publishAsItIs(
          LocalJob.SALES_TOPIC,
          unencoded.sale().storeId(),
          json(unencoded.sale()),
          unencoded.sentAt());
    } else if (event instanceof ShopEvent.Unmeasured unmeasured) {
      publisher.publish(
          LocalJob.READINGS_TOPIC,
          new PublishedReading(
              unmeasured.reading().readingId(),
              unmeasured.reading().sensorId(),
              Double.NaN,
              unmeasured.unit(),
              unmeasured.reading().readAt()),
          unmeasured.sentAt());
    }
  }

  private static byte[] json(Sale sale) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("sale_id", sale.saleId())
        .put("store_id", sale.storeId())
        .put("product_id", sale.productId())
        .put("amount", sale.amount().toString())
        .put("sold_at", Instant.ofEpochMilli(sale.soldAt()).toString())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join(Duration.ofSeconds(2).toMillis());
    // A broker that is gone already must not hold the stop up: the data is the demo's own.
    thread.interrupt();
  }
}

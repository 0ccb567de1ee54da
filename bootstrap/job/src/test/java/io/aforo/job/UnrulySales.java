package io.aforo.job;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Streams from a seed in which sales come in any order, late and far too late, again and with other
 * contents, and time stands still, creeps and leaps. Each stream has weeks of its own, so what
 * happens in one has nothing to do with the others; some of their groups are the same, and come
 * back after weeks. Watermarks are {@linkplain ScriptedWatermarks in the records}.
 */
final class UnrulySales {

  private static final long APART = Duration.ofDays(14).toMillis();
  private static final long FIRST = RandomSales.OPENING - 10 * APART;
  private static final long[] GRIDS = {15_000, 30_000, 60_000, 150_000};

  private final int number;
  private final Random random;
  private final RandomSales contents;
  private final List<Ingested<Sale>> records = new ArrayList<>();
  private final List<Sale> sales = new ArrayList<>();
  private final long grid;
  private final int lateIn;
  private long now;
  private long watermark;

  private UnrulySales(long seed, int number) {
    this.number = number;
    random = new Random(seed * 1_000_003 + number);
    contents = new RandomSales(random.nextLong());
    grid = GRIDS[random.nextInt(GRIDS.length)];
    lateIn = 2 + random.nextInt(10);
    now = FIRST + number * APART;
    watermark = now - 1;
  }

  /** The streams of these numbers, one after another. */
  static List<Ingested<Sale>> streams(long seed, int from, int to) {
    List<Ingested<Sale>> all = new ArrayList<>();
    for (int number = from; number < to; number++) {
      all.addAll(new UnrulySales(seed, number).stream());
    }
    return all;
  }

  private List<Ingested<Sale>> stream() {
    for (int left = 20 + random.nextInt(60); left > 0; left--) {
      Sale sale = next();
      moveTime();
      records.add(RandomSales.record(0, number * 1_000L + records.size(), watermark, sale));
    }
    return records;
  }

  private Sale next() {
    if (!sales.isEmpty()) {
      Sale before = sales.get(random.nextInt(sales.size()));
      switch (random.nextInt(15)) {
        case 0 -> {
          return before;
        }
        case 1 -> {
          return withOtherAmount(before);
        }
        default -> {}
      }
    }
    Sale sale = contents.sale(store(), time());
    Sale named = withId(sale, number + "-" + sales.size());
    sales.add(named);
    return named;
  }

  /** Of this stream alone, or of all of them. */
  private String store() {
    return random.nextInt(3) == 0 ? "store " + number : "every " + random.nextInt(2);
  }

  private long time() {
    now += grid * random.nextInt(4);
    long back = 0;
    if (random.nextInt(lateIn) == 0) {
      back = random.nextInt(4) == 0 ? random.nextInt(600) : random.nextInt(40);
    } else if (random.nextInt(3) == 0) {
      back = random.nextInt(5);
    }
    return now - back * grid + beside();
  }

  private void moveTime() {
    long next =
        switch (random.nextInt(12)) {
          case 0, 1 -> now - grid * random.nextInt(20) + beside();
          case 2 -> now;
          // Where some window of some sale ends, and a lateness after it.
          case 3, 4 ->
              sales.get(random.nextInt(sales.size())).soldAt()
                  + Duration.ofMinutes(random.nextInt(8)).toMillis()
                  + random.nextInt(3)
                  - 2;
          case 5 -> random.nextInt(20) == 0 ? now + Duration.ofHours(27).toMillis() : watermark;
          default -> watermark;
        };
    watermark = Math.max(watermark, next);
    now = Math.max(now, watermark - 10 * grid);
  }

  private long beside() {
    int beside = random.nextInt(8);
    return beside == 0 ? -1 : beside == 1 ? 1 : 0;
  }

  private static Sale withId(Sale sale, String id) {
    return new Sale(
        id,
        sale.storeId(),
        sale.productId(),
        sale.customerId(),
        sale.kind(),
        sale.quantity(),
        sale.amount(),
        sale.soldAt());
  }

  private static Sale withOtherAmount(Sale sale) {
    return new Sale(
        sale.saleId(),
        sale.storeId(),
        sale.productId(),
        sale.customerId(),
        SaleKind.SALE,
        sale.quantity(),
        new Money(
            sale.amount().tenThousandths() == 0 ? 1 : sale.amount().tenThousandths() - 1,
            sale.amount().currency()),
        sale.soldAt());
  }
}

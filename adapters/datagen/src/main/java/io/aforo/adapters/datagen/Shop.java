package io.aforo.adapters.datagen;

import io.aforo.domain.activity.Activity;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A small chain of shops, as it looks at each event by itself: nothing is remembered from one to
 * the next. Every event is one that Aforo counts.
 */
final class Shop {

  /** From a price in cents to 1/10,000 of a currency, in steps of its smallest coin. */
  private record Store(String id, String currency, int perCent, int coin) {

    long priced(long cents) {
      return inCoins(cents * perCent);
    }

    /** Rounded half up, as a till does. */
    long inCoins(long tenThousandths) {
      return (tenThousandths + coin / 2) / coin * coin;
    }
  }

  /** Priced by the piece, or by the kilogram where it is weighed. */
  private record Product(String id, int cents, boolean isWeighed) {}

  private static final List<Store> STORES =
      List.of(
          new Store("norte", "EUR", 100, 100),
          new Store("sur", "EUR", 95, 100),
          new Store("harbour", "GBP", 88, 100),
          new Store("uptown", "USD", 112, 100),
          new Store("ginza", "JPY", 16_500, 10_000));

  /** The most popular first: the n-th is bought 1/n times as often. */
  private static final List<Product> PRODUCTS =
      List.of(
          new Product("bread", 125, false),
          new Product("milk", 109, false),
          new Product("bananas", 179, true),
          new Product("coffee", 549, false),
          new Product("tomatoes", 249, true),
          new Product("eggs", 289, false),
          new Product("cheese", 1_390, true),
          new Product("pasta", 95, false),
          new Product("oil", 879, false),
          new Product("apples", 215, true),
          new Product("rice", 159, false),
          new Product("yoghurt", 65, false),
          new Product("fish", 1_849, true),
          new Product("chocolate", 235, false),
          new Product("soap", 199, false),
          new Product("wine", 695, false),
          new Product("ham", 2_450, true),
          new Product("tea", 319, false),
          new Product("honey", 585, false),
          new Product("batteries", 799, false));

  private static final double[] POPULARITY = cumulated(PRODUCTS.size());

  private static final int CUSTOMERS = 500;
  private static final double WITHOUT_CUSTOMER = 0.3;
  private static final double RETURNS = 0.03;

  /** What is brought back was sold so many sales ago, so nothing is brought back twice. */
  private static final int RETURNED_AFTER = 250;

  private static final List<String> FRIDGES = List.of("fridge", "freezer");
  private static final int[] FRIDGE_MILLI_CELSIUS = {4_000, -20_000};
  private static final int SENSORS = STORES.size() * FRIDGES.size();

  /** In readings of one sensor: a walk's straight lines, and what holds one jump at most. */
  private static final int STRETCH = 60;

  private static final int SPELL = 400;
  private static final int JUMP_LASTS = 30;
  private static final double SPELLS_WITH_A_JUMP = 0.3;

  private static final int USERS = 400;
  private static final int ACTIVE_USERS = 6;
  private static final long BURST_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final List<String> ACTIONS =
      List.of("view", "view", "view", "view", "search", "search", "add_to_cart", "checkout");

  private final Lots lots;

  Shop(Lots lots) {
    this.lots = lots;
  }

  /** A line of a receipt; three in a hundred bring back what an earlier one sold. */
  Sale sale(long number, long time) {
    boolean isReturn =
        number >= RETURNED_AFTER && bringsBack(number) && !bringsBack(number - RETURNED_AFTER);
    long sold = isReturn ? number - RETURNED_AFTER : number;
    Store store = STORES.get(lots.below(STORES.size(), "store", sold));
    Product product = PRODUCTS.get(drawn(POPULARITY, lots.share("product", sold)));
    long thousandths =
        product.isWeighed()
            ? 100 + lots.below(2_000, "weight", sold)
            : 1_000L * pieces(lots.share("pieces", sold));
    long amount = store.inCoins(store.priced(product.cents()) * thousandths / 1_000);
    return new Sale(
        id(number),
        store.id(),
        product.id(),
        lots.share("has customer", sold) < WITHOUT_CUSTOMER
            ? ""
            : "c-" + lots.below(CUSTOMERS, "customer", sold),
        isReturn ? SaleKind.RETURN : SaleKind.SALE,
        new Quantity(thousandths),
        new Money(amount, store.currency()),
        time);
  }

  /**
   * A reading of the sensor whose turn it is: within 2 degrees of what it should be, but for some
   * spells in which it is 22 degrees or more above that for 30 readings, from one to the next.
   */
  Reading reading(long number, long time) {
    int sensor = (int) (number % SENSORS);
    int fridge = sensor % FRIDGES.size();
    long turn = number / SENSORS;
    long milliCelsius =
        FRIDGE_MILLI_CELSIUS[fridge]
            + walk(sensor, turn)
            + (lots.below(201, "noise", number) - 100)
            + jump(sensor, turn);
    return new Reading(
        id(number),
        STORES.get(sensor / FRIDGES.size()).id() + "-" + FRIDGES.get(fridge),
        new Temperature(9 * milliCelsius),
        time);
  }

  /** What one of the few users does who are there in these ten minutes. */
  Activity activity(long number, long time) {
    long burst = Math.floorDiv(time, BURST_MILLIS);
    long place = burst * ACTIVE_USERS + lots.below(ACTIVE_USERS, "place", number);
    return new Activity(
        "u-" + lots.below(USERS, "user", place),
        ACTIONS.get(lots.below(ACTIONS.size(), "action", number)),
        time);
  }

  /** Two seeds never share one. */
  private String id(long number) {
    return Long.toString(lots.seed(), Character.MAX_RADIX) + "-" + number;
  }

  private boolean bringsBack(long number) {
    return lots.share("return", number) < RETURNS;
  }

  private long walk(int sensor, long turn) {
    long stretch = turn / STRETCH;
    long from = turningPoint(sensor, stretch);
    return from + (turningPoint(sensor, stretch + 1) - from) * (turn % STRETCH) / STRETCH;
  }

  private long turningPoint(int sensor, long stretch) {
    return lots.below(3_001, "walk", stretch * SENSORS + sensor) - 1_500;
  }

  private long jump(int sensor, long turn) {
    long spell = turn / SPELL * SENSORS + sensor;
    long since = turn % SPELL - 1 - lots.below(SPELL - JUMP_LASTS - 1, "jump at", spell);
    boolean isUp = since >= 0 && since < JUMP_LASTS;
    return isUp && lots.share("has jump", spell) < SPELLS_WITH_A_JUMP
        ? 22_000 + lots.below(8_000, "jump by", spell)
        : 0;
  }

  private static int pieces(double share) {
    return share < 0.7 ? 1 : share < 0.9 ? 2 : share < 0.97 ? 3 : 6;
  }

  private static double[] cumulated(int products) {
    double[] cumulated = new double[products];
    double sum = 0;
    for (int i = 0; i < products; i++) {
      sum += 1.0 / (i + 1);
      cumulated[i] = sum;
    }
    return cumulated;
  }

  private static int drawn(double[] cumulated, double share) {
    int found = Arrays.binarySearch(cumulated, share * cumulated[cumulated.length - 1]);
    return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found + 1);
  }
}

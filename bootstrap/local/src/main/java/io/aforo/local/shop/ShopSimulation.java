package io.aforo.local.shop;

import io.aforo.domain.temperature.TemperatureUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A retail chain that sells and cools, without end: what its tills, its sensors and the users of
 * its online store send, in the order in which they send it. The same settings give the same
 * events.
 *
 * <p>Eight stores in their own time zones, one of which is online and never closes, one of which
 * sells in pounds; 200 products of a skewed popularity, some by weight; customers, some of them
 * unknown; three lines in a hundred are returns. The other stores' fridges and freezers report
 * about every ten seconds, calm but for defrosting and open doors; now and then one jumps by 25
 * degrees or more within half a minute. A few users at a time look at pages of the online store, in
 * bursts with pauses between them. Some events are up to four seconds out of order, a few come
 * minutes late, and very few a week late; a few sales and readings are sent twice, and from time to
 * time one is sent that nobody can make sense of.
 *
 * <p>Not for use by several threads at once.
 */
public final class ShopSimulation {

  private static final long STEP = 1_000;
  private static final double FRIDGE = 4;
  private static final double FREEZER = -20;
  private static final double PAGES_PER_SALE = 0.2;

  /**
   * What decides everything.
   *
   * @param seed of all randomness
   * @param start event time of the first event
   * @param salesPerSecond lines of receipts in a second of event time, on the mean of a week; a
   *     fifth as many pages are looked at
   * @param firstJump how long after the start the first sensor jumps
   * @param betweenJumps how long it takes from one jump to the next, on the mean
   * @param betweenFaults how long it takes from one faulty record to the next, about; the first
   *     comes after half of it
   */
  public record Settings(
      long seed,
      Instant start,
      double salesPerSecond,
      Duration firstJump,
      Duration betweenJumps,
      Duration betweenFaults) {

    public Settings {
      if (!(salesPerSecond > 0 && salesPerSecond <= 1_000_000)) {
        throw new IllegalArgumentException(
            "salesPerSecond must be above 0 and at most 1000000, was " + salesPerSecond);
      }
      if (firstJump.isNegative()) {
        throw new IllegalArgumentException("firstJump must not be negative, was " + firstJump);
      }
      requirePositive("betweenJumps", betweenJumps);
      requirePositive("betweenFaults", betweenFaults);
    }

    private static void requirePositive(String name, Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(name + " must be positive, was " + duration);
      }
    }
  }

  private record Pending(ShopEvent event, long number) {}

  private final SplittableRandom jumps;
  private final double meanBetweenJumps;
  private final List<Till> tills = new ArrayList<>();
  private final List<Sensor> sensors = new ArrayList<>();
  private final WebShop webShop;
  private final Faults faults;
  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          Comparator.<Pending>comparingLong(next -> next.event().sentAt())
              .thenComparingLong(Pending::number));
  private long produced;
  private long simulatedTo;
  private long nextJump;

  public ShopSimulation(Settings settings) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    String run = Long.toString(settings.start().getEpochSecond(), Character.MAX_RADIX);
    simulatedTo = settings.start().toEpochMilli();
    jumps = random.split();
    meanBetweenJumps = settings.betweenJumps().toMillis();
    nextJump = simulatedTo + settings.firstJump().toMillis();
    Popularity products = new Popularity(random.split());
    double shares = Branch.CHAIN.stream().mapToDouble(Branch::share).sum();
    for (Branch branch : Branch.CHAIN) {
      double salesPerSecond = settings.salesPerSecond() * branch.share() / shares;
      tills.add(new Till(branch, run, random.split(), products, salesPerSecond, settings.start()));
      for (int i = 1; i <= branch.fridges(); i++) {
        // One of the freezers was bought in America.
        TemperatureUnit freezerUnit =
            branch.currency().equals("GBP") && i == 2
                ? TemperatureUnit.FAHRENHEIT
                : TemperatureUnit.CELSIUS;
        sensors.add(
            new Sensor(
                branch.id() + "-nevera-" + i,
                run,
                FRIDGE,
                TemperatureUnit.CELSIUS,
                random.split(),
                simulatedTo));
        sensors.add(
            new Sensor(
                branch.id() + "-congelador-" + i,
                run,
                FREEZER,
                freezerUnit,
                random.split(),
                simulatedTo));
      }
    }
    webShop =
        new WebShop(
            Branch.online(),
            random.split(),
            products,
            settings.salesPerSecond() * PAGES_PER_SALE,
            settings.start());
    faults = new Faults(random.split(), simulatedTo, settings.betweenFaults().toMillis());
  }

  /**
   * Hands out what is sent up to {@code now}, inclusive, since the last call. Takes time and memory
   * in proportion to the events.
   */
  public void advanceTo(Instant now, Consumer<? super ShopEvent> out) {
    long target = now.toEpochMilli();
    while (simulatedTo <= target) {
      step();
      // All that is still to come is sent after this, so memory holds little more than a step and
      // what the users of the moment will do.
      sendUpTo(Math.min(target, simulatedTo - 1), out);
    }
    sendUpTo(target, out);
  }

  private void sendUpTo(long time, Consumer<? super ShopEvent> out) {
    while (!pending.isEmpty() && pending.peek().event().sentAt() <= time) {
      out.accept(pending.poll().event());
    }
  }

  private void step() {
    long end = simulatedTo + STEP;
    while (nextJump < end) {
      jump(nextJump);
      double gap = -StrictMath.log(1 - jumps.nextDouble()) * meanBetweenJumps;
      nextJump += Math.max(1, (long) gap);
    }
    Consumer<ShopEvent> queue =
        event -> pending.add(new Pending(faults.happenTo(event), produced++));
    for (Till till : tills) {
      till.serve(simulatedTo, end, queue);
    }
    for (Sensor sensor : sensors) {
      sensor.measure(end, queue);
    }
    webShop.serve(simulatedTo, end, queue);
    simulatedTo = end;
  }

  /** Makes one of the calm sensors jump; if none is calm, none. */
  private void jump(long time) {
    int first = jumps.nextInt(sensors.size());
    for (int i = 0; i < sensors.size(); i++) {
      Sensor sensor = sensors.get((first + i) % sensors.size());
      if (!sensor.isJumping(time)) {
        sensor.jump(time);
        return;
      }
    }
  }
}

package io.aforo.local.shop;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * One of the chain's stores.
 *
 * @param id its store_id
 * @param zone what its opening hours are in
 * @param currency what it sells in
 * @param pricesPercent its prices, in percent of the catalogue's
 * @param opens first minute of the day; equal to {@code closes} for a store that never closes
 * @param closes half-open
 * @param onSundays whether it opens on Sundays
 * @param share of the chain's sales, relative to the other stores
 * @param fridges how many fridges and how many freezers it has, of each
 */
record Branch(
    String id,
    ZoneId zone,
    String currency,
    int pricesPercent,
    LocalTime opens,
    LocalTime closes,
    boolean onSundays,
    double share,
    int fridges) {

  private static final LocalTime MIDNIGHT = LocalTime.MIDNIGHT;

  static final List<Branch> CHAIN =
      List.of(
          of("madrid-centro", "Europe/Madrid", "EUR", 100, 9, 22, true, 5),
          of("barcelona-gracia", "Europe/Madrid", "EUR", 102, 9, 21, false, 4),
          of("valencia-ruzafa", "Europe/Madrid", "EUR", 98, 9, 21, true, 3),
          of("sevilla-triana", "Europe/Madrid", "EUR", 97, 10, 22, true, 3),
          of("bilbao-abando", "Europe/Madrid", "EUR", 101, 9, 21, false, 2),
          of("lisboa-chiado", "Europe/Lisbon", "EUR", 95, 8, 22, true, 2),
          of("londres-soho", "Europe/London", "GBP", 92, 7, 23, true, 3),
          new Branch(
              "online", ZoneId.of("Europe/Madrid"), "EUR", 99, MIDNIGHT, MIDNIGHT, true, 8, 0));

  /** The one on the web. */
  static Branch online() {
    return CHAIN.stream().filter(Branch::neverCloses).findAny().orElseThrow();
  }

  private static Branch of(
      String id,
      String zone,
      String currency,
      int pricesPercent,
      int opens,
      int closes,
      boolean onSundays,
      double share) {
    return new Branch(
        id,
        ZoneId.of(zone),
        currency,
        pricesPercent,
        LocalTime.of(opens, 0),
        LocalTime.of(closes, 0),
        onSundays,
        share,
        2);
  }

  boolean neverCloses() {
    return opens.equals(closes);
  }

  boolean isOpen(Instant time) {
    return isOpen(time.atZone(zone));
  }

  private boolean isOpen(ZonedDateTime local) {
    if (neverCloses()) {
      return true;
    }
    return (onSundays || local.getDayOfWeek() != DayOfWeek.SUNDAY)
        && !local.toLocalTime().isBefore(opens)
        && local.toLocalTime().isBefore(closes);
  }

  /** How busy it is, relative to other times; 0 while it is closed. Changes by the minute. */
  double busyness(Instant time) {
    ZonedDateTime local = time.atZone(zone);
    if (!isOpen(local)) {
      return 0;
    }
    double hour = local.getHour() + local.getMinute() / 60.0;
    return neverCloses()
        ? 0.3 + peak(hour, 14, 3) + 1.5 * peak(hour, 21.5, 2)
        : 0.4 + peak(hour, 13, 1.5) + 1.3 * peak(hour, 19.5, 1.8);
  }

  private static double peak(double hour, double at, double width) {
    double distance = (hour - at) / width;
    return StrictMath.exp(-distance * distance / 2);
  }
}

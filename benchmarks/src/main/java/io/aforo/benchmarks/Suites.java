package io.aforo.benchmarks;

import io.aforo.benchmarks.endtoend.EndToEndSuite;
import io.aforo.benchmarks.latency.AlertLatencySuite;
import io.aforo.benchmarks.sales.GrowthSuite;
import io.aforo.benchmarks.sales.RecoverySuite;
import io.aforo.benchmarks.sales.SalesSuite;
import io.aforo.benchmarks.temperature.TemperatureSuite;
import java.util.List;

/** All suites, in the order of the report. */
final class Suites {

  private Suites() {}

  static List<Suite> all() {
    return List.of(
        new SalesSuite(),
        new TemperatureSuite(),
        new RecoverySuite(),
        new GrowthSuite(),
        new EndToEndSuite(),
        new AlertLatencySuite());
  }

  /**
   * @throws IllegalArgumentException if there is none of this name
   */
  static Suite named(String name) {
    return all().stream()
        .filter(suite -> suite.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no suite '%s'; there are %s"
                        .formatted(name, all().stream().map(Suite::name).toList())));
  }
}

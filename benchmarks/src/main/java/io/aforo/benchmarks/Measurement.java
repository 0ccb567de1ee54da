package io.aforo.benchmarks;

import java.util.Map;

/**
 * What one run of one contestant gave.
 *
 * @param suite what is compared, such as {@code sales}
 * @param scenario the question that all contestants of it answer
 * @param contestant who answered
 * @param round from 1 on
 * @param checksum the same for all contestants of a scenario whose answers are equal; empty where
 *     there is nothing to compare
 * @param figures by name and unit, such as {@code events}, {@code wallNanos}, {@code cpuNanos}
 */
public record Measurement(
    String suite,
    String scenario,
    String contestant,
    int round,
    String checksum,
    Map<String, Double> figures) {}

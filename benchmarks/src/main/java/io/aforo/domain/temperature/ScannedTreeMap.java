package io.aforo.domain.temperature;

import java.util.TreeMap;

/** The JDK's red-black tree by time; a look at every instant of the range. */
final class ScannedTreeMap implements WindowStructure {

  private final TreeMap<Long, Extremes> instants = new TreeMap<>();

  @Override
  public void add(String id, long at, long value) {
    instants.computeIfAbsent(at, time -> new Extremes()).include(at, value);
  }

  @Override
  public void forgetBefore(long time) {
    while (instants.firstKey() < time) {
      instants.pollFirstEntry();
    }
  }

  @Override
  public void include(long earliest, long latest, Extremes extremes) {
    if (earliest <= latest) {
      instants.subMap(earliest, true, latest, true).values().forEach(extremes::include);
    }
  }
}

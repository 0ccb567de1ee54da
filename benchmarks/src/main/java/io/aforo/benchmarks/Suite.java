package io.aforo.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Contestants that answer the same questions. It is made anew in each process: first in the one
 * that plans and prints, then, for each trial and round, in one of its own.
 */
public interface Suite {

  /** What our own contestant is called, against which all others are held. */
  String OURS = "Aforo";

  /** Its name on the command line and in the results. */
  String name();

  /** What there is to run, in the order of the tables: by scenario, ours first. */
  List<Trial> trials(Scale scale);

  /**
   * Runs a trial once, warm-up included, in a process of its own.
   *
   * @return the answer's checksum, and figures by name and unit
   */
  Answer run(Trial trial, Scale scale) throws Exception;

  /** The figure that the table is about, and how it is to be read. */
  Headline headline();

  /** How much time there is. */
  enum Scale {
    QUICK,
    FULL
  }

  /**
   * One contestant in one scenario.
   *
   * @param rounds how often it runs
   * @param heapMebibytes the most heap that its process may take
   * @param without JARs that must not be on its class path, by the beginning of their names
   */
  record Trial(
      String scenario, String contestant, int rounds, int heapMebibytes, List<String> without) {

    public Trial(String scenario, String contestant, int rounds, int heapMebibytes) {
      this(scenario, contestant, rounds, heapMebibytes, List.of());
    }
  }

  /**
   * What a run gave.
   *
   * @param checksum equal where the answers are; empty where there is nothing to compare
   * @param figures by name and unit; {@code events}, {@code wallNanos} and {@code cpuNanos} are
   *     read by {@link Headline#EVENTS_PER_SECOND}
   */
  record Answer(String checksum, Map<String, Double> figures) {}

  /** What a suite's table shows. */
  enum Headline {
    /** Million events a second by the clock, and CPU nanoseconds of the whole process an event. */
    EVENTS_PER_SECOND,
    /** Each figure by its name. */
    FIGURES
  }
}

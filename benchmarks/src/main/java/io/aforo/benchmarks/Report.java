package io.aforo.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** All measurements, as JSON and as tables: medians, with the smallest and the largest. */
final class Report {

  private final Suite.Scale scale;
  private final String machine;
  private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Report(Suite.Scale scale, String machine) {
    this.scale = scale;
    this.machine = machine;
  }

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  void fail(String what) {
    failures.add(what);
  }

  String json() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("startedAt", startedAt.toString());
    content.put("scale", scale);
    content.put("machine", machine);
    content.put("failures", failures);
    content.put("measurements", measurements);
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(content)
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The scenarios whose contestants gave different answers. */
  List<String> disagreeing() {
    Map<String, Set<String>> answers = new LinkedHashMap<>();
    measurements.stream()
        .filter(each -> !each.checksum().isEmpty())
        .forEach(
            each ->
                answers
                    .computeIfAbsent(
                        each.suite() + "/" + each.scenario(), scenario -> new LinkedHashSet<>())
                    .add(each.checksum()));
    return answers.entrySet().stream()
        .filter(scenario -> scenario.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One line of a measurement, for those who wait. */
  static String shortly(Suite.Headline headline, Measurement measurement) {
    if (headline == Suite.Headline.EVENTS_PER_SECOND) {
      return String.format(
          Locale.ROOT,
          "%s M events/s, %s ns of CPU an event",
          digits(throughput(measurement)),
          digits(cpuPerEvent(measurement)));
    }
    StringBuilder text = new StringBuilder();
    measurement
        .figures()
        .forEach(
            (name, value) ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(digits(value)));
    return text.toString();
  }

  String markdown(List<Suite> suites) {
    StringBuilder text = new StringBuilder();
    text.append("Measured ")
        .append(startedAt)
        .append(", ")
        .append(scale.name().toLowerCase(Locale.ROOT))
        .append(": ")
        .append(machine)
        .append(".\n");
    for (Suite suite : suites) {
      if (measurements.stream().anyMatch(each -> each.suite().equals(suite.name()))) {
        text.append("\n## ").append(suite.name()).append("\n\n");
        if (suite.headline() == Suite.Headline.EVENTS_PER_SECOND) {
          throughputs(suite, text);
        } else {
          figures(suite, text);
        }
      }
    }
    failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
    disagreeing().forEach(scenario -> text.append("\nDiffer: ").append(scenario).append('\n'));
    return text.toString();
  }

  private void throughputs(Suite suite, StringBuilder text) {
    text.append(
        "| scenario | contestant | M events/s, median (least to most) | ours against it, by the clock"
            + " | CPU ns an event, median (least to most) | ours against it, by CPU | rounds |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (List<Measurement> contestant : byContestant(suite)) {
      Measurement first = contestant.get(0);
      // Nothing is compared where our own trial is not there.
      Optional<List<Measurement>> ours =
          first.contestant().equals(Suite.OURS)
              ? Optional.empty()
              : byContestant(suite).stream()
                  .filter(
                      each ->
                          each.get(0).scenario().equals(first.scenario())
                              && each.get(0).contestant().equals(Suite.OURS))
                  .findFirst();
      String clock =
          ours.map(it -> median(it, Report::throughput) / median(contestant, Report::throughput))
              .map(ratio -> digits(ratio) + "x")
              .orElse("");
      String cpu =
          ours.map(it -> median(contestant, Report::cpuPerEvent) / median(it, Report::cpuPerEvent))
              .map(ratio -> digits(ratio) + "x")
              .orElse("");
      text.append("| ")
          .append(first.scenario())
          .append(" | ")
          .append(first.contestant())
          .append(" | ")
          .append(spread(contestant, Report::throughput))
          .append(" | ")
          .append(clock)
          .append(" | ")
          .append(spread(contestant, Report::cpuPerEvent))
          .append(" | ")
          .append(cpu)
          .append(" | ")
          .append(contestant.size())
          .append(" |\n");
    }
  }

  private void figures(Suite suite, StringBuilder text) {
    Set<String> names = new LinkedHashSet<>();
    measurements.stream()
        .filter(each -> each.suite().equals(suite.name()))
        .forEach(each -> names.addAll(each.figures().keySet()));
    text.append("| scenario | contestant |");
    names.forEach(name -> text.append(' ').append(name).append(" |"));
    text.append(" rounds |\n|---|---|").append("---|".repeat(names.size() + 1)).append('\n');
    for (List<Measurement> contestant : byContestant(suite)) {
      Measurement first = contestant.get(0);
      text.append("| ").append(first.scenario()).append(" | ").append(first.contestant());
      for (String name : names) {
        text.append(" | ")
            .append(
                first.figures().containsKey(name)
                    ? spread(contestant, each -> each.figures().getOrDefault(name, Double.NaN))
                    : "");
      }
      text.append(" | ").append(contestant.size()).append(" |\n");
    }
  }

  /** The rounds of each contestant, in the order in which they came first. */
  private List<List<Measurement>> byContestant(Suite suite) {
    Map<String, List<Measurement>> contestants = new LinkedHashMap<>();
    measurements.stream()
        .filter(each -> each.suite().equals(suite.name()))
        .forEach(
            each ->
                contestants
                    .computeIfAbsent(
                        each.scenario() + "/" + each.contestant(), name -> new ArrayList<>())
                    .add(each));
    return List.copyOf(contestants.values());
  }

  private static double throughput(Measurement measurement) {
    return 1e3 * measurement.figures().get("events") / measurement.figures().get("wallNanos");
  }

  private static double cpuPerEvent(Measurement measurement) {
    return measurement.figures().get("cpuNanos") / measurement.figures().get("events");
  }

  private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String spread(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return digits(median(rounds, figure))
        + (sorted.length == 1
            ? ""
            : " (" + digits(sorted[0]) + " to " + digits(sorted[sorted.length - 1]) + ")");
  }

  /** Three digits that count, or all before the point. */
  static String digits(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}

package io.aforo.local.simulation;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.RuleBook;
import io.aforo.domain.temperature.TemperatureRule;
import io.aforo.local.picture.FileNames;
import io.aforo.local.picture.IndexPage;
import io.aforo.local.picture.ReadingLine;
import io.aforo.local.picture.Span;
import io.aforo.local.picture.Story;
import io.aforo.local.picture.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The pictures of a simulation: of each sensor with an alert one of the whole recording, and, where
 * that is too long to show its episodes well, one of the time around the opening and the evidence
 * of each of the first. The readings are gone through once for every few hundred pictures, so that
 * the heap never holds more of them.
 */
public final class Pictures {

  private static final int AT_ONCE = 400;

  /** Of each sensor; fewer where there are many sensors, so that no folder is flooded. */
  private static final int MOST_DETAILS = 20;

  private static final int MOST_DETAILS_OF_ALL = 200;

  /** An episode that takes a smaller part of the whole is shown on its own. */
  private static final int LARGE_ENOUGH = 4;

  private static final long SHORTEST = Duration.ofMinutes(1).toMillis();
  private static final long AROUND = Duration.ofMinutes(5).toMillis();
  private static final long OUTLIVES = Duration.ofHours(1).toMillis();

  private final Map<String, List<Story>> stories = new LinkedHashMap<>();
  private final Map<String, SensorTrace> sensors;
  private final ReadingSpool spool;
  private final RuleBook book;
  private final long newestAt;

  Pictures(
      List<Story> all,
      Map<String, SensorTrace> sensors,
      ReadingSpool spool,
      RuleBook book,
      long newestAt) {
    all.forEach(
        story ->
            stories
                .computeIfAbsent(story.alert().sensorId(), sensor -> new ArrayList<>())
                .add(story));
    this.sensors = sensors;
    this.spool = spool;
    this.book = book;
    this.newestAt = newestAt;
  }

  /** A picture that is to be drawn. */
  private record Plan(SensorTrace sensor, String name, Span span, List<Story> stories) {}

  /**
   * Draws all of them.
   *
   * @param folder where they go; has to exist
   * @param progress is told how many there are so far
   * @return what there is to see of each sensor, in the order of the alerts
   * @throws IOException if one cannot be written
   */
  public List<IndexPage.Section> draw(Path folder, LongConsumer progress) throws IOException {
    List<Plan> plans = new ArrayList<>();
    stories.forEach((sensor, ofSensor) -> plans.addAll(plansOf(sensor, ofSensor)));
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (int from = 0; from < plans.size(); from += AT_ONCE) {
      List<Plan> some = plans.subList(from, Math.min(plans.size(), from + AT_ONCE));
      List<ReadingLine> lines = linesOf(some);
      for (int i = 0; i < some.size(); i++) {
        Plan plan = some.get(i);
        Files.writeString(
            folder.resolve(plan.name()),
            Timeline.svg(
                plan.sensor().sensorId(), lines.get(i), plan.stories(), limitsOf(plan.stories())));
        names
            .computeIfAbsent(plan.sensor().sensorId(), sensor -> new ArrayList<>())
            .add(folder.getFileName() + "/" + plan.name());
        progress.accept(from + i + 1L);
      }
    }
    List<IndexPage.Section> sections = new ArrayList<>();
    stories.forEach(
        (sensor, ofSensor) ->
            sections.add(
                new IndexPage.Section(sensor, ofSensor, names.getOrDefault(sensor, List.of()))));
    return sections;
  }

  private List<Plan> plansOf(String sensorId, List<Story> ofSensor) {
    SensorTrace sensor = sensors.get(sensorId);
    if (sensor == null) {
      return List.of();
    }
    String name = FileNames.of(sensorId);
    Span whole = wholeOf(sensor, ofSensor);
    List<Plan> plans = new ArrayList<>();
    plans.add(new Plan(sensor, name + ".svg", whole, ofSensor));
    int details = Math.min(MOST_DETAILS, MOST_DETAILS_OF_ALL / stories.size());
    for (int i = 0; i < Math.min(details, ofSensor.size()); i++) {
      Span around = aroundOpening(ofSensor.get(i).alert(), whole);
      if ((around.end() - around.start()) < (whole.end() - whole.start()) / LARGE_ENOUGH) {
        plans.add(
            new Plan(
                sensor, "%s-%02d.svg".formatted(name, i + 1), around, List.of(ofSensor.get(i))));
      }
    }
    return plans;
  }

  /** From the first reading to the last, and a little longer if something went on after that. */
  private Span wholeOf(SensorTrace sensor, List<Story> ofSensor) {
    long start = sensor.firstAt();
    long end = sensor.lastAt();
    for (Story story : ofSensor) {
      Alert alert = story.alert();
      end = Math.max(end, Math.max(alert.openedAt(), alert.closedAt().orElse(alert.openedAt())));
      for (Span silence : story.silences()) {
        end = Math.max(end, silence.start());
      }
    }
    boolean isSilent =
        ofSensor.stream()
            .map(Story::alert)
            .anyMatch(
                alert ->
                    alert.state() == AlertState.OPEN_NO_DATA
                        || (alert.kind() == AlertKind.SILENT
                            && alert.state() != AlertState.CLOSED));
    if (isSilent) {
      end = Math.max(end, Math.min(newestAt, end + Math.max(OUTLIVES, (end - start) / 10)));
    }
    long margin = Math.max(0, SHORTEST - (end - start)) / 2 + (end - start) / 200;
    return new Span(start - margin, end + margin);
  }

  /** The evidence is not always in the episode: what is flat opens an alert by going on. */
  private static Span aroundOpening(Alert alert, Span whole) {
    long start = Math.min(alert.evidence().firstAt(), alert.openedAt());
    long end = Math.max(alert.evidence().secondAt(), alert.openedAt());
    long around = Math.max(AROUND, (end - start) / 2);
    return new Span(Math.max(whole.start(), start - around), Math.min(whole.end(), end + around));
  }

  private List<ReadingLine> linesOf(List<Plan> plans) throws IOException {
    List<List<ReadingLine>> bySensor = new ArrayList<>();
    sensors.forEach((id, sensor) -> bySensor.add(new ArrayList<>(0)));
    List<ReadingLine> lines = new ArrayList<>();
    for (Plan plan : plans) {
      ReadingLine line = new ReadingLine(plan.span(), plan.sensor().gapMillis());
      bySensor.get(plan.sensor().number()).add(line);
      lines.add(line);
    }
    spool.forEach(
        (sensor, at, value) -> {
          for (ReadingLine line : bySensor.get(sensor)) {
            line.add(at, value);
          }
        });
    return lines;
  }

  /** The limits that the excursions among the alerts passed. */
  private List<Timeline.Limit> limitsOf(List<Story> shown) {
    Set<Timeline.Limit> limits = new LinkedHashSet<>();
    for (Story story : shown) {
      Alert alert = story.alert();
      TemperatureRule rule = book.ruleFor(alert.sensorId(), alert.openedAt());
      if (alert.kind() == AlertKind.TOO_WARM) {
        rule.tooWarm()
            .map(Excursion::limit)
            .ifPresent(at -> limits.add(new Timeline.Limit(at, true)));
      } else if (alert.kind() == AlertKind.TOO_COLD) {
        rule.tooCold()
            .map(Excursion::limit)
            .ifPresent(at -> limits.add(new Timeline.Limit(at, false)));
      }
    }
    return List.copyOf(limits);
  }
}

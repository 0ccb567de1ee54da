package io.aforo.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Rules over a recording, from its lines to tables and pictures. */
class SimulateTest {

  private static final String HEADER = "reading_id,sensor_id,value,unit,read_at\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void aRecordingBecomesTheTablesOfAReplay() throws IOException {
    Path readings =
        recording(
            """
            1,j1,0,CELSIUS,2026-03-02T10:00:00Z
            2,j1,20,CELSIUS,2026-03-02T10:01:00Z
            1,j2,0,CELSIUS,2026-03-02T10:01:00Z
            2,j2,20,CELSIUS,2026-03-02T10:02:00.001Z
            1,j7,68,FAHRENHEIT,2026-03-02T10:02:00Z
            2,j7,NaN,CELSIUS,2026-03-02T10:02:10Z
            3,j7,32,FAHRENHEIT,2026-03-02T10:02:30Z
            3,j7,32,FAHRENHEIT,2026-03-02T10:02:30Z
            1,j6,25,CELSIUS,2026-03-02T10:03:50Z
            2,j6,5,CELSIUS,2026-03-02T10:03:00Z
            9,j6,5,CELSIUS,2026-03-02T09:40:00Z
            ,j15,0,CELSIUS,2026-03-02T10:04:00Z
            ,j15,20,CELSIUS,2026-03-02T10:04:00Z
            not a line
            1,j9,1,CELSIUS,1999-12-31T23:59:59Z
            1,j12,0,CELSIUS,2026-03-02T10:10:00Z
            2,j12,20,CELSIUS,2026-03-02T10:11:00Z
            3,j12,20,CELSIUS,2026-03-02T10:11:10Z
            4,j12,20,CELSIUS,2026-03-02T10:12:00Z
            5,j12,20,CELSIUS,2026-03-02T10:13:00Z
            6,j12,20,CELSIUS,2026-03-02T10:14:00Z
            """);

    assertThat(simulate(readings)).isZero();

    assertThat(errors()).isEmpty();
    assertThat(results("temperature_alerts.csv"))
        .hasContent(
            """
            alert_id,kind,sensor_id,rule_id,severity,state,close_reason,direction,opened_at,closed_at,peak_delta,first_value,first_at,second_value,second_at,detail
            332150d5a944d0bc5735f00bff0c7c68,JUMP,j1,temperature-jump,WARNING,OPEN_NO_DATA,,RISING,2026-03-02T10:01:00Z,,20.000,0.000,2026-03-02T10:00:00Z,20.000,2026-03-02T10:01:00Z,rose by 20 C within 60 s; the rule: 20 C within 60 s
            427a5f0094f6be85dadc6ffab40254b1,JUMP,j12,temperature-jump,WARNING,CLOSED,QUIET,RISING,2026-03-02T10:11:00Z,2026-03-02T10:13:00Z,20.000,0.000,2026-03-02T10:10:00Z,20.000,2026-03-02T10:11:00Z,rose by 20 C within 60 s; the rule: 20 C within 60 s
            a4238bc27aa942c003917fdca32c7dd4,JUMP,j15,temperature-jump,WARNING,OPEN_NO_DATA,,SIMULTANEOUS,2026-03-02T10:04:00Z,,20.000,0.000,2026-03-02T10:04:00Z,20.000,2026-03-02T10:04:00Z,"two readings at once, apart by 20 C; the rule: 20 C within 60 s"
            1fae25fcfb665fcabbbfb0ceb0156966,JUMP,j6,temperature-jump,WARNING,OPEN_NO_DATA,,RISING,2026-03-02T10:03:50Z,,20.000,5.000,2026-03-02T10:03:00Z,25.000,2026-03-02T10:03:50Z,rose by 20 C within 50 s; the rule: 20 C within 60 s
            860518d18675589b4955d3c261424f44,JUMP,j7,temperature-jump,WARNING,OPEN_NO_DATA,,FALLING,2026-03-02T10:02:30Z,,20.000,20.000,2026-03-02T10:02:00Z,0.000,2026-03-02T10:02:30Z,fell by 20 C within 30 s; the rule: 20 C within 60 s
            """);
    assertThat(results("alert_history.csv"))
        .hasContent(
            """
            alert_id,seq,state,severity,at,peak
            332150d5a944d0bc5735f00bff0c7c68,0,OPEN,WARNING,2026-03-02T10:01:00Z,20.000
            860518d18675589b4955d3c261424f44,0,OPEN,WARNING,2026-03-02T10:02:30Z,20.000
            1fae25fcfb665fcabbbfb0ceb0156966,0,OPEN,WARNING,2026-03-02T10:03:50Z,20.000
            a4238bc27aa942c003917fdca32c7dd4,0,OPEN,WARNING,2026-03-02T10:04:00Z,20.000
            332150d5a944d0bc5735f00bff0c7c68,1,OPEN_NO_DATA,WARNING,2026-03-02T10:06:00Z,20.000
            860518d18675589b4955d3c261424f44,1,OPEN_NO_DATA,WARNING,2026-03-02T10:07:30Z,20.000
            1fae25fcfb665fcabbbfb0ceb0156966,1,OPEN_NO_DATA,WARNING,2026-03-02T10:08:50Z,20.000
            a4238bc27aa942c003917fdca32c7dd4,1,OPEN_NO_DATA,WARNING,2026-03-02T10:09:00Z,20.000
            427a5f0094f6be85dadc6ffab40254b1,0,OPEN,WARNING,2026-03-02T10:11:00Z,20.000
            427a5f0094f6be85dadc6ffab40254b1,1,CLOSED,WARNING,2026-03-02T10:13:00Z,20.000
            """);
    assertThat(results("late_events.csv"))
        .hasContent(
            """
            report,source_id,event_id,event_time,watermark,missed_windows
            temperature-jump,j6,9,2026-03-02T09:40:00Z,2026-03-02T10:03:50Z,
            """);
    assertThat(
            Csv.rows(
                results("dead_letters.csv"),
                List.of("topic", "partition", "offset", "reason", "record_time"),
                row -> true))
        .containsExactly(
            List.of("readings.csv", "0", "7", "SENSOR_FAULT", "2026-03-02T10:02:10Z"),
            List.of("readings.csv", "0", "15", "BAD_LINE", ""),
            List.of("readings.csv", "0", "16", "STALE_TIMESTAMP", "1999-12-31T23:59:59Z"));
    assertThat(told())
        .contains(
            """
            sensor kind severity state   opened (UTC)        closed       peak from -> to
            j1     jump warning  no data 2026-03-02 10:01:00          +20.00 C 0.0 -> 20.0
              rose by 20 C within 60 s; the rule: 20 C within 60 s
            j12    jump warning  closed  2026-03-02 10:11:00 10:13:00 +20.00 C 0.0 -> 20.0
              rose by 20 C within 60 s; the rule: 20 C within 60 s
            j15    jump warning  no data 2026-03-02 10:04:00           20.00 C 0.0 -> 20.0
              two readings at once, apart by 20 C; the rule: 20 C within 60 s
            j6     jump warning  no data 2026-03-02 10:03:50          +20.00 C 5.0 -> 25.0
              rose by 20 C within 50 s; the rule: 20 C within 60 s
            j7     jump warning  no data 2026-03-02 10:02:30          -20.00 C 20.0 -> 0.0
              fell by 20 C within 30 s; the rule: 20 C within 60 s

                                    in    accepted  duplicates    rejected        late
            temperatures            21          17           1           3           1
              rejected BAD_LINE                                       1
                The line of a file is not a record of the expected columns.
              rejected STALE_TIMESTAMP                                1
                The event says that it happened before the year 2000.
              rejected SENSOR_FAULT                                   1
                The reading is no temperature: not a number, infinite, below absolute
                zero, or by the rule for its sensor out of range or a sentinel.
            Late readings are among the accepted.

            jump: 4 open no data, 1 closed
            """)
        .contains("readings.csv, line 15: BAD_LINE: line 15: expected 5 fields")
        .doesNotContain("\u001b");
    assertThat(names(directory.resolve("results")))
        .containsExactly(
            "alert_history.csv",
            "dead_letters.csv",
            "index.html",
            "late_events.csv",
            "pictures",
            "temperature_alerts.csv");
  }

  @Test
  void theRecordedDataGivesTheAlertsThatItMust() throws IOException {
    Path data = recordedData();
    Path expected = data.resolve("expected/temperature_alerts.csv");

    assertThat(simulate(data.resolve("temperatures.csv"))).isZero();

    List<String> columns = Csv.header(expected);
    assertThat(Csv.rows(results("temperature_alerts.csv"), columns, row -> true))
        .containsExactlyInAnyOrderElementsOf(Csv.rows(expected, columns, row -> true));
    // Seven sensors, and what is too short to be seen in one of them.
    assertThat(names(results("pictures"))).hasSize(8);
  }

  @Test
  void aPictureShowsTheReadingsThatAreTheEvidence() throws Exception {
    Path readings =
        recording(
            """
            1,nevera,4.5,CELSIUS,2026-03-02T10:00:00Z
            2,nevera,5,CELSIUS,2026-03-02T10:00:30Z
            3,nevera,31.75,CELSIUS,2026-03-02T10:01:00Z
            """);

    assertThat(simulate(readings)).isZero();

    Document picture = xml(Files.readString(onlyPicture()));
    List<String> marks = new ArrayList<>();
    NodeList circles = picture.getElementsByTagName("circle");
    for (int i = 0; i < circles.getLength(); i++) {
      if (!circles.item(i).getTextContent().isEmpty()) {
        marks.add(circles.item(i).getTextContent().strip());
      }
    }
    assertThat(marks)
        .containsExactly(
            "4.5 °C at 2026-03-02 10:00:00 UTC", "31.75 °C at 2026-03-02 10:01:00 UTC");
    assertThat(texts(picture))
        .contains(
            "nevera",
            "jump, warning, +27.25 °C in 60 s  ·  open, since 2026-03-02 10:01:00 UTC  ·  3 readings",
            "+27.25 °C in 60 s");
    assertThat(Files.readString(results("index.html")))
        .contains("<h2>nevera</h2>")
        .contains("src=\"pictures/" + onlyPicture().getFileName() + "\"")
        .doesNotContain("<script", "http");
  }

  @Test
  void idsOfSensorsNeitherLeaveTheFolderNorBecomeMarkup() throws Exception {
    List<String> ids =
        List.of(
            "../../x",
            "/etc/x",
            "<b>&\"'",
            "\uD83E\uDDCA nevera",
            "con",
            "CON",
            "a/b",
            "a?b",
            "-rf",
            "\u202Eevil\u0007",
            "x".repeat(256));
    StringBuilder lines = new StringBuilder();
    for (String id : ids) {
      String quoted = '"' + id.replace("\"", "\"\"") + '"';
      lines.append("1,").append(quoted).append(",0,CELSIUS,2026-03-02T10:00:00Z\n");
      lines.append("2,").append(quoted).append(",25,CELSIUS,2026-03-02T10:00:30Z\n");
    }
    Path readings = recording(lines.toString());

    assertThat(simulate(readings)).isZero();

    List<String> names = names(results("pictures"));
    assertThat(names)
        .hasSize(ids.size())
        .allMatch(name -> name.matches("[A-Za-z0-9_][\\w-]*\\.svg"));
    assertThat(names.stream().map(String::toLowerCase)).doesNotHaveDuplicates();
    assertThat(names(directory)).containsExactlyInAnyOrder("readings.csv", "results", "work");
    List<String> titles = new ArrayList<>();
    for (String name : names) {
      titles.add(texts(xml(Files.readString(results("pictures").resolve(name)))).get(0));
    }
    assertThat(titles).contains("../../x", "<b>&\"'", "\uFFFDevil\uFFFD", "x".repeat(63) + "…");
    assertThat(Files.readString(results("index.html")))
        .contains("<h2>&lt;b&gt;&amp;&quot;&#39;</h2>")
        .doesNotContain("<b>", "\u202E", "\u0007");
    assertThat(told()).doesNotContain("\u202E", "\u0007").contains("?evil?");
    assertThat(told().lines()).allMatch(line -> line.length() <= 100 || line.contains("results"));
  }

  @Test
  void withoutAnAlertItTellsHowNearTheRuleWas() throws IOException {
    Path readings =
        recording(
            """
            1,calm,1,CELSIUS,2026-03-02T10:00:00Z
            2,calm,2,CELSIUS,2026-03-02T10:00:30Z
            1,near,0,CELSIUS,2026-03-02T10:00:00Z
            2,near,-5,CELSIUS,2026-03-02T10:01:30Z
            4,near,14.999,CELSIUS,2026-03-02T10:02:30Z
            3,near,-4,CELSIUS,2026-03-02T10:01:40Z
            1,far apart,0,CELSIUS,2026-03-02T10:00:00Z
            2,far apart,100,CELSIUS,2026-03-02T10:01:00.001Z
            """);

    assertThat(simulate(readings)).isZero();

    assertThat(told())
        .contains(
            """
            No alert.
            The nearest to a jump were
              near: 19.999 C of 20.000 C within 1m, 2026-03-02T10:01:30Z to 2026-03-02T10:02:30Z
              calm: 1.000 C of 20.000 C within 1m, 2026-03-02T10:00:00Z to 2026-03-02T10:00:30Z
            """);
    assertThat(names(results("pictures"))).isEmpty();
  }

  @Test
  void rulesAreThoseOfTheFileForTheSensorsOfTheirTypeAndStore() throws IOException {
    Path readings =
        recording(
            """
            1,f1,9,CELSIUS,2026-03-02T10:00:00Z
            1,u1,0,CELSIUS,2026-03-02T10:00:00Z
            2,f1,9.5,CELSIUS,2026-03-02T10:25:00Z
            3,f1,10,CELSIUS,2026-03-02T10:50:00Z
            3,f1,-127,CELSIUS,2026-03-02T10:51:00Z
            2,u1,12,CELSIUS,2026-03-02T10:00:30Z
            4,f1,11,CELSIUS,2026-03-02T11:00:00Z
            """);
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            profile: cold-chain
            rules:
              - { id: strict, version: 7, store: norte, threshold: 12 C, clearBelow: 6 C }
            """);
    Path sensors =
        Files.writeString(
            directory.resolve("sensors.csv"),
            "sensor_id,sensor_type,store_id\nf1,fridge,\nu1,,norte\n");

    assertThat(simulate(readings, "--rules", rules.toString(), "--sensors", sensors.toString()))
        .isZero();

    assertThat(
            Csv.rows(
                results("temperature_alerts.csv"),
                List.of("kind", "sensor_id", "rule_id", "opened_at"),
                row -> true))
        .extracting(Object::toString)
        .containsExactly(
            "[TOO_WARM, f1, cold-chain-fridge, 2026-03-02T11:00:00Z]",
            "[JUMP, u1, strict, 2026-03-02T10:00:30Z]");
    assertThat(Csv.rows(results("dead_letters.csv"), List.of("offset", "reason"), row -> true))
        .containsExactly(List.of("6", "SENSOR_FAULT"));
    assertThat(Files.readString(picture("f1-"))).contains("too warm above 8.0 °C");
    assertThat(told())
        .contains(
            """
            jump: 1 open no data
            too warm: 1 open

            rule cold-chain-freezer@1 (sensor type freezer): for none of the 2 sensors
            rule cold-chain-ds18b20@1 (sensor type ds18b20): for none of the 2 sensors
            1 of 2 sensors: no type known, so no rule for a sensor type is for them
            1 of 2 sensors: no store known, so no rule for a store is for them

            """);
  }

  @Test
  void ofRulesThatAreAllForSomeSensorNothingIsTold() throws IOException {
    Path readings = recording("1,f1,9,CELSIUS,2026-03-02T10:00:00Z\n");
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "rules: [{ id: one, sensor: f1 }, { id: all, threshold: 12 C }]\n");

    assertThat(simulate(readings, "--rules", rules.toString())).isZero();

    assertThat(told()).doesNotContain("rule one", "rule all", "known");
  }

  @Test
  void aCloseUpShowsTheOpeningBesideTheEvidence() throws IOException {
    StringBuilder lines = new StringBuilder();
    Instant midnight = Instant.parse("2026-03-02T00:00:00Z");
    for (int minute = 0; minute < 24 * 60; minute += 5) {
      // Flat from 07:30 on, for the first hour and a half with its extremes at the beginning.
      double value = minute < 450 || minute > 600 ? minute % 10 : minute == 455 ? 4.09 : 4;
      lines.append(
          "%d,flat,%s,CELSIUS,%s\n".formatted(minute, value, midnight.plusSeconds(minute * 60L)));
    }
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            "rule: { window: 15m, flatline: { below: 0.1 C, for: 60m } }\n");

    assertThat(simulate(recording(lines.toString()), "--rules", rules.toString())).isZero();

    assertThat(
            Csv.rows(
                results("temperature_alerts.csv"),
                List.of("kind", "opened_at", "first_at", "second_at"),
                row -> true))
        .extracting(Object::toString)
        .containsExactly(
            "[FLATLINE, 2026-03-02T08:30:00Z, 2026-03-02T07:35:00Z, 2026-03-02T08:30:00Z]");
    // The close-up comes before the whole.
    assertThat(names(results("pictures"))).hasSize(2);
    assertThat(Files.readString(picture("flat")))
        .contains("<title>Sensor flat, 2026-03-02 07:07:30 to 08:57:30 UTC</title>")
        .contains("class=\"span\"");
  }

  @Test
  void wrongRulesAndSensorsAreAllTold() throws IOException {
    Path readings = recording("");
    Path rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            profile: cold
            rule: { treshold: 15 C }
            rules:
              - id: hot
                version: 0
                sensor: s
            """);
    Path sensors =
        Files.writeString(directory.resolve("sensors.csv"), "sensor_id,sensor_type,store_id\n,,\n");

    assertThat(simulate(readings, "--rules", rules.toString(), "--sensors", sensors.toString()))
        .isEqualTo(2);

    assertThat(errors().lines())
        .anyMatch(
            line -> line.contains(rules + ", line 1: profile must be one of plain, cold-chain"))
        .anyMatch(line -> line.contains(rules + ", line 2: rule.treshold is not a key"))
        .anyMatch(line -> line.contains(rules + ", line 5: rules[0].version must be"))
        .anyMatch(line -> line.startsWith("--sensors: ") && line.contains("sensors.csv"));
    assertThat(directory.resolve("results")).doesNotExist();
  }

  @Test
  void whatIsNotYamlIsToldWithItsLine() throws IOException {
    Path readings = recording("");
    Path broken = Files.writeString(directory.resolve("rules.yaml"), "rules: [\nprofile: plain\n");
    Path list = Files.writeString(directory.resolve("list.yaml"), "- a\n");
    Path twice = Files.writeString(directory.resolve("twice.yaml"), "profile: a\nprofile: b\n");
    Path self = Files.writeString(directory.resolve("self.yaml"), "rules: &r\n  - *r\n");

    for (Path rules : List.of(broken, list, twice, self, directory.resolve("missing.yaml"))) {
      assertThat(simulate(readings, "--rules", rules.toString())).isEqualTo(2);
    }

    assertThat(errors().lines())
        .anyMatch(
            line -> line.startsWith("aforo: --rules: " + broken + ", line 3, column 1: not YAML"))
        .contains(
            "aforo: --rules: " + list + ", line 1: must be a group of keys",
            "aforo: --rules: " + twice + ", line 2: profile is there twice, first in line 1",
            "aforo: --rules: there is no file " + directory.resolve("missing.yaml"))
        .anyMatch(
            line ->
                line.startsWith("aforo: --rules: " + self + ", line 1: rules.0 contains itself"));
  }

  @Test
  void filesThatAreNotThereAndFoldersThatCannotBeMadeAreTold() throws IOException {
    Path readings = recording("");
    Path missing = directory.resolve("missing.csv");
    Path sales = Files.writeString(directory.resolve("sales.csv"), "sale_id\n");

    assertThat(simulate(missing)).isEqualTo(2);
    assertThat(simulate(sales)).isEqualTo(2);
    assertThat(run("simulate", "--temperatures", readings.toString(), "--out", sales.toString()))
        .isEqualTo(2);
    assertThat(run("simulate", "--temperatures", readings.toString())).isEqualTo(2);

    assertThat(errors())
        .contains("aforo: --temperatures: there is no file " + missing + "\n")
        .contains("reading_id,sensor_id,value,unit,read_at; found 'sale_id'")
        .contains("aforo: --out: ")
        .contains("Missing required option: '--out=DIR'");
  }

  @Test
  void ofManyBadLinesTheFirstAreToldAndAllAreKept() throws IOException {
    Path readings = recording("bad\n".repeat(25));

    assertThat(simulate(readings)).isZero();

    assertThat(told().lines().filter(line -> line.contains("BAD_LINE: "))).hasSize(10);
    assertThat(told())
        .contains("  more bad lines are in dead_letters.csv")
        .containsPattern("temperatures +25 +0 +0 +25 +0\n");
    assertThat(Files.readAllLines(results("dead_letters.csv"))).hasSize(26);
  }

  private Path recording(String lines) throws IOException {
    return Files.writeString(directory.resolve("readings.csv"), HEADER + lines);
  }

  private Path results(String name) {
    return directory.resolve("results").resolve(name);
  }

  private Path onlyPicture() throws IOException {
    assertThat(names(results("pictures"))).hasSize(1);
    return picture("");
  }

  private Path picture(String prefix) throws IOException {
    return names(results("pictures")).stream()
        .filter(name -> name.startsWith(prefix))
        .map(results("pictures")::resolve)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document picture) {
    List<String> texts = new ArrayList<>();
    NodeList found = picture.getElementsByTagName("text");
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  private static Path recordedData() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("shared/data/expected"))) {
      directory = directory.getParent();
    }
    assumeTrue(directory != null, "the recorded data is not there");
    return directory.resolve("shared/data");
  }

  private int simulate(Path readings, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "simulate",
                "--temperatures",
                readings.toString(),
                "--out",
                directory.resolve("results").toString()));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private int run(String... args) {
    System.setProperty("aforo.dir", directory.resolve("work").toString());
    return Main.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

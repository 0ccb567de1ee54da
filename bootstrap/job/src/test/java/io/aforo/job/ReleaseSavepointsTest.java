package io.aforo.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.adapters.flink.Preload;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.LateEvent;
import io.aforo.domain.activity.ActivitySession;
import io.aforo.domain.sales.SalesRow;
import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertChange;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.RuleBookChange;
import io.aforo.domain.time.RowStatus;
import io.aforo.job.adapter.MemoryStores;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every release has saved, this build reads: a job that resumes from a kept savepoint ends in
 * the tables of one that was never interrupted.
 *
 * <p>At a release, its savepoint is made with {@code -Daforo.savepoint.write=VERSION}, as
 * src/test/resources/savepoints/README.md says.
 */
@Timeout(180)
class ReleaseSavepointsTest {

  private static final Path KEPT = Path.of("src/test/resources/savepoints");
  private static final String FILE = "_metadata";

  @TempDir static Path directory;

  private static JobCluster cluster;
  private static Tables atNoon;
  private static Tables atTheEnd;

  /** What a day says; of what is late, the time by which it was depends on other partitions. */
  private record Tables(
      List<SalesRow> rows,
      List<Alert> alerts,
      Set<AlertChange> history,
      List<ActivitySession> sessions,
      Set<BusyDay.Late> late,
      List<LateEvent> lateEvents,
      Set<DeadLetter> letters,
      Map<String, Long> counters) {

    static Tables of(MemoryStores stores, Map<String, Long> counters) {
      return new Tables(
          stores.salesReports.rows(),
          stores.temperatureAlerts.alerts(),
          new HashSet<>(stores.alertHistory.changes()),
          stores.activitySessions.sessions(),
          stores.lateEvents.events().stream().map(BusyDay.Late::of).collect(Collectors.toSet()),
          stores.lateEvents.events(),
          new HashSet<>(stores.deadLetters.letters()),
          counters);
    }

    /** Without what is written early: that depends on which partition was read first. */
    Tables settled() {
      return new Tables(
          rows.stream().filter(row -> row.status() != RowStatus.PROVISIONAL).toList(),
          alerts,
          history,
          sessions,
          late,
          List.of(),
          letters,
          counters);
    }

    void into(MemoryStores stores) {
      stores.salesReports.write(rows);
      stores.temperatureAlerts.write(alerts);
      stores.alertHistory.write(List.copyOf(history));
      stores.activitySessions.write(sessions);
      stores.lateEvents.write(lateEvents);
      stores.deadLetters.write(List.copyOf(letters));
    }
  }

  @BeforeAll
  static void runWithoutInterruption() throws Exception {
    cluster = JobCluster.start(directory);
    ReleaseDay.People.areThere = false;
    saveAtNoon(System.getProperty("aforo.savepoint.write"));
    MemoryStores stores = MemoryStores.renewed();
    ReleaseDay day = ReleaseDay.heldAtNoon();
    JobID job = submit(day, cluster.settings(2), ReleaseDay::preloaded);
    cluster.await(
        job, "noon", () -> atNoon.settled().equals(Tables.of(stores, Map.of()).settled()));
    ReleaseDay.People.areThere = true;
    day.goOn();
    atTheEnd = Tables.of(stores, withoutNotifications(cluster.countersAtEnd(job)));
  }

  /**
   * Takes down what there is at noon.
   *
   * @param version the release whose savepoint is to be kept; null for none
   */
  private static void saveAtNoon(String version) throws Exception {
    Path release = KEPT.resolve(version == null ? "none" : version);
    assertThat(release).as("a savepoint that is kept is never made anew").doesNotExist();
    MemoryStores stores = MemoryStores.renewed();
    Configuration settings = cluster.settings(2);
    // All in one file, which can lie anywhere.
    settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    ReleaseDay day = ReleaseDay.toBeSavedAtNoon();
    JobID job = submit(day, settings, ReleaseDay::preloaded);
    cluster.await(job, "noon", day::isAtNoon);
    // What was read before it is also written.
    cluster.checkpoint(job);
    atNoon = Tables.of(stores, Map.of());
    if (version == null) {
      cluster.cancelAll();
      return;
    }
    Path saved = Path.of(URI.create(cluster.stop(job)));
    try (Stream<Path> files = Files.list(saved)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly(FILE);
    }
    Files.createDirectories(release);
    Files.copy(saved.resolve(FILE), release.resolve(FILE));
  }

  @AfterEach
  void endJobs() throws Exception {
    cluster.cancelAll();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  /** Each release as it was saved, wider, and narrower on disk. */
  static Stream<String> resumptions() throws IOException {
    return releases()
        .flatMap(
            release ->
                Stream.of("2 hashmap", "4 hashmap", "1 rocksdb").map(way -> release + " " + way));
  }

  private static Stream<String> releases() throws IOException {
    try (Stream<Path> kept = Files.list(KEPT)) {
      return kept
          .filter(Files::isDirectory)
          .map(release -> release.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "of {0}")
  @MethodSource("resumptions")
  void aJobThatResumesFromAReleasesSavepointEndsInTheSameTables(String resumption)
      throws Exception {
    String[] words = resumption.split(" ", -1);
    MemoryStores stores = MemoryStores.renewed();
    atNoon.into(stores);
    ReleaseDay.People.areThere = true;
    ReleaseDay.People.TOLD.clear();
    Configuration settings = cluster.settings(Integer.parseInt(words[1]));
    settings.set(StateBackendOptions.STATE_BACKEND, words[2]);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(KEPT.resolve(words[0])));
    ReleaseDay day = ReleaseDay.fromNoon();

    JobID job = submit(day, settings, Preload.nothing());
    Map<String, Long> counters = withoutNotifications(cluster.countersAtEnd(job));

    Tables tables = Tables.of(stores, counters);
    assertSame(tables.rows, atTheEnd.rows);
    assertSame(tables.alerts, atTheEnd.alerts);
    assertSame(tables.history, atTheEnd.history);
    assertSame(tables.sessions, atTheEnd.sessions);
    assertSame(tables.late, atTheEnd.late);
    assertSame(tables.letters, atTheEnd.letters);
    assertThat(tables.counters).isEqualTo(atTheEnd.counters);
    assertThat(ReleaseDay.People.TOLD)
        .as("of what nobody was told before")
        .containsExactlyInAnyOrderElementsOf(atTheEnd.alerts.stream().map(Alert::alertId).toList());
    assertThat(day.reads())
        .as("the morning was not read again")
        .isLessThan(ReleaseDay.heldAtNoon().size());
  }

  @ParameterizedTest
  @MethodSource("releases")
  void whatIsSavedAfterTheResumptionIsResumedAsWell(String release) throws Exception {
    MemoryStores stores = MemoryStores.renewed();
    atNoon.into(stores);
    ReleaseDay.People.areThere = true;
    Configuration settings = cluster.settings(1);
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(KEPT.resolve(release)));
    ReleaseDay noon = ReleaseDay.toBeSavedAtNoon();
    JobID first = submit(noon, settings, Preload.nothing());
    cluster.await(first, "noon", noon::isHeld);
    String saved = cluster.stop(first);
    Configuration again = cluster.settings(2);
    again.set(StateRecoveryOptions.SAVEPOINT_PATH, saved);

    JobID second = submit(ReleaseDay.fromNoon(), again, Preload.nothing());
    Map<String, Long> counters = withoutNotifications(cluster.countersAtEnd(second));

    assertSame(stores.salesReports.rows(), atTheEnd.rows);
    assertSame(stores.deadLetters.letters(), atTheEnd.letters);
    assertThat(counters).isEqualTo(atTheEnd.counters);
  }

  @Test
  void theDayHoldsWhatIsToBeSaved() {
    assertThat(atNoon.alerts).extracting(Alert::kind).contains(AlertKind.values());
    assertThat(atNoon.alerts)
        .extracting(Alert::state)
        .contains(AlertState.OPEN, AlertState.OPEN_NO_DATA);
    assertThat(atTheEnd.alerts).extracting(Alert::state).contains(AlertState.CLOSED);
    for (String report : List.of("hourly", "moving", "sessions", "so-far", "twelves")) {
      assertThat(rows(atTheEnd, report)).as(report).isNotEqualTo(rows(atNoon, report)).isNotEmpty();
    }
    assertThat(atTheEnd.rows).extracting(SalesRow::status).contains(RowStatus.CORRECTED);
    assertThat(atTheEnd.sessions).isNotEqualTo(atNoon.sessions);
    assertThat(atTheEnd.late).isNotEmpty();
    assertThat(atTheEnd.counters)
        .containsEntry("sales.duplicates", 2L)
        .containsEntry("sales.rejected.ID_CONFLICT", 2L)
        .containsEntry("rules.accepted", 2L)
        .containsEntry("sensors.accepted", 1L);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aSavepointHoldsEveryKindOfState(String release) throws IOException {
    Path file = KEPT.resolve(release).resolve(FILE);

    assertThat(Files.size(file)).isLessThan(500_000);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains(
            "seen-sale",
            "sales-table-header",
            "sales-page",
            "sensor-monitor",
            "user-sessions",
            "rule-book-change",
            "notification-queue",
            "watermarks",
            "counters");
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aSavepointOfANewerReleaseIsRefusedInWords(String release) throws Exception {
    Path newer = Files.createDirectories(directory.resolve("newer-than-" + release));
    String saved =
        Files.readString(KEPT.resolve(release).resolve(FILE), StandardCharsets.ISO_8859_1);
    // The name of a format, and its version in four bytes.
    String name = "user-sessions\0\0\0";
    Files.writeString(
        newer.resolve(FILE),
        saved.replaceAll(name + "[\\x01-\\x7f]", name + (char) 99),
        StandardCharsets.ISO_8859_1);
    Configuration settings = cluster.settings(2);
    settings.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(newer));

    JobID job = submit(ReleaseDay.fromNoon(), settings, Preload.nothing());

    assertThatThrownBy(() -> cluster.countersAtEnd(job))
        .hasStackTraceContaining(
            "the state holds user-sessions in version 99; this build reads versions 1 to 1. Was the"
                + " savepoint written by a newer release?");
  }

  private static JobID submit(
      ReleaseDay day, Configuration settings, Preload<RuleBookChange> preload) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    day.defineIn(env, preload);
    return cluster.submit(env);
  }

  private static <T> void assertSame(Collection<T> actual, Collection<T> expected) {
    assertThat(Difference.between(new HashSet<>(actual), new HashSet<>(expected)))
        .isEqualTo(Difference.none());
  }

  private static String uri(Path savepoint) {
    return savepoint.toAbsolutePath().toUri().toString();
  }

  private static List<SalesRow> rows(Tables tables, String report) {
    return tables.rows.stream()
        .filter(row -> row.report().equals(report))
        .sorted(Comparator.comparing(SalesRow::key))
        .toList();
  }

  /** How often somebody was told is up to the clock. */
  private static Map<String, Long> withoutNotifications(Map<String, Long> counters) {
    counters.keySet().removeIf(name -> name.startsWith("notifications."));
    return counters;
  }
}

package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks a running system in one way after the other, and compares the tables with the oracle each
 * time. {@code -Dfaults=ci} (the default), {@code all} or numbers such as {@code 3,7} choose the
 * faults, {@code -Dfaults.seed=N} the input and whom it strikes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private final Instant begin = Instant.now();
  private final List<Figures> figures = new ArrayList<>();
  private List<Fault> selected;
  private long seed;
  private Rig rig;
  private Oracle oracle;
  private Poller poller;
  private Load load;
  private boolean canBeJudged = true;

  @BeforeAll
  void startAll() throws Exception {
    String selection = System.getProperty("faults", "ci");
    selected = Faults.selected(selection);
    seed = seed();
    tell("-Dfaults=" + selection + " -Dfaults.seed=" + seed);
    rig = Rig.start(directory);
    tell("broker, registry, Postgres and the cluster run");
    load = Load.start(rig.addresses(), seed);
    rig.job().submit(2);
    tell("the job runs");
    oracle = Oracle.of(rig.addresses());
    poller = Poller.start(rig.addresses());
  }

  @AfterAll
  void stopAll() throws IOException {
    try {
      if (!figures.isEmpty()) {
        tell("\n" + FiguresTable.text(figures));
        Path table = Path.of(System.getProperty("basedir", ""), "target", "faults.md");
        Files.writeString(table, FiguresTable.markdown(figures));
      }
    } finally {
      for (AutoCloseable each : new AutoCloseable[] {poller, load, rig}) {
        close(each);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> nothingIsLostAndNothingDoubled() {
    return selected.stream()
        .map(
            fault ->
                DynamicTest.dynamicTest(
                    fault.number() + " " + fault.what(), () -> strikeAndJudge(fault)));
  }

  private void strikeAndJudge(Fault fault) throws Exception {
    assumeTrue(canBeJudged, "the tables were wrong before");
    tell("fault " + fault.number() + ": " + fault.what());
    int restarts = rig.job().restarts();
    Poller.Seen seen = poller.seen();
    Scene scene =
        new Scene(
            rig,
            load,
            oracle,
            new Random(seed + Faults.ALL.indexOf(fault)),
            "fault-" + Faults.ALL.indexOf(fault) + "-seed-" + seed);
    canBeJudged = false;
    load.resume();
    rig.job().awaitCheckpointAfter(Instant.now(), START_LIMIT);

    Verdict verdict = fault.isTheEnd() ? scene.awaitRightTables() : null;
    Throwable broken = strike(fault, scene);
    Duration recovery = Duration.ZERO;
    if (!fault.isTheEnd()) {
      Instant end = Instant.now();
      tell("  whole again");
      Instant recovered = rig.job().awaitCheckpointAfter(end, START_LIMIT.multipliedBy(2));
      recovery = Duration.between(end, recovered);
      tell("  a checkpoint after " + recovery.toMillis() + " ms");
      verdict = scene.awaitRightTables();
    }

    restarts = rig.job().restarts() - restarts;
    Poller.Seen now = poller.seen();
    Poller.Seen seenNow =
        new Poller.Seen(
            now.polls() - seen.polls(),
            now.tornReads() - seen.tornReads(),
            now.regressions() - seen.regressions());
    boolean passed =
        broken == null
            && verdict.isRight()
            && seenNow.tornReads() + seenNow.regressions() == 0
            && restarts <= fault.mostRestarts()
            && (fault.isTheEnd() || recovery.compareTo(fault.longestRecovery()) <= 0);
    figures.add(
        new Figures(fault.number(), fault.what(), verdict, seenNow, restarts, recovery, passed));
    tell("  " + (passed ? "passed" : "FAILED") + ", restarts " + restarts + ", " + seenNow);

    canBeJudged = verdict.isRight() && !fault.isTheEnd();
    assertThat(verdict.differences())
        .as("differences of the tables from the oracle")
        .allSatisfy(
            (table, difference) ->
                assertThat(difference.missing() + difference.extra() + difference.wrong())
                    .as(table + ": " + difference)
                    .isZero());
    if (broken != null) {
      throw new AssertionError("fault " + fault.number() + ": " + broken.getMessage(), broken);
    }
    assertThat(seenNow.tornReads()).as("torn reads").isZero();
    assertThat(seenNow.regressions()).as("revision regressions").isZero();
    assertThat(seenNow.polls()).as("polls").isPositive();
    assertThat(restarts).as("restarts").isLessThanOrEqualTo(fault.mostRestarts());
    if (fault.number() <= 3) {
      // Whoever is killed or stopped must have been at work.
      assertThat(restarts).as("restarts").isPositive();
    }
    if (!fault.isTheEnd()) {
      assertThat(recovery).as("recovery").isLessThanOrEqualTo(fault.longestRecovery());
    }
  }

  /** What did not hold; the tables are judged all the same. */
  private static Throwable strike(Fault fault, Scene scene) throws InterruptedException {
    try {
      fault.strike().on(scene);
      return null;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError broken) {
      return broken;
    }
  }

  private void tell(String text) {
    System.out.printf("[%4d s] %s%n", Duration.between(begin, Instant.now()).toSeconds(), text);
  }

  private static long seed() {
    String given = System.getProperty("faults.seed", "");
    return given.isBlank() ? ThreadLocalRandom.current().nextInt(1_000_000) : Long.parseLong(given);
  }

  private static void close(AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

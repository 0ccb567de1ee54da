package io.aforo.domain.temperature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that is watched of a sensor under one rule, in the plainest way: every reading is kept for
 * ever, and everything is worked out anew from all of them at each arrival. For tests to compare
 * with.
 */
public final class NaiveMonitor {

  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final long DEGREE = 9_000;

  private record Arrival(Reading reading, long heardAt, boolean isNewest, boolean isHot) {
    long at() {
      return reading.readAt();
    }

    long value() {
      return reading.temperature().ninthsOfMilliCelsius();
    }
  }

  /** The pair that an arrival makes with one before it. */
  private record Jump(int arrival, ReadingPair pair) {}

  /** An episode; arrivals are counted from 0, those of the episode from first to last. */
  private static final class Life {
    private final AlertKind kind;
    private final int first;
    private final long openedAt;
    private final boolean isHistorical;
    // Of what is no jump: as it was seen at the opening.
    private final ReadingPair evidence;
    private int last = Integer.MAX_VALUE;
    private AlertState state = AlertState.OPEN;
    private Optional<CloseReason> closeReason = Optional.empty();
    private OptionalLong closedAt = OptionalLong.empty();
    private Alert shown;
    private long shownAt;
    private boolean isLive;
    private boolean wasLive;
    private long seq;
    private TemperatureDelta toldPeak;

    Life(AlertKind kind, int first, long openedAt, boolean isHistorical, ReadingPair evidence) {
      this.kind = kind;
      this.first = first;
      this.openedAt = openedAt;
      this.isHistorical = isHistorical;
      this.isLive = !isHistorical;
      this.evidence = evidence;
    }

    boolean isOpen() {
      return closedAt.isEmpty();
    }

    void close(int last, long at, CloseReason reason) {
      this.last = last;
      state = AlertState.CLOSED;
      closeReason = Optional.of(reason);
      closedAt = OptionalLong.of(at);
    }
  }

  private final String sensor;
  private final TemperatureRule rule;
  private final long window;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Jump> jumps = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private boolean wasSaidToBeTooRare;

  /** What was told of by everything so far; without the text for people. */
  final List<AlertChange> changes = new ArrayList<>();

  NaiveMonitor(TemperatureRule rule) {
    this(Script.SENSOR, rule);
  }

  /** For a sensor of this name. */
  public NaiveMonitor(String sensor, TemperatureRule rule) {
    this.sensor = sensor;
    this.rule = rule;
    this.window = rule.jump().window().toMillis();
  }

  /** All that was told of so far. */
  public List<AlertChange> changes() {
    return changes;
  }

  public Verdict onReading(Reading reading, long recordTime, long watermark) {
    if (!arrivals.isEmpty() && reading.readAt() >= newestAt() + DAY) {
      expire();
    }
    long horizon = window + 5_000 + 10 * MINUTE;
    if (!arrivals.isEmpty()) {
      boolean isKnown =
          arrivals.stream()
              .filter(known -> known.at() >= newestAt() - horizon - window)
              .anyMatch(known -> isSame(known.reading(), reading));
      if (isKnown) {
        return Verdict.DUPLICATE;
      }
      if (reading.readAt() < newestAt() - horizon) {
        return Verdict.LATE;
      }
    }
    boolean isNewer = arrivals.isEmpty() || reading.readAt() > newestAt();
    boolean isNewest = arrivals.isEmpty() || reading.readAt() >= newestAt();
    for (Arrival other : arrivals) {
      jump(reading, other.reading(), rule.jump())
          .ifPresent(pair -> jumps.add(new Jump(arrivals.size(), pair)));
    }
    arrivals.add(
        new Arrival(
            reading, Math.max(reading.readAt(), watermark), isNewest, isNewest && isHot(reading)));
    if (!isHistorical(reading.readAt(), recordTime)) {
      lives.stream().filter(Life::isOpen).forEach(life -> life.isLive = true);
    }
    lives.stream()
        .filter(Life::isOpen)
        .filter(life -> life.kind != AlertKind.SILENT)
        .filter(life -> life.kind != AlertKind.RULE_NOT_EVALUABLE)
        .forEach(life -> life.state = AlertState.OPEN);

    breakSilence(isNewer);
    watchJumps(recordTime);
    watchLimit(AlertKind.TOO_WARM, rule.tooWarm(), recordTime);
    watchLimit(AlertKind.TOO_COLD, rule.tooCold(), recordTime);
    watchFlatness(recordTime);
    watchRarity(recordTime);
    lives.forEach(life -> tell(life, newestAt()));
    return Verdict.COUNTED;
  }

  public void onTime(long watermark) {
    if (arrivals.isEmpty() || watermark == Long.MAX_VALUE) {
      return;
    }
    if (watermark >= heardAt() + DAY) {
      expire();
    } else {
      passSilence(watermark);
    }
  }

  private void passSilence(long watermark) {
    for (Life life : lives) {
      boolean isAboutReadings =
          life.kind != AlertKind.SILENT && life.kind != AlertKind.RULE_NOT_EVALUABLE;
      long silence = 5 * MINUTE;
      if (life.kind != AlertKind.JUMP && rule.silence().isPresent()) {
        silence = Math.max(silence, rule.silence().get().toMillis());
      }
      if (isAboutReadings && life.state == AlertState.OPEN && watermark >= heardAt() + silence) {
        life.state = AlertState.OPEN_NO_DATA;
        tell(life, newestAt() + silence);
      }
    }
    if (rule.silence().isPresent() && open(AlertKind.SILENT).isEmpty()) {
      long silence = rule.silence().get().toMillis();
      if (watermark >= heardAt() + silence) {
        Reading last =
            arrivals.stream()
                .filter(arrival -> arrival.at() == newestAt())
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .reading();
        Life silent =
            new Life(
                AlertKind.SILENT, arrivals.size(), newestAt() + silence, false, pair(last, last));
        lives.add(silent);
        tell(silent, silent.openedAt);
      }
    }
  }

  private void expire() {
    passSilence(heardAt() + DAY);
    long expiredAt = newestAt() + DAY;
    lives.stream()
        .filter(Life::isOpen)
        .forEach(
            life -> {
              life.close(arrivals.size() - 1, expiredAt, CloseReason.EXPIRED);
              tell(life, expiredAt);
            });
    arrivals.clear();
    jumps.clear();
    lives.clear();
    wasSaidToBeTooRare = false;
  }

  private void breakSilence(boolean isNewer) {
    open(AlertKind.SILENT)
        .filter(silent -> isNewer)
        .ifPresent(
            silent -> {
              long at = Math.max(newestAt(), silent.openedAt);
              silent.close(now(), at, CloseReason.QUIET);
              tell(silent, at);
            });
  }

  private void watchJumps(long recordTime) {
    Optional<Life> open = open(AlertKind.JUMP);
    if (open.isPresent()) {
      closeIfCalm(open.get(), arrivals.stream().filter(Arrival::isHot).toList());
      return;
    }
    strongestJump(now(), now(), lastClosedJump(lives.size()), Long.MIN_VALUE, Long.MAX_VALUE)
        .ifPresent(
            pair ->
                lives.add(
                    new Life(
                        AlertKind.JUMP,
                        now(),
                        pair.secondAt(),
                        pair.secondAt() < recordTime - 15 * MINUTE,
                        pair)));
  }

  private void watchLimit(AlertKind kind, Optional<Excursion> limited, long recordTime) {
    if (limited.isEmpty()) {
      return;
    }
    Excursion excursion = limited.get();
    Optional<Life> open = open(kind);
    if (open.isPresent()) {
      closeIfCalm(
          open.get(),
          arrivals.stream().filter(arrival -> isBeyond(kind, arrival.value(), excursion)).toList());
      return;
    }
    List<Arrival> run = new ArrayList<>();
    for (Arrival arrival : inOrder()) {
      if (isBeyond(kind, arrival.value(), excursion)) {
        run.add(arrival);
      } else {
        run.clear();
      }
    }
    if (arrivals.get(now()).isNewest()
        && !run.isEmpty()
        && newestAt() - run.get(0).at() >= excursion.patience().toMillis()) {
      lives.add(
          new Life(
              kind,
              now(),
              newestAt(),
              isHistorical(recordTime),
              pair(run.get(0).reading(), worst(kind, run).reading())));
    }
  }

  private void watchFlatness(long recordTime) {
    if (rule.flatline().isEmpty()) {
      return;
    }
    Optional<Life> open = open(AlertKind.FLATLINE);
    if (open.isPresent()) {
      List<Arrival> flatMoments =
          IntStream.range(0, arrivals.size())
              .filter(this::isFlatAt)
              .mapToObj(arrivals::get)
              .toList();
      closeIfCalm(open.get(), flatMoments);
    } else if (isFlatAt(now())) {
      List<Arrival> values = trailing(now(), rule.flatline().get().time().toMillis());
      Reading coldest = latest(AlertKind.TOO_COLD, values).reading();
      Reading hottest = latest(AlertKind.TOO_WARM, values).reading();
      boolean isColdFirst =
          coldest.readAt() < hottest.readAt()
              || (coldest.readAt() == hottest.readAt()
                  && coldest.temperature().compareTo(hottest.temperature()) <= 0);
      lives.add(
          new Life(
              AlertKind.FLATLINE,
              now(),
              newestAt(),
              isHistorical(recordTime),
              isColdFirst ? pair(coldest, hottest) : pair(hottest, coldest)));
    }
  }

  /** Whether the sensor was flat at an arrival, by what was there then. */
  private boolean isFlatAt(int index) {
    if (!arrivals.get(index).isNewest()) {
      return false;
    }
    long time = rule.flatline().orElseThrow().time().toMillis();
    long at = arrivals.get(index).at();
    List<Arrival> newest = arrivals.stream().limit(index + 1L).filter(Arrival::isNewest).toList();
    int i = newest.size() - 1;
    while (newest.get(i).at() > at - time) {
      if (i == 0 || 6 * (newest.get(i).at() - newest.get(i - 1).at()) > time) {
        return false;
      }
      i--;
    }
    List<Long> values = trailing(index, time).stream().map(Arrival::value).sorted().toList();
    return values.get(values.size() - 1) - values.get(0)
        < rule.flatline().orElseThrow().below().ninthsOfMilliCelsius();
  }

  private List<Arrival> trailing(int index, long time) {
    long at = arrivals.get(index).at();
    return arrivals.stream()
        .limit(index + 1L)
        .filter(arrival -> arrival.at() >= at - time && arrival.at() <= at)
        .toList();
  }

  private void watchRarity(long recordTime) {
    Optional<Life> open = open(AlertKind.RULE_NOT_EVALUABLE);
    List<Long> times = arrivals.stream().map(Arrival::at).sorted().toList();
    boolean isTooRare = false;
    if (times.size() >= 20) {
      List<Long> last = times.subList(times.size() - 20, times.size());
      List<Long> sorted =
          IntStream.range(1, 20).mapToObj(i -> last.get(i) - last.get(i - 1)).sorted().toList();
      isTooRare = sorted.get(9) > window;
    }
    Arrival arrival = arrivals.get(now());
    if (open.isPresent() && arrival.isNewest() && !isTooRare) {
      open.get().close(now(), newestAt(), CloseReason.QUIET);
    } else if (arrival.isNewest() && isTooRare && !wasSaidToBeTooRare) {
      wasSaidToBeTooRare = true;
      lives.add(
          new Life(
              AlertKind.RULE_NOT_EVALUABLE,
              now(),
              newestAt(),
              isHistorical(recordTime),
              pair(arrival.reading(), arrival.reading())));
    }
  }

  private void closeIfCalm(Life life, List<Arrival> hot) {
    long lastHotAt =
        Stream.concat(hot.stream().map(Arrival::at), Stream.of(life.openedAt))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    long since = arrivals.stream().filter(arrival -> arrival.at() > lastHotAt).count();
    Arrival arrival = arrivals.get(now());
    if (arrival.isNewest()
        && since >= 2
        && arrival.at() - lastHotAt >= rule.jump().clearAfter().toMillis()) {
      life.close(now(), arrival.at(), CloseReason.QUIET);
    }
  }

  private boolean isHot(Reading reading) {
    List<Long> values =
        Stream.concat(
                arrivals.stream()
                    .filter(
                        other ->
                            other.at() >= reading.readAt() - window
                                && other.at() <= reading.readAt())
                    .map(Arrival::value),
                Stream.of(reading.temperature().ninthsOfMilliCelsius()))
            .sorted()
            .toList();
    return values.get(values.size() - 1) - values.get(0)
        >= rule.jump().clearBelow().ninthsOfMilliCelsius();
  }

  /** Tells of an episode if its row is not as it was. */
  private void tell(Life life, long at) {
    Alert row = row(life);
    if (life.shown == null) {
      life.toldPeak = row.peak();
      life.shownAt = life.openedAt;
      changes.add(new AlertChange(row, true, life.isLive, 0, life.openedAt));
    } else {
      boolean isTold =
          row.state() != life.shown.state()
              || life.isLive != life.wasLive
              || row.peak().ninthsOfMilliCelsius() - life.toldPeak.ninthsOfMilliCelsius() >= DEGREE;
      if (isTold) {
        life.seq++;
        life.toldPeak = row.peak();
      }
      if (isTold
          || !row.evidence().equals(life.shown.evidence())
          || (life.isOpen()
              && life.kind != AlertKind.SILENT
              && life.kind != AlertKind.RULE_NOT_EVALUABLE
              && at >= life.shownAt + 5 * MINUTE)) {
        changes.add(new AlertChange(row, isTold, life.isLive, life.seq, at));
        life.shownAt = Math.max(life.shownAt, at);
      }
    }
    life.wasLive = life.isLive;
    life.shown = row;
  }

  private Alert row(Life life) {
    ReadingPair evidence =
        switch (life.kind) {
          case JUMP -> evidenceOfJump(life);
          case TOO_WARM, TOO_COLD -> evidenceOfLimit(life);
          default -> life.evidence;
        };
    TemperatureDelta peak =
        switch (life.kind) {
          case JUMP, FLATLINE -> difference(evidence.first(), evidence.second());
          case TOO_WARM -> difference(evidence.second(), rule.tooWarm().orElseThrow().limit());
          case TOO_COLD -> difference(evidence.second(), rule.tooCold().orElseThrow().limit());
          default -> new TemperatureDelta(0);
        };
    Severity severity =
        switch (life.kind) {
          case JUMP -> severity(peak, rule.severity());
          case TOO_WARM -> severity(peak, rule.tooWarm().orElseThrow().severity());
          case TOO_COLD -> severity(peak, rule.tooCold().orElseThrow().severity());
          case SILENT, FLATLINE -> Severity.WARNING;
          case RULE_NOT_EVALUABLE -> Severity.INFO;
        };
    return new Alert(
        life.shown == null
            ? Alert.idOf(life.kind, sensor, rule.id(), life.openedAt)
            : life.shown.alertId(),
        life.kind,
        sensor,
        rule.id(),
        rule.version(),
        severity,
        life.state,
        life.closeReason,
        life.openedAt,
        life.closedAt,
        peak,
        evidence,
        "",
        revision(life),
        life.isHistorical);
  }

  private ReadingPair evidenceOfJump(Life life) {
    long after = lastClosedJump(lives.indexOf(life));
    Optional<ReadingPair> found =
        strongestJump(
            life.first, Math.min(life.last, now()), after, Long.MIN_VALUE, Long.MAX_VALUE);
    Optional<ReadingPair> foundLater =
        life.isOpen()
            ? Optional.empty()
            : strongestJump(
                life.last + 1, now(), Long.MIN_VALUE, life.openedAt, life.closedAt.getAsLong());
    return Stream.concat(found.stream(), foundLater.stream())
        .min(NaiveMonitor::strongestFirst)
        .orElseThrow();
  }

  private ReadingPair evidenceOfLimit(Life life) {
    Excursion excursion =
        (life.kind == AlertKind.TOO_WARM ? rule.tooWarm() : rule.tooCold()).orElseThrow();
    ReadingPair pair = life.evidence;
    for (int i = life.first; i <= Math.min(life.last, now()); i++) {
      Arrival arrival = arrivals.get(i);
      long worst = pair.second().ninthsOfMilliCelsius();
      boolean isWorse =
          isBeyond(life.kind, arrival.value(), excursion)
              && arrival.at() >= pair.firstAt()
              && (isMore(life.kind, arrival.value(), worst)
                  || (arrival.value() == worst && arrival.at() < pair.secondAt()));
      if (isWorse) {
        pair =
            new ReadingPair(
                pair.first(), pair.firstAt(), arrival.reading().temperature(), arrival.at());
      }
    }
    return pair;
  }

  /** The readings since the opening, and later those of a closed jump's time. */
  private long revision(Life life) {
    long revision = Math.min(life.last, now()) - life.first + 1L;
    if (life.kind == AlertKind.JUMP && !life.isOpen()) {
      revision +=
          arrivals.stream()
              .skip(life.last + 1L)
              .filter(arrival -> arrival.at() >= life.openedAt)
              .filter(arrival -> arrival.at() <= life.closedAt.getAsLong())
              .count();
    }
    return revision;
  }

  /**
   * The strongest jump whose second reading to arrive is one of {@code first} to {@code last},
   * whose later reading is after {@code after}, and which lies within {@code [from, to]}.
   */
  private Optional<ReadingPair> strongestJump(int first, int last, long after, long from, long to) {
    return jumps.stream()
        .filter(jump -> jump.arrival() >= first && jump.arrival() <= last)
        .map(Jump::pair)
        .filter(pair -> pair.secondAt() > after)
        .filter(pair -> pair.firstAt() >= from && pair.secondAt() <= to)
        .min(NaiveMonitor::strongestFirst);
  }

  /** When the last jump that is over was over, of those before a place in the list of lives. */
  private long lastClosedJump(int before) {
    return lives.stream()
        .limit(before)
        .filter(life -> life.kind == AlertKind.JUMP)
        .flatMapToLong(life -> life.closedAt.stream())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private Optional<Life> open(AlertKind kind) {
    return lives.stream().filter(life -> life.kind == kind && life.isOpen()).findFirst();
  }

  private int now() {
    return arrivals.size() - 1;
  }

  private long newestAt() {
    return arrivals.stream().mapToLong(Arrival::at).max().orElseThrow();
  }

  private long heardAt() {
    return arrivals.stream().mapToLong(Arrival::heardAt).max().orElseThrow();
  }

  private static boolean isHistorical(long at, long recordTime) {
    return at < recordTime - 15 * MINUTE;
  }

  private boolean isHistorical(long recordTime) {
    return newestAt() < recordTime - 15 * MINUTE;
  }

  /** By time; of one time, by arrival. */
  private List<Arrival> inOrder() {
    return arrivals.stream().sorted(Comparator.comparingLong(Arrival::at)).toList();
  }

  private static boolean isBeyond(AlertKind kind, long value, Excursion excursion) {
    return isMore(kind, value, excursion.limit().ninthsOfMilliCelsius());
  }

  private static boolean isMore(AlertKind kind, long one, long other) {
    return kind == AlertKind.TOO_WARM ? one > other : one < other;
  }

  /** The hottest or the coldest; of equal ones, the earliest. */
  /** Of those that are worst, the latest. */
  private static Arrival latest(AlertKind kind, List<Arrival> readings) {
    long extreme = worst(kind, readings).value();
    return readings.stream()
        .filter(arrival -> arrival.value() == extreme)
        .max(Comparator.comparingLong(Arrival::at))
        .orElseThrow();
  }

  private static Arrival worst(AlertKind kind, List<Arrival> readings) {
    return readings.stream()
        .min(
            Comparator.comparingLong(
                    (Arrival arrival) ->
                        kind == AlertKind.TOO_WARM ? -arrival.value() : arrival.value())
                .thenComparingLong(Arrival::at))
        .orElseThrow();
  }

  private static ReadingPair pair(Reading first, Reading second) {
    return new ReadingPair(
        first.temperature(), first.readAt(), second.temperature(), second.readAt());
  }

  private static TemperatureDelta difference(Temperature one, Temperature other) {
    return new TemperatureDelta(
        Math.abs(one.ninthsOfMilliCelsius() - other.ninthsOfMilliCelsius()));
  }

  private static Severity severity(TemperatureDelta peak, SeverityBands bands) {
    long ninths = peak.ninthsOfMilliCelsius();
    if (ninths >= bands.criticalFrom().ninthsOfMilliCelsius()) {
      return Severity.CRITICAL;
    }
    return ninths >= bands.warningFrom().ninthsOfMilliCelsius() ? Severity.WARNING : Severity.INFO;
  }

  static boolean isSame(Reading one, Reading other) {
    return one.readingId().isEmpty()
        ? one.equals(other)
        : one.readingId().equals(other.readingId());
  }

  /** The same without the text for people, as it is told of here. */
  public static Alert withoutDetail(Alert alert) {
    return Script.withoutDetail(alert);
  }

  /** The same without the text for people, as it is told of here. */
  public static AlertChange withoutDetail(AlertChange change) {
    return Script.withoutDetail(change);
  }

  /** The jump that two readings make under a rule, if they make one. */
  static Optional<ReadingPair> jump(Reading one, Reading other, JumpRule rule) {
    boolean swap =
        one.readAt() > other.readAt()
            || (one.readAt() == other.readAt()
                && one.temperature().compareTo(other.temperature()) > 0);
    Reading first = swap ? other : one;
    Reading second = swap ? one : other;
    long difference =
        second.temperature().ninthsOfMilliCelsius() - first.temperature().ninthsOfMilliCelsius();
    Direction direction =
        first.readAt() == second.readAt()
            ? Direction.SIMULTANEOUS
            : difference < 0 ? Direction.FALLING : Direction.RISING;
    boolean isJump =
        second.readAt() - first.readAt() <= rule.window().toMillis()
            && Math.abs(difference) >= rule.threshold().ninthsOfMilliCelsius()
            && (rule.direction().isEmpty() || rule.direction().get() == direction);
    return isJump
        ? Optional.of(
            new ReadingPair(
                first.temperature(), first.readAt(), second.temperature(), second.readAt()))
        : Optional.empty();
  }

  static int strongestFirst(ReadingPair one, ReadingPair other) {
    int byDifference = other.delta().compareTo(one.delta());
    if (byDifference != 0) {
      return byDifference;
    }
    if (one.secondAt() != other.secondAt()) {
      return Long.compare(one.secondAt(), other.secondAt());
    }
    if (one.firstAt() != other.firstAt()) {
      return Long.compare(one.firstAt(), other.firstAt());
    }
    int byFirst = one.first().compareTo(other.first());
    return byFirst != 0 ? byFirst : one.second().compareTo(other.second());
  }
}

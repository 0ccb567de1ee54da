package io.aforo.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.intake.CircuitBreaker.Opening;
import io.aforo.domain.intake.CircuitBreaker.Rule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakerTest {

  private static final long NOW = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();

  private static final long SECOND = 1_000;

  private final CircuitBreaker breaker =
      new CircuitBreaker(new Rule(500, Duration.ofMinutes(1), 10));

  @Test
  void aTopicThatCannotBeReadOpensItAtTheLeastNumberOfRecords() {
    assertThat(refuse(9, RejectionReason.BAD_AVRO, NOW)).isEmpty();

    assertThat(breaker.refuse(RejectionReason.BAD_AVRO, NOW))
        .contains(new Opening(10, 10, Map.of(RejectionReason.BAD_AVRO, 10L)));
  }

  @Test
  void aShareThatIsAllowedDoesNotAndOneRecordMoreDoes() {
    pass(10, NOW);
    assertThat(refuse(10, RejectionReason.BAD_JSON, NOW)).isEmpty();

    assertThat(breaker.refuse(RejectionReason.BAD_JSON, NOW))
        .contains(new Opening(11, 21, Map.of(RejectionReason.BAD_JSON, 11L)));
  }

  @Test
  void theMostFrequentReasonIsToldFirst() {
    refuse(2, RejectionReason.BAD_FRAME, NOW);
    refuse(3, RejectionReason.STALE_TIMESTAMP, NOW);
    refuse(4, RejectionReason.UNKNOWN_SCHEMA, NOW);

    Opening opening = breaker.refuse(RejectionReason.UNKNOWN_SCHEMA, NOW).orElseThrow();

    assertThat(opening.byReason().entrySet())
        .containsExactly(
            Map.entry(RejectionReason.UNKNOWN_SCHEMA, 5L),
            Map.entry(RejectionReason.STALE_TIMESTAMP, 3L),
            Map.entry(RejectionReason.BAD_FRAME, 2L));
  }

  @Test
  void whatIsLongerAgoIsForgotten() {
    refuse(9, RejectionReason.BAD_AVRO, NOW);

    assertThat(refuse(9, RejectionReason.BAD_AVRO, NOW + 60 * SECOND)).isEmpty();
    assertThat(breaker.refuse(RejectionReason.BAD_AVRO, NOW + 119 * SECOND))
        .map(Opening::refused)
        .contains(10L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 59, 60, 61, 119, 1_000, 86_400_001})
  void theLastWhileIsNeverLongerThanTheRuleAndAtMostASixtiethShorter(long withinMillis) {
    Rule rule = new Rule(500, Duration.ofMillis(withinMillis), 2);
    for (long start = NOW; start < NOW + 120; start++) {
      CircuitBreaker late = new CircuitBreaker(rule);
      late.refuse(RejectionReason.BAD_AVRO, start);
      CircuitBreaker inTime = new CircuitBreaker(rule);
      inTime.refuse(RejectionReason.BAD_AVRO, start);

      assertThat(late.refuse(RejectionReason.BAD_AVRO, start + withinMillis)).isEmpty();
      assertThat(inTime.refuse(RejectionReason.BAD_AVRO, start + withinMillis * 59 / 60))
          .isPresent();
    }
  }

  @Test
  void aFewBadRecordsNowAndThenNeverOpenIt() {
    for (int minute = 0; minute < 10_000; minute++) {
      assertThat(refuse(9, RejectionReason.BAD_AVRO, NOW + minute * 60L * SECOND)).isEmpty();
    }
  }

  @Test
  void aClockThatIsSetBackALittleStandsStill() {
    refuse(9, RejectionReason.BAD_AVRO, NOW);

    assertThat(breaker.refuse(RejectionReason.BAD_AVRO, NOW - 30 * SECOND)).isPresent();
  }

  @Test
  void aClockThatIsSetBackFarBeginsAnew() {
    refuse(9, RejectionReason.BAD_AVRO, NOW);

    assertThat(refuse(9, RejectionReason.BAD_AVRO, NOW - 3_600 * SECOND)).isEmpty();
    assertThat(breaker.refuse(RejectionReason.BAD_AVRO, NOW - 3_600 * SECOND))
        .map(Opening::seen)
        .contains(10L);
  }

  @ParameterizedTest
  @CsvSource({"500, 50 %", "0, 0 %", "999, 99.9 %", "5, 0.5 %", "125, 12.5 %"})
  void theShareIsToldAsItIsWritten(int perMille, String share) {
    assertThat(new Rule(perMille, Duration.ofMinutes(1), 1).share()).isEqualTo(share);
  }

  @Test
  void aRuleThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Rule(1_000, Duration.ofMinutes(1), 1))
        .hasMessage("perMille must be 0 to 999, was 1000");
    assertThatThrownBy(() -> new Rule(-1, Duration.ofMinutes(1), 1))
        .hasMessage("perMille must be 0 to 999, was -1");
    assertThatThrownBy(() -> new Rule(500, Duration.ZERO, 1))
        .hasMessage("within must be at least 1 ms, was PT0S");
    assertThatThrownBy(() -> new Rule(500, Duration.ofMinutes(1), 0))
        .hasMessage("of must be positive, was 0");
  }

  @Property(tries = 500)
  void itOpensExactlyWhenAListOfAllThatCameSaysSo(
      @ForAll("rules") Rule rule, @ForAll("records") List<Came> records) {
    CircuitBreaker breaker = new CircuitBreaker(rule);
    NaiveBreaker naive = new NaiveBreaker(rule);
    long now = NOW;
    for (Came came : records) {
      now += came.afterMillis();

      Optional<Opening> opening = Optional.empty();
      if (came.refusedBy().isPresent()) {
        opening = breaker.refuse(came.refusedBy().get(), now);
      } else {
        breaker.pass(now);
      }

      assertThat(opening).isEqualTo(naive.add(came, now));
    }
  }

  @Provide
  Arbitrary<Rule> rules() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 333, 500, 999),
            Arbitraries.longs().between(1, 1_000),
            Arbitraries.integers().between(1, 20))
        .as((perMille, within, of) -> new Rule(perMille, Duration.ofMillis(within), of));
  }

  @Provide
  Arbitrary<List<Came>> records() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(10, Arbitraries.longs().between(0, 20)),
                net.jqwik.api.Tuple.of(2, Arbitraries.longs().between(-50, 500)),
                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(-100_000, 100_000))),
            Arbitraries.of(
                    RejectionReason.BAD_AVRO, RejectionReason.BAD_JSON, RejectionReason.BAD_FRAME)
                .optional(0.6))
        .as(Came::new)
        .list()
        .ofMaxSize(200);
  }

  /** A record, so long after the one before it. */
  record Came(long afterMillis, Optional<RejectionReason> refusedBy) {}

  /** Keeps every record, with the slot it came in. */
  private static final class NaiveBreaker {

    private record Kept(long slot, Came came) {}

    private final Rule rule;
    private List<Kept> kept = new ArrayList<>();
    private long current;

    private NaiveBreaker(Rule rule) {
      this.rule = rule;
    }

    private Optional<Opening> add(Came came, long now) {
      long slot =
          BigDecimal.valueOf(now)
              .multiply(BigDecimal.valueOf(CircuitBreaker.SLOTS))
              .divide(BigDecimal.valueOf(rule.within().toMillis()), 0, RoundingMode.FLOOR)
              .longValueExact();
      boolean isSetBackFar = !kept.isEmpty() && slot <= current - CircuitBreaker.SLOTS;
      if (isSetBackFar) {
        kept.clear();
      }
      current = kept.isEmpty() ? slot : Math.max(current, slot);
      kept.add(new Kept(current, came));
      kept =
          new ArrayList<>(
              kept.stream().filter(one -> one.slot() > current - CircuitBreaker.SLOTS).toList());
      Map<RejectionReason, Long> byReason = new EnumMap<>(RejectionReason.class);
      kept.stream()
          .flatMap(one -> one.came().refusedBy().stream())
          .forEach(reason -> byReason.merge(reason, 1L, Long::sum));
      long refused = byReason.values().stream().mapToLong(Long::longValue).sum();
      boolean isOpen =
          came.refusedBy().isPresent()
              && kept.size() >= rule.of()
              && refused / (double) kept.size() > rule.perMille() / 1_000.0;
      return isOpen ? Optional.of(new Opening(refused, kept.size(), byReason)) : Optional.empty();
    }
  }

  private void pass(int records, long now) {
    for (int i = 0; i < records; i++) {
      breaker.pass(now);
    }
  }

  /** Refuses that many records, and returns what the last of them gave. */
  private Optional<Opening> refuse(int records, RejectionReason reason, long now) {
    Optional<Opening> last = Optional.empty();
    for (int i = 0; i < records; i++) {
      last = breaker.refuse(reason, now);
    }
    return last;
  }
}

package io.aforo.domain.temperature;

import static io.aforo.domain.temperature.Script.jump;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingPairTest {

  @ParameterizedTest(name = "{0} is better evidence than {1}")
  @CsvSource({
    "0:0 60:21, 0:0 10:20",
    "0:21 60:0, 0:0 10:20",
    "0:0 40:20, 10:0 50:20",
    "0:20 40:0, 10:0 40:20",
    "0:0 40:20, 0:20 40:0",
    "0:0 40:-20, 0:0 40:20",
  })
  void theGreaterThenTheEarlierThenTheOneFromTheColderIsStronger(String stronger, String weaker) {
    assertThat(jump(stronger).isStrongerThan(jump(weaker))).isTrue();
    assertThat(jump(weaker).isStrongerThan(jump(stronger))).isFalse();
  }

  @Test
  void nothingIsStrongerThanItself() {
    assertThat(jump("0:0 60:20").isStrongerThan(jump("0:0 60:20"))).isFalse();
  }

  @Test
  void itsReadingsAreInTheOrderOfTheirTimesAndOfOneTimeTheColderIsFirst() {
    Temperature cold = new Temperature(0);
    Temperature warm = new Temperature(180_000);

    assertThat(ReadingPair.between(cold, 2, warm, 1)).isEqualTo(new ReadingPair(warm, 1, cold, 2));
    assertThat(ReadingPair.between(cold, 1, warm, 2)).isEqualTo(new ReadingPair(cold, 1, warm, 2));
    assertThat(ReadingPair.between(warm, 1, cold, 1)).isEqualTo(new ReadingPair(cold, 1, warm, 1));
    assertThat(ReadingPair.between(cold, 1, warm, 1)).isEqualTo(new ReadingPair(cold, 1, warm, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReadingPair(cold, 2, warm, 1))
        .withMessage("the first reading of a pair must not be the later one, was 2 > 1");
  }
}

package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0001", "15.30", "15.300000", "1E+3", "1000000000"})
  void anAmountIsTakenAsItIs(String amount) {
    assertThat(Money.of(new BigDecimal(amount), "EUR").toBigDecimal()).isEqualByComparingTo(amount);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-0.0001", "1000000000.0001", "0.00001", "1E+1000000000", "1E-1000000000", "9E99"})
  void anAmountThatIsOutOfRangeOrWouldBeRoundedIsRefused(String amount) {
    assertThatThrownBy(() -> Money.of(new BigDecimal(amount), "EUR"))
        .isInstanceOfSatisfying(
            InvalidEvent.class,
            invalid -> assertThat(invalid.reason()).isEqualTo(RejectionReason.INVALID_AMOUNT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eur", "EURO", "ZZZ"})
  void aCurrencyIsAnIso4217Code(String currency) {
    assertThatThrownBy(() -> Money.of(BigDecimal.ONE, currency))
        .hasMessage("currency must be an ISO 4217 code such as EUR, was '" + currency + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0.0005", "1000000000"})
  void aQuantityThatIsOutOfRangeOrWouldBeRoundedIsRefused(String quantity) {
    assertThatThrownBy(() -> Quantity.of(new BigDecimal(quantity)))
        .isInstanceOfSatisfying(
            InvalidEvent.class,
            invalid -> assertThat(invalid.reason()).isEqualTo(RejectionReason.INVALID_QUANTITY));
  }

  @Test
  void moneyAndQuantityReadAsPeopleWriteThem() {
    assertThat(Money.of(new BigDecimal("3.5"), "EUR")).hasToString("3.5000 EUR");
    assertThat(Quantity.of(new BigDecimal("0.250"))).hasToString("0.250");
  }

  @Property(tries = 500)
  void aSumIsExactInEveryOrderAndHasOneForm(
      @ForAll @Size(max = 30) List<Long> values,
      @ForAll @LongRange(min = -1_000_000, max = 1_000_000) long half) {
    ExactSum oneByOne = ExactSum.ZERO;
    BigInteger expected = BigInteger.ZERO;
    for (long value : values) {
      oneByOne = oneByOne.plus(value);
      expected = expected.add(BigInteger.valueOf(value));
    }
    ExactSum merged = ExactSum.of(half);
    for (int i = values.size() - 1; i >= 0; i--) {
      merged = ExactSum.of(values.get(i)).plus(merged);
    }

    assertThat(oneByOne.toBigDecimal(0).toBigIntegerExact()).isEqualTo(expected);
    assertThat(merged.minus(ExactSum.of(half))).isEqualTo(oneByOne);
  }
}

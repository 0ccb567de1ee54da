package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0001", "15.30", "15.300000", "1E+3", "1000000000"})
  void anAmountIsTakenAsItIs(String amount) {
    assertThat(Money.of(new BigDecimal(amount), "EUR").toBigDecimal()).isEqualByComparingTo(amount);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.0001 | amount must be between 0 and 1000000000, was -0.0001",
        "1000000000.0001 | amount must be between 0 and 1000000000, was 1000000000.0001",
        "99999999999999 | amount must be between 0 and 1000000000, was 99999999999999.0000",
        "100000000000000 | amount is too large: it has 15 digits before the point",
        "9E99 | amount is too large: it has 100 digits before the point",
        "1E+100000000 | amount is too large: it has 100000001 digits before the point",
        "1234567890123456789012345678E+2147483647"
            + "| amount is too large: it has 2147483675 digits before the point",
        "0.00001 | amount must have at most 4 decimals, was 0.00001",
        "1E-1000000000 | amount must have at most 4 decimals, was 1E-1000000000",
        "0.12345678901234567890123456789"
            + "| amount must have at most 4 decimals, was 0.1234567890123456789012346",
      })
  void anAmountThatIsOutOfRangeOrWouldBeRoundedIsRefused(String amount, String message) {
    assertThatThrownBy(() -> Money.of(new BigDecimal(amount), "EUR"))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InvalidEvent.class,
            invalid -> assertThat(invalid.reason()).isEqualTo(RejectionReason.INVALID_AMOUNT));
  }

  @Test
  void zerosAtTheEndAreNoDecimalsAsLongAsTheNumberIsNotAbsurd() {
    assertThat(Money.of(new BigDecimal("9." + "0".repeat(307)), "EUR")).hasToString("9.0000 EUR");
    assertThatThrownBy(() -> Money.of(new BigDecimal("9." + "0".repeat(308)), "EUR"))
        .hasMessage("amount is too large: it has more than 300 digits");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "eur", "EURO", "EU", "ZZZ", "E@R", "[UR", "E R", "\u00c9UR", "EUR\u0000"})
  void aCurrencyIsAnIso4217Code(String currency) {
    assertThatThrownBy(() -> Money.of(BigDecimal.ONE, currency))
        .hasMessage("currency must be an ISO 4217 code such as EUR, was '" + currency + "'");
  }

  @Test
  void everyIso4217CodeIsACurrency() {
    for (Currency currency : Currency.getAvailableCurrencies()) {
      String code = currency.getCurrencyCode();
      assertThat(new Money(1, code).currency()).isSameAs(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.001", "999999999.999"})
  void aQuantityIsTakenAsItIs(String quantity) {
    assertThat(Quantity.of(new BigDecimal(quantity)).toBigDecimal()).isEqualByComparingTo(quantity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0.001", "0.0005", "1000000000"})
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

  @ParameterizedTest(name = "{0} * 10^18 + {1} has one form: {2} * 10^18 + {3}")
  @CsvSource({
    "0, 0, 0, 0",
    "0, 5, 0, 5",
    "0, -5, 0, -5",
    "1, 0, 1, 0",
    "-1, 0, -1, 0",
    "1, -5, 0, 999999999999999995",
    "-1, 5, 0, -999999999999999995",
    "0, 1000000000000000000, 1, 0",
    "0, -1000000000000000000, -1, 0",
    "2, -1000000000000000000, 1, 0",
    "7, 3000000000000000004, 10, 4",
  })
  void equalSumsAreEqualHoweverTheyCame(long high, long low, long highOfForm, long lowOfForm) {
    assertThat(new ExactSum(high, low))
        .extracting(ExactSum::high, ExactSum::low)
        .containsExactly(highOfForm, lowOfForm);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.000", "0.001", "-0.001", "1000000000000000.000", "-98765432109876543210.123"})
  void aSumIsReadBackFromItsDecimal(String decimal) {
    assertThat(ExactSum.of(new BigDecimal(decimal)).toBigDecimal(3)).hasToString(decimal);
  }

  @Test
  void theTotalsOfOneLineAreItsOwn() {
    Sale sale = SaleBuilder.aSale().units("2.500").of("9.90 EUR").build();
    Sale theReturn = SaleBuilder.aReturn().units("1").of("3 EUR").build();

    assertThat(SalesTotals.of(sale)).isEqualTo(Rows.totals(1, 0, "2.5", "9.90", "0"));
    assertThat(SalesTotals.of(theReturn)).isEqualTo(Rows.totals(0, 1, "-1", "0", "3"));
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

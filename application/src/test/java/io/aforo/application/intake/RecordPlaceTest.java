package io.aforo.application.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPlaceTest {

  @Test
  void whatIsWrittenIsReadAgain() {
    assertThat(RecordPlace.parse("sales/3/42")).isEqualTo(new RecordPlace("sales", 3, 42));
    assertThat(RecordPlace.parse("/data/day 1.csv/0/7"))
        .isEqualTo(new RecordPlace("/data/day 1.csv", 0, 7))
        .hasToString("/data/day 1.csv/0/7");
    assertThat(RecordPlace.parse("table:sales_reports/0/-9223372036854775808"))
        .isEqualTo(new RecordPlace("table:sales_reports", 0, Long.MIN_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sales",
        "sales/0",
        "sales/0/",
        "sales/x/1",
        "sales/-1/1",
        "/0/1",
        "sales/0/99999999999999999999",
        "sales/0/9999999999999999999",
        "sales 0 1"
      })
  void whatIsNoPlaceIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> RecordPlace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not TOPIC/PARTITION/OFFSET, such as sales/0/42");
  }
}

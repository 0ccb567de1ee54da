package io.aforo.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "85123A",
        "'; DROP TABLE x;--",
        "${jndi:ldap://x}",
        "%s",
        "مرحبا",
        "a\uD83D\uDED2b"
      })
  void anythingThatCanBeStoredIsAnId(String text) {
    assertThat(EventText.require("sale_id", text)).isSameAs(text);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankIsNoId(String text) {
    assertThatThrownBy(() -> EventText.require("sale_id", text))
        .isInstanceOf(InvalidEvent.class)
        .hasMessage("sale_id must not be blank");
  }

  @ParameterizedTest
  @CsvSource({
    "'a\u0000', store_id holds the character U+0000 at index 1",
    "\uD83D, store_id holds a lone surrogate at index 0",
    "a\uDED2, store_id holds a lone surrogate at index 1",
    "\uD83Dx, store_id holds a lone surrogate at index 0",
    "\uDED2\uD83D, store_id holds a lone surrogate at index 0",
    "\uDED2\uDED2, store_id holds a lone surrogate at index 0",
    "\uD83D\uDED2\uDED2, store_id holds a lone surrogate at index 2",
  })
  void whatCannotBeStoredIsNoId(String text, String message) {
    assertThatThrownBy(() -> EventText.requireOptional("store_id", text))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            InvalidEvent.class,
            invalid -> assertThat(invalid.reason()).isEqualTo(RejectionReason.INVALID_TEXT));
  }

  @Test
  void everyOtherCharacterCanBeInAnId() {
    for (int c = 1; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";
      if (!Character.isSurrogate((char) c)) {
        assertThat(EventText.require("sale_id", text)).isSameAs(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "a ", "\ta", "~", "!", "\u007f", "\u00a0"})
  void spacesBesideSomethingElseArePartOfAnId(String text) {
    assertThat(EventText.require("sale_id", text)).isSameAs(text);
    assertThat(EventText.requireOptional("customer_id", text)).isSameAs(text);
  }

  @Test
  void theLongestIdHas256Characters() {
    assertThat(EventText.require("x", "a".repeat(256))).hasSize(256);
    assertThatThrownBy(() -> EventText.require("x", "a".repeat(257)))
        .hasMessage("x must have at most 256 characters, has 257");
  }

  @Test
  void theEmptyTextSaysThatThereIsNone() {
    assertThat(EventText.requireOptional("customer_id", "")).isEmpty();
    assertThatThrownBy(() -> EventText.requireOptional("customer_id", " "))
        .hasMessage("customer_id must not be blank");
  }
}

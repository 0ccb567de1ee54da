package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.domain.intake.InvalidEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTextsTest {

  private final SharedTexts texts = new SharedTexts();

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "madrid", "8 bytes!", "9 bytes !", "café", "\uD83D\uDED2", "\u0000"})
  void textThatComesAgainIsTheSameObject(String text) {
    assertThat(at(0, text)).isEqualTo(text).isSameAs(at(0, text));
  }

  @Test
  void textIsTheSameWhereverItStands() {
    String first = at(0, "store-0042");

    for (int before = 1; before < 12; before++) {
      assertThat(at(before, "store-0042")).isSameAs(first);
    }
  }

  @Test
  void textsThatDifferInOneByteOrInLengthAreNotMistakenForEachOther() {
    for (int length = 1; length <= 70; length++) {
      String base = "a".repeat(length);
      assertThat(at(0, base)).isEqualTo(base);
      assertThat(at(0, base + "\u0000")).isEqualTo(base + "\u0000");
      for (int i = 0; i < length; i++) {
        String other = base.substring(0, i) + "b" + base.substring(i + 1);
        assertThat(at(i % 9, other)).isEqualTo(other);
        assertThat(at(0, base)).isEqualTo(base);
      }
    }
  }

  @Test
  void manyMoreTextsThanThereArePlacesAreAllRight() {
    Random random = new Random(5);
    for (int i = 0; i < 300_000; i++) {
      String text = "customer-" + random.nextInt(100_000);
      String read = at(i % 3, text);
      if (!read.equals(text)) {
        assertThat(read).isEqualTo(text);
      }
    }
  }

  @Test
  void aFewThousandTextsAreNearlyAllShared() {
    String[] first = new String[3_000];
    Arrays.setAll(first, i -> at(0, "product-" + i));

    long shared = 0;
    for (int i = 0; i < first.length; i++) {
      shared += at(0, "product-" + i) == first[i] ? 1 : 0;
    }

    assertThat(shared).isGreaterThan(2_700);
  }

  @Test
  void whatHardlyEverComesAgainIsNotLookedForAndLookedForAgainLater() {
    for (int i = 0; i < 1 << 13; i++) {
      at(0, "customer-" + i);
    }
    assertThat(at(0, "madrid")).isEqualTo("madrid").isNotSameAs(at(0, "madrid"));

    for (int i = 0; i < 1 << 17; i++) {
      at(0, "customer-" + i);
    }
    assertThat(at(0, "madrid")).isEqualTo("madrid").isSameAs(at(0, "madrid"));
  }

  @Test
  void textThatIsNotUtf8IsNeverKept() {
    byte[] broken = {'a', (byte) 0xff};
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> texts.text(broken, 0, 2)).isInstanceOf(InvalidEvent.class);
    }
    assertThat(texts.text(broken, 0, 1)).isEqualTo("a");
  }

  /** The text, read from behind some bytes of something else and before some more. */
  private String at(int before, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[before + utf8.length + before];
    Arrays.fill(bytes, (byte) 'x');
    System.arraycopy(utf8, 0, bytes, before, utf8.length);
    return texts.text(bytes, before, utf8.length);
  }
}

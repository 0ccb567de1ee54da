package io.aforo.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.EventDecoder;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.TimeFormat;
import io.aforo.domain.intake.InvalidEvent;
import io.aforo.domain.intake.RejectionReason;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.Assertions;

/** What tests of any decoder need. */
final class Records {

  private Records() {}

  static FieldRule field(String... paths) {
    return FieldRule.of(Arrays.stream(paths).map(FieldPath::parse).toArray(FieldPath[]::new));
  }

  static FieldRule absent(String absent, String path) {
    return new FieldRule(
        List.of(FieldPath.parse(path)), "", absent, Map.of(), TimeFormat.AUTO, ZoneOffset.UTC);
  }

  static InvalidEvent refused(EventDecoder<?> decoder, byte[] record) {
    InvalidEvent refused =
        Assertions.catchThrowableOfType(InvalidEvent.class, () -> decoder.decode(record));
    assertThat(refused).as("decoded").isNotNull();
    assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1_500);
    return refused;
  }

  static void assertRefused(EventDecoder<?> decoder, byte[] record, RejectionReason reason) {
    InvalidEvent refused = refused(decoder, record);
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
  }

  /**
   * Changes a good record in every way that bytes can be, from byte {@code from} on: each gives an
   * event or a reason, and the good one is right afterwards.
   */
  static <E> void assertMutationsHarmNobody(
      EventDecoder<E> decoder, byte[] good, int from, List<byte[]> pieces) {
    E event = decoder.decode(good);
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      byte[] mutant = good.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutant = mutated(mutant, from, random, pieces);
      }
      byte[] record = mutant;
      try {
        decoder.decode(record);
      } catch (InvalidEvent refused) {
        assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1_500);
      }
      assertThat(decoder.decode(good)).isEqualTo(event);
    }
  }

  private static byte[] mutated(byte[] record, int from, Random random, List<byte[]> pieces) {
    if (record.length <= from) {
      return record;
    }
    int at = from + random.nextInt(record.length - from);
    int end = at + random.nextInt(Math.min(8, record.length - at) + 1);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] flipped = record.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> Arrays.copyOf(record, at);
      case 2 -> spliced(record, at, end, new byte[0]);
      case 3 -> spliced(record, at, at, Arrays.copyOfRange(record, at, end));
      default -> spliced(record, at, end, pieces.get(random.nextInt(pieces.size())));
    };
  }

  private static byte[] spliced(byte[] record, int at, int end, byte[] piece) {
    byte[] spliced = Arrays.copyOf(record, record.length - (end - at) + piece.length);
    System.arraycopy(piece, 0, spliced, at, piece.length);
    System.arraycopy(record, end, spliced, at + piece.length, record.length - end);
    return spliced;
  }
}

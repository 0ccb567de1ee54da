package io.aforo.adapters.jdbc;

import static io.aforo.adapters.jdbc.Upsert.content;
import static io.aforo.adapters.jdbc.Upsert.key;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.port.out.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.Base64;

/**
 * The table {@code dead_letters}. It is where refused data ends, so nothing in a letter may be
 * refused in turn: texts are brought into a form that can be stored, the original bytes are in
 * Base64.
 */
final class JdbcDeadLetters extends JdbcStore<DeadLetter> implements DeadLetters {

  /** As wide as the column. */
  private static final int LONGEST_TOPIC = 256;

  static final Upsert<DeadLetter> UPSERT =
      new Upsert<>(
          "dead_letters",
          key("topic", Types.VARCHAR, letter -> fitting(printable(letter.record().topic()))),
          key("source_partition", Types.INTEGER, letter -> letter.record().partition()),
          key("source_offset", Types.BIGINT, letter -> letter.record().offset()),
          content("reason", Types.VARCHAR, letter -> letter.reason().name()),
          content("record_time", Types.TIMESTAMP, letter -> time(letter.record().timestamp())),
          content("key_base64", Types.VARCHAR, letter -> base64(letter.record().key())),
          content("value_base64", Types.VARCHAR, letter -> base64(letter.record().value())),
          content("error_class", Types.VARCHAR, letter -> printable(letter.errorClass())),
          content("detail", Types.VARCHAR, letter -> printable(letter.detail())));

  JdbcDeadLetters(JdbcConnectionSettings settings) {
    super(UPSERT, settings);
  }

  /** The path of a file can be longer than a key may be: its end tells more than its beginning. */
  private static String fitting(String topic) {
    return topic.length() <= LONGEST_TOPIC
        ? topic
        : Integer.toHexString(topic.hashCode())
            + "..."
            + topic.substring(topic.length() - LONGEST_TOPIC + 11);
  }

  private static Object time(long epochMillis) {
    return epochMillis < 0 ? null : Times.utc(epochMillis);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Text with U+FFFD in place of what few databases can store: U+0000 and lone surrogates. */
  private static String printable(String text) {
    if (text == null) {
      return "";
    }
    String whole = new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    return whole.replace('\0', '\uFFFD');
  }
}

package io.aforo.domain.intake;

/** The rule for identifiers that come with events. */
public final class EventText {

  /** The longest identifier, in UTF-16 units. */
  public static final int MAX_LENGTH = 256;

  private EventText() {}

  /**
   * Returns {@code value} if it can identify something and be stored byte for byte: not blank, at
   * most {@value #MAX_LENGTH} characters, without U+0000 and without a lone surrogate.
   *
   * @throws InvalidEvent INVALID_TEXT, naming {@code field} and the fault
   */
  public static String require(String field, String value) {
    if (value != null && isPlain(value)) {
      return value;
    }
    if (value == null || value.isBlank()) {
      throw new InvalidEvent(RejectionReason.INVALID_TEXT, field + " must not be blank");
    }
    return requireOptional(field, value);
  }

  /**
   * Like {@link #require}, but the empty text, which says that there is none, passes too.
   *
   * @throws InvalidEvent INVALID_TEXT, naming {@code field} and the fault
   */
  public static String requireOptional(String field, String value) {
    if (isPlain(value)) {
      return value;
    }
    if (value.length() > MAX_LENGTH) {
      throw new InvalidEvent(
          RejectionReason.INVALID_TEXT,
          field + " must have at most " + MAX_LENGTH + " characters, has " + value.length());
    }
    if (!value.isEmpty() && value.isBlank()) {
      throw new InvalidEvent(RejectionReason.INVALID_TEXT, field + " must not be blank");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == 0) {
        throw new InvalidEvent(
            RejectionReason.INVALID_TEXT, field + " holds the character U+0000 at index " + i);
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == value.length()
            || !Character.isLowSurrogate(value.charAt(i + 1))) {
          throw new InvalidEvent(
              RejectionReason.INVALID_TEXT, field + " holds a lone surrogate at index " + i);
        }
        i++;
      }
    }
    return value;
  }

  /** Whether a text is what most are, of printable ASCII: one look at each character is enough. */
  private static boolean isPlain(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH || value.charAt(0) == ' ') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}

package io.aforo.adapters.files;

/**
 * Where a position in CSV stands with regard to quotes. In UTF-8 the bytes of a separator, a quote
 * and a line's end occur nowhere else, so this needs no decoding.
 */
enum QuoteState {
  /** At the start of a field: the only place where a quote opens. */
  FIELD_START,
  /** Within a field, outside of quotes; a quote here is a character like any other. */
  PLAIN,
  /** Within quotes; a line's end belongs to the field. */
  QUOTED,
  /** Behind a quote within quotes: the end of the field, or the first half of an escape. */
  QUOTE_IN_QUOTED;

  /**
   * The state at the end of a line. Its terminator changes nothing: where a record goes on behind
   * it, it stands in quotes.
   */
  QuoteState after(byte[] bytes, int length) {
    QuoteState state = this;
    for (int i = 0; i < length; i++) {
      state = state.after(bytes[i]);
    }
    return state;
  }

  private QuoteState after(byte b) {
    return switch (this) {
      case QUOTED -> b == '"' ? QUOTE_IN_QUOTED : QUOTED;
      case QUOTE_IN_QUOTED -> b == '"' ? QUOTED : b == ',' ? FIELD_START : PLAIN;
      case FIELD_START -> b == '"' ? QUOTED : b == ',' ? FIELD_START : PLAIN;
      case PLAIN -> b == ',' ? FIELD_START : PLAIN;
    };
  }
}

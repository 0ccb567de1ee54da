package io.aforo.adapters.files;

/** Text from a file, made fit to stand in a message. */
final class Quoted {

  private static final int LONGEST = 200;

  private Quoted() {}

  /** The text in quotes, on one line, without control characters, shortened if it is long. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    if (text.codePointCount(0, text.length()) > LONGEST) {
      shown.append("...");
    }
    return shown.append("'").toString();
  }
}

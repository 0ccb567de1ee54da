package io.aforo.local.picture;

import java.util.ArrayDeque;
import java.util.Deque;

/** XML, written from the outside in. Names are ours; texts and values may hold anything. */
final class Markup {

  private static final char REPLACEMENT = '\uFFFD';

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values in turns; a double is written with one decimal
   */
  Markup begin(String element, Object... attributes) {
    tag(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Writes an element without content. */
  Markup empty(String element, Object... attributes) {
    tag(element, attributes);
    out.append("/>\n");
    return this;
  }

  /** Writes an element with a text in it. */
  Markup element(String element, String content, Object... attributes) {
    tag(element, attributes);
    out.append('>');
    return text(content).raw("</" + element + ">\n");
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** What is XML already. */
  Markup raw(String xml) {
    out.append(xml);
    return this;
  }

  Markup end() {
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void tag(String element, Object... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      Object value = attributes[i + 1];
      out.append(value instanceof Double number ? number(number) : escaped(String.valueOf(value)));
      out.append('"');
    }
  }

  /** One decimal, none where it is zero. */
  static String number(double value) {
    long tenths = Math.round(value * 10);
    if (tenths % 10 == 0) {
      return Long.toString(tenths / 10);
    }
    return (tenths < 0 ? "-" : "") + Math.abs(tenths / 10) + "." + Math.abs(tenths % 10);
  }

  /**
   * The text as content or value. What XML cannot hold, and what would turn the direction of the
   * writing around it, is replaced: ids come from outside.
   */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isShown(c) ? c : REPLACEMENT);
              }
            });
    return escaped.toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Of these, the joiners are parts of emoji and of some scripts.
      case Character.FORMAT -> c == 0x200C || c == 0x200D;
      default -> true;
    };
  }
}

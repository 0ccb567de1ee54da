package io.aforo.local.screen;

import java.util.ArrayList;
import java.util.List;

/** Bytes as people read them: sixteen in a line, in hexadecimal and as what ASCII has for them. */
final class HexDump {

  private static final int BYTES_IN_A_LINE = 16;

  private HexDump() {}

  /**
   * The first bytes, 74 columns wide.
   *
   * @param most the most bytes to show
   */
  static List<String> lines(byte[] bytes, int most) {
    List<String> lines = new ArrayList<>();
    int end = Math.min(bytes.length, most);
    for (int from = 0; from < end; from += BYTES_IN_A_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = from; i < Math.min(end, from + BYTES_IN_A_LINE); i++) {
        hex.append(i == from ? "" : i == from + BYTES_IN_A_LINE / 2 ? "  " : " ");
        hex.append(String.format("%02x", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      lines.add(String.format("%04x  %-48s  |%s|", from, hex, text));
    }
    return lines;
  }
}

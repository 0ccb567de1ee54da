package io.aforo.local.screen;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The characters that frames are drawn with. */
enum Glyphs {
  UNICODE("─", "…", "→", "█"),
  ASCII("-", "~", "->", "#");

  final String rule;
  final String ellipsis;
  final String arrow;
  final String bar;

  Glyphs(String rule, String ellipsis, String arrow, String bar) {
    this.rule = rule;
    this.ellipsis = ellipsis;
    this.arrow = arrow;
    this.bar = bar;
  }

  /** What a terminal of this encoding can show. */
  static Glyphs in(Charset encoding) {
    return StandardCharsets.UTF_8.equals(encoding) ? UNICODE : ASCII;
  }
}

package io.aforo.application.net;

import java.util.Locale;
import java.util.regex.Pattern;

/** Judges hosts by what they are called; nothing is looked up. */
public final class Hosts {

  /** RFC 6761 for names, RFC 1122 and RFC 4291 for addresses. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "([a-z0-9_-]+\\.)*localhost\\.?"
              + "|127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}"
              + "|::1|\\[::1]");

  private Hosts() {}

  /**
   * Whether what is sent to it never leaves this machine.
   *
   * @param host one name or address, without a port; of IPv6, with brackets or without
   */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}

package io.aforo.local.picture;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of files for sensors, whatever their ids hold. */
public final class FileNames {

  private static final int LONGEST = 40;
  private static final int HASH_BYTES = 6;

  private FileNames() {}

  /**
   * A name without an ending: what is plain of the id, for people, and a part of its hash, which
   * tells apart those that look the same then, also where files are not told apart by case. No
   * separators, no dots, never the name of a device, the same for every run.
   */
  public static String of(String sensorId) {
    String plain = sensorId.replaceAll("[^A-Za-z0-9-]+", "_");
    String name = plain.substring(0, Math.min(LONGEST, plain.length()));
    // A leading dash would be taken for an option.
    return (name.startsWith("-") ? "_" : "") + name + "-" + hash(sensorId);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}

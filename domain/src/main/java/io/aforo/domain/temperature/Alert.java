package io.aforo.domain.temperature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of the alerts: an episode of one kind, of one sensor under one rule, as it stands now.
 *
 * @param alertId deterministic: the same sensor, rule, kind and opening give the same id
 * @param kind what it is about
 * @param sensorId the sensor
 * @param ruleId the rule that was broken
 * @param ruleVersion the version of that rule
 * @param severity how bad it is, by its peak
 * @param state where the episode is in its life
 * @param closeReason why it ended; empty while it has not
 * @param openedAt when it began, epoch milliseconds: for a jump, the later time of the pair that
 *     opened it
 * @param closedAt when it ended, epoch milliseconds; empty while it has not
 * @param peak how bad it was at its worst: the difference of the greatest jump, or how far a limit
 *     was passed; zero where that means nothing
 * @param evidence the two readings that show it: of the greatest jump; the first reading that
 *     passed a limit and the one that passed it most; the coldest and the hottest of a flat time;
 *     the last reading before a silence, twice
 * @param detail what is wrong, with the numbers of the rule, for people to read
 * @param revision readings counted since the opening, the one that opened it included
 * @param historical whether it was found long after it happened, by the time of the record that
 *     brought it
 */
public record Alert(
    String alertId,
    AlertKind kind,
    String sensorId,
    String ruleId,
    int ruleVersion,
    Severity severity,
    AlertState state,
    Optional<CloseReason> closeReason,
    long openedAt,
    OptionalLong closedAt,
    TemperatureDelta peak,
    ReadingPair evidence,
    String detail,
    long revision,
    boolean historical) {

  private static final int ID_BYTES = 16;

  /** Which way the greatest jump went, by event time; empty for what is no jump. */
  public Optional<Direction> direction() {
    return kind == AlertKind.JUMP ? Optional.of(evidence.direction()) : Optional.empty();
  }

  /**
   * The id of the alert that a sensor opened under a rule at a time: 32 hexadecimal digits, the
   * first half of a SHA-256, the same on every replay.
   *
   * @param openedAt epoch milliseconds
   */
  public static String idOf(AlertKind kind, String sensorId, String ruleId, long openedAt) {
    // No id holds U+0000, so the parts cannot run into one another.
    String identity = sensorId + '\0' + ruleId + '\0' + openedAt;
    if (kind != AlertKind.JUMP) {
      identity += "\0" + kind;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}

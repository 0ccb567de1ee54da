package io.aforo.domain.temperature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of the alerts: an episode of jumps of one sensor under one rule, as it stands now.
 *
 * @param alertId deterministic: the same sensor, rule and opening give the same id
 * @param sensorId the sensor
 * @param ruleId the rule that was broken
 * @param ruleVersion the version of that rule
 * @param state where the episode is in its life
 * @param closeReason why it ended; empty while it has not
 * @param openedAt the later time of the pair that opened it, epoch milliseconds
 * @param closedAt when it ended, epoch milliseconds; empty while it has not
 * @param peak the greatest jump so far, with its evidence
 * @param revision readings counted since the opening, the one that opened it included
 * @param historical whether it was found long after it happened, by the time of the record that
 *     brought it
 */
public record Alert(
    String alertId,
    String sensorId,
    String ruleId,
    int ruleVersion,
    AlertState state,
    Optional<CloseReason> closeReason,
    long openedAt,
    OptionalLong closedAt,
    Jump peak,
    long revision,
    boolean historical) {

  private static final int ID_BYTES = 16;

  static Alert of(String sensorId, Episode episode) {
    boolean closed = episode.closedAt().isPresent();
    return new Alert(
        idOf(sensorId, episode.rule().id(), episode.openedAt()),
        sensorId,
        episode.rule().id(),
        episode.rule().version(),
        closed ? AlertState.CLOSED : AlertState.OPEN,
        closed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        episode.openedAt(),
        episode.closedAt(),
        episode.peak(),
        episode.revision(),
        episode.historical());
  }

  /**
   * The id of the alert that a sensor opened under a rule at a time: 32 hexadecimal digits, the
   * first half of a SHA-256, the same on every replay.
   *
   * @param openedAt epoch milliseconds
   */
  public static String idOf(String sensorId, String ruleId, long openedAt) {
    // No id holds U+0000, so the parts cannot run into one another.
    String identity = sensorId + '\0' + ruleId + '\0' + openedAt;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}

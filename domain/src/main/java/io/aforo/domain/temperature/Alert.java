package io.aforo.domain.temperature;

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
 * @param revision readings since the opening
 * @param historical whether it was found long after it happened
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
    boolean historical) {}

package io.aforo.adapters.alertmanager;

import io.aforo.domain.temperature.Alert;
import io.aforo.domain.temperature.AlertKind;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.CloseReason;
import io.aforo.domain.temperature.ReadingPair;
import io.aforo.domain.temperature.Severity;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Alerts to send: of fridge-1, from 4 C to 25.5 C, opened at 10:01. */
final class Alerts {

  static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  private static final ReadingPair RISE =
      new ReadingPair(
          new Temperature(9 * 4_000), TEN + 30_500, new Temperature(9 * 25_500), TEN + 60_000);

  private Alerts() {}

  static Alert open() {
    return alert(AlertKind.JUMP, "fridge-1", AlertState.OPEN, RISE, "");
  }

  static Alert of(String sensorId) {
    return alert(AlertKind.JUMP, sensorId, AlertState.OPEN, RISE, "");
  }

  static Alert withId(String alertId) {
    Alert open = open();
    return new Alert(
        alertId,
        open.kind(),
        open.sensorId(),
        open.ruleId(),
        open.ruleVersion(),
        open.severity(),
        open.state(),
        open.closeReason(),
        open.openedAt(),
        open.closedAt(),
        open.peak(),
        open.evidence(),
        open.detail(),
        open.revision(),
        open.historical());
  }

  static Alert open(AlertKind kind, String detail) {
    return alert(kind, "fridge-1", AlertState.OPEN, RISE, detail);
  }

  static Alert silent() {
    ReadingPair last =
        new ReadingPair(new Temperature(9 * 4_000), TEN, new Temperature(9 * 4_000), TEN);
    return alert(AlertKind.SILENT, "fridge-1", AlertState.OPEN, last, "nothing for 10 min");
  }

  static Alert closedAt(long time) {
    return alert(AlertKind.JUMP, "fridge-1", AlertState.CLOSED, RISE, "", time);
  }

  private static Alert alert(
      AlertKind kind, String sensorId, AlertState state, ReadingPair evidence, String detail) {
    return alert(kind, sensorId, state, evidence, detail, 0);
  }

  private static Alert alert(
      AlertKind kind,
      String sensorId,
      AlertState state,
      ReadingPair evidence,
      String detail,
      long closedAt) {
    boolean isClosed = state == AlertState.CLOSED;
    return new Alert(
        "0123456789abcdef0123456789abcdef",
        kind,
        sensorId,
        "cold-chain",
        3,
        Severity.WARNING,
        state,
        isClosed ? Optional.of(CloseReason.QUIET) : Optional.empty(),
        TEN + 60_000,
        isClosed ? OptionalLong.of(closedAt) : OptionalLong.empty(),
        new TemperatureDelta(9 * 21_500),
        evidence,
        detail,
        7,
        false);
  }
}

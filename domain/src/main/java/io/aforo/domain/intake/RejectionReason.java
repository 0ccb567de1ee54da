package io.aforo.domain.intake;

/**
 * Why a record was not counted. The list is closed: dead letters, counters and dashboards are keyed
 * by these names.
 */
public enum RejectionReason {
  /** Not framed as expected: empty, no magic byte, or a schema id without a body. */
  BAD_FRAME,
  /** Framed, but the body cannot be read with its writer's schema. */
  BAD_AVRO,
  /** A whole event, followed by bytes that belong to nothing. */
  TRAILING_BYTES,
  /** The registry answers that it has no schema of this id. */
  UNKNOWN_SCHEMA,
  /** The schema is that of another kind of event. */
  WRONG_TYPE,
  /** The writer's schema cannot be resolved to the reader's. */
  INCOMPATIBLE_SCHEMA,
  /** Not a JSON object, or followed by more than one. */
  BAD_JSON,
  /** A line of a file that is not a record of the expected columns. */
  BAD_LINE,
  /** A field that the mapping names is missing, or does not hold what the mapping says. */
  BAD_FIELD,
  /** An identifier that is blank, too long, or holds characters that cannot be stored. */
  INVALID_TEXT,
  /** An amount of money that is negative, too large, or has too many decimals. */
  INVALID_AMOUNT,
  /** A quantity that is negative, too large, or has too many decimals. */
  INVALID_QUANTITY,
  /** Not an ISO 4217 code. */
  INVALID_CURRENCY,
  /** Event time before 2000-01-01. */
  STALE_TIMESTAMP,
  /** Event time further ahead of the record's own time than is allowed. */
  FUTURE_TIMESTAMP,
  /** Not a temperature: NaN, infinite or below absolute zero. */
  SENSOR_FAULT,
  /** Not a rule of temperatures, under its own key, that can come into force. */
  INVALID_RULE,
  /** Not what is known of a sensor, under its own key. */
  INVALID_SENSOR,
  /** The id of an event already counted, with another content; the first one stays. */
  ID_CONFLICT,
  /** A result that its store refuses as data; never expected, never lost. */
  REFUSED_ROW
}

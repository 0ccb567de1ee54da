package io.aforo.application.intake;

import io.aforo.domain.intake.RejectionReason;

/**
 * What it means that a record was refused for a reason, and what a person can do about it.
 *
 * @param meaning what was found; a sentence
 * @param remedy what to do, and whether the same bytes can be accepted after it; sentences
 */
public record Explanation(String meaning, String remedy) {

  private static final String FIX_THE_RECORD =
      "The bytes will not change: correct the program that wrote them, and send the record anew,"
          + " or a corrected value of it with replay --value.";

  /** The one place where reasons are put into words. */
  public static Explanation of(RejectionReason reason) {
    return switch (reason) {
      case BAD_FRAME ->
          new Explanation(
              "The value does not begin as it should: it is empty, or has no magic byte and"
                  + " schema id with a body behind them.",
              "Most likely another serializer wrote it, such as plain JSON on a topic of Avro. If"
                  + " all records of the topic are like this, correct the input's source"
                  + " (kafka-avro, kafka-json) and replay; otherwise correct the writer.");
      case BAD_AVRO ->
          new Explanation(
              "The value has a known schema, but its body cannot be read with that.",
              "It was cut, damaged, or written with another schema than its id says; an enum's"
                  + " symbol that ours does not have counts as this, too. "
                  + FIX_THE_RECORD);
      case TRAILING_BYTES ->
          new Explanation(
              "A whole event, followed by bytes that belong to nothing.",
              "It was written with a newer schema than its id says, or damaged. " + FIX_THE_RECORD);
      case UNKNOWN_SCHEMA ->
          new Explanation(
              "The registry has no schema of the id that the value begins with.",
              "It was written with another registry, or the schema was deleted. Register it under"
                  + " this id (import mode, or restore the registry's backup), then replay.");
      case WRONG_TYPE ->
          new Explanation(
              "The value's schema is that of another kind of event.",
              "Either it was sent to the wrong topic: send it to the right one. Or the topic has"
                  + " a schema of your own: give the input a mapping, then replay.");
      case INCOMPATIBLE_SCHEMA ->
          new Explanation(
              "The schema that the value was written with cannot be read as the event: a field is"
                  + " missing or means something else.",
              "If the field has another name, correct the input's mapping (aforo check says what"
                  + " fits), then replay. If the writer left it out, correct the writer.");
      case BAD_JSON ->
          new Explanation("The value is not one JSON object and nothing else.", FIX_THE_RECORD);
      case BAD_LINE ->
          new Explanation(
              "The line of a file is not a record of the expected columns.",
              "Correct the line, and put it into a new file; lines cannot be replayed.");
      case BAD_FIELD ->
          new Explanation(
              "A field that the mapping names is missing, or does not hold what the mapping says.",
              "If the mapping is wrong, or should say what is meant where the field is absent,"
                  + " correct it, then replay. Otherwise correct the writer.");
      case INVALID_TEXT ->
          new Explanation(
              "An identifier is blank, longer than 256 characters, or holds what cannot be stored:"
                  + " U+0000, or bytes that are not UTF-8.",
              FIX_THE_RECORD);
      case INVALID_AMOUNT ->
          new Explanation(
              "The amount is negative, too large, or has more than four decimals; nothing is"
                  + " rounded in silence.",
              "A return has the kind RETURN and a positive amount. " + FIX_THE_RECORD);
      case INVALID_QUANTITY ->
          new Explanation(
              "The quantity is negative, too large, or has more than three decimals; nothing is"
                  + " rounded in silence.",
              "A return has the kind RETURN and a positive quantity. " + FIX_THE_RECORD);
      case INVALID_CURRENCY ->
          new Explanation(
              "The currency is not a code of ISO 4217, such as EUR.",
              "If it is the same in all records, a constant in the mapping will do; then replay."
                  + " Otherwise correct the writer.");
      case STALE_TIMESTAMP ->
          new Explanation(
              "The event says that it happened before the year 2000.",
              "Most likely its time is in seconds where milliseconds are expected: correct the"
                  + " mapping's time, then replay; or correct the writer.");
      case FUTURE_TIMESTAMP ->
          new Explanation(
              "The event says that it happened more than five minutes after its record was"
                  + " written, or after the year 9999.",
              "Most likely a clock was wrong, or its time is in microseconds: correct the"
                  + " mapping's time, then replay; or correct the writer. A replay keeps the time"
                  + " of the record, so waiting does not help.");
      case SENSOR_FAULT ->
          new Explanation(
              "The reading is no temperature: not a number, infinite, below absolute zero, or by the"
                  + " rule for its sensor out of range or a sentinel.",
              "Look after the sensor or its gateway; there is nothing to replay.");
      case INVALID_RULE ->
          new Explanation(
              "The record is not a rule of temperatures under its own key, or the rule cannot come"
                  + " into force.",
              "Publish the corrected rule under its key. Rules are not replayed: the last record of"
                  + " a key holds, and an old one would take the place of a newer.");
      case INVALID_SENSOR ->
          new Explanation(
              "The record does not say what is known of a sensor, under its own key.",
              "Publish the corrected record under its key. What is known of sensors is not"
                  + " replayed: the last record of a key holds.");
      case ID_CONFLICT ->
          new Explanation(
              "The id of a sale that was counted before, with another content; the first one stays.",
              "Find out which of the two is right. The same bytes would be refused again, for as"
                  + " long as the id is remembered; a correction needs an id of its own.");
      case REFUSED_ROW ->
          new Explanation(
              "A result that its database refused as data. It is no record of an input.",
              "This is not expected: see the detail, and the log of the database. It cannot be"
                  + " replayed; once the cause is gone, the row's next state is written.");
    };
  }
}

package io.aforo.local.screen;

import io.aforo.adapters.kafka.FrameReport;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Explanation;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that there is to say of one dead letter. */
public final class LetterSheet {

  private static final int LABEL = 13;

  /** Of longer keys and values only the beginning is shown. */
  private static final int MOST_BYTES = 1_024;

  private static final int MOST_CHARACTERS = 4_000;

  private final Paper paper;
  private final List<String> lines = new ArrayList<>();

  private LetterSheet(Paper paper) {
    this.paper = paper;
  }

  /**
   * Draws it; nothing in a letter can make a terminal do anything.
   *
   * @param from the name of the archive
   * @param frame what the value's bytes say; empty where it has no frame
   * @param now the verdict of now, and what to do about it: a line for each
   */
  public static List<String> lines(
      Kept kept, String from, Optional<FrameReport> frame, List<String> now, Paper paper) {
    LetterSheet sheet = new LetterSheet(paper);
    DeadLetter letter = kept.letter();
    Explanation explanation = Explanation.of(letter.reason());
    sheet.lines.add(paper.bold(Texts.printable(RecordPlace.of(letter.record()).toString())));
    sheet.add("reason", letter.reason().name());
    sheet.add("", explanation.meaning());
    sheet.add("", explanation.remedy());
    sheet.add("detail", kept.detail());
    sheet.add("error", letter.errorClass());
    sheet.add("refused at", Texts.dayAndTime(kept.refusedAt()) + ", in " + from);
    sheet.add("record time", recordTime(letter.record().timestamp()));
    sheet.addBytes("key", letter.record().key());
    sheet.addBytes("value", letter.record().value());
    frame.ifPresent(sheet::addFrame);
    for (int i = 0; i < now.size(); i++) {
      sheet.add(i == 0 ? "now" : "", now.get(i));
    }
    return sheet.lines;
  }

  private static String recordTime(long epochMillis) {
    return epochMillis < 0
        ? "none"
        : Texts.dayAndTime(Instant.ofEpochMilli(epochMillis)) + " (" + epochMillis + " ms)";
  }

  private void add(String label, String text) {
    String name = Paper.padded(label, LABEL);
    for (String line : Paper.wrapped(Texts.printable(text), paper.columns() - LABEL)) {
      lines.add((paper.faint(name) + line).stripTrailing());
      name = " ".repeat(LABEL);
    }
  }

  private void addBytes(String label, byte[] bytes) {
    add(
        label,
        bytes.length == 0
            ? "none"
            : Texts.count(bytes.length) + (bytes.length == 1 ? " byte" : " bytes"));
    HexDump.lines(bytes, MOST_BYTES).forEach(line -> lines.add("  " + line));
    if (bytes.length > MOST_BYTES) {
      add("", "The first " + Texts.count(MOST_BYTES) + " are shown; --value FILE writes all.");
    }
    text(bytes)
        .filter(text -> text.length() > 16)
        .ifPresent(
            text -> {
              boolean isLong = text.length() > MOST_CHARACTERS;
              add("as text", isLong ? text.substring(0, MOST_CHARACTERS) + "..." : text);
            });
  }

  /** Only what is text throughout. */
  private static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.chars().anyMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0)
          ? Optional.empty()
          : Optional.of(text.replaceAll("\\s", " "));
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  private void addFrame(FrameReport frame) {
    add(
        "frame",
        "magic byte 00, schema id "
            + frame.schemaId()
            + frame.schema().map(name -> ", known to the registry: " + name).orElse(""));
    frame.problem().ifPresent(problem -> add("", problem));
    if (frame.schema().isEmpty()) {
      return;
    }
    List<FrameReport.Field> all = new ArrayList<>(frame.fields());
    frame.broken().ifPresent(all::add);
    int paths = width(all.stream().map(FrameReport.Field::path).toList());
    int types = width(all.stream().map(FrameReport.Field::type).toList());
    for (int i = 0; i < all.size(); i++) {
      FrameReport.Field field = all.get(i);
      boolean isBroken = i == frame.fields().size();
      String place =
          "  %4d  %s  %s  "
              .formatted(
                  field.at(),
                  Paper.padded(paper.fitted(Texts.printable(field.path()), paths), paths),
                  Paper.padded(paper.fitted(Texts.printable(field.type()), types), types));
      String text = Texts.printable(field.text());
      if (isBroken) {
        lines.add(paper.bold(place + "broken here:"));
        Paper.wrapped(text, paper.columns() - LABEL)
            .forEach(line -> lines.add(" ".repeat(LABEL) + line));
      } else {
        lines.add(paper.fitted(place + text, paper.columns()));
      }
    }
    if (frame.broken().isEmpty()) {
      add(
          "",
          frame.trailing() == 0
              ? "That is all of it."
              : "Behind the record are " + frame.trailing() + " bytes more.");
    }
  }

  private int width(List<String> texts) {
    int longest = texts.stream().mapToInt(String::length).max().orElse(0);
    return Math.min(longest, paper.columns() / 3);
  }
}

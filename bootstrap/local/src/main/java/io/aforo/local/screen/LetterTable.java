package io.aforo.local.screen;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.RecordPlace;
import io.aforo.application.port.out.DeadLetterArchive.Heap;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.DeadLetterArchive.Overview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Dead letters as a table, two lines each, and how many there are in all. */
public final class LetterTable {

  private static final int TIME = "2026-03-02 10:00:00".length();
  private static final int REASON = "INCOMPATIBLE_SCHEMA".length();
  private static final int WIDEST_TOPIC = 40;
  private static final int WIDEST_BAR = 40;

  private LetterTable() {}

  /** Draws it; nothing in a letter can make a terminal do anything. */
  public static List<String> lines(Overview overview, Paper paper) {
    List<String> lines = new ArrayList<>();
    if (!overview.newest().isEmpty()) {
      lines.add(
          paper.faint(row("refused at (UTC)", "record time (UTC)", "reason", "record", paper)));
      for (Kept kept : overview.newest()) {
        DeadLetter letter = kept.letter();
        lines.add(
            row(
                time(kept.refusedAt().toEpochMilli()),
                time(letter.record().timestamp()),
                letter.reason().name(),
                Texts.printable(RecordPlace.of(letter.record()).toString()),
                paper));
        lines.add(
            paper.faint(paper.fitted("  " + Texts.printable(kept.detail()), paper.columns())));
      }
      lines.add("");
    }
    lines.addAll(summary(overview, paper));
    return lines;
  }

  private static List<String> summary(Overview overview, Paper paper) {
    long most = overview.counts().values().stream().mapToLong(Long::longValue).max().orElse(0);
    int digits = Texts.count(most).length();
    int topics =
        Math.min(
            WIDEST_TOPIC,
            overview.counts().keySet().stream()
                .mapToInt(heap -> Texts.printable(heap.topic()).length())
                .max()
                .orElse(0));
    int reasons =
        overview.counts().keySet().stream()
            .mapToInt(heap -> heap.reason().name().length())
            .max()
            .orElse(0);
    int bar = Math.min(WIDEST_BAR, paper.columns() - reasons - topics - digits - 3);
    List<String> lines = new ArrayList<>();
    List<Map.Entry<Heap, Long>> mostFirst = new ArrayList<>(overview.counts().entrySet());
    mostFirst.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    for (Map.Entry<Heap, Long> count : mostFirst) {
      String topic = paper.endOf(Texts.printable(count.getKey().topic()), topics);
      String number = Texts.count(count.getValue());
      long length = Math.max(1, Math.round((double) bar * count.getValue() / most));
      lines.add(
          Paper.padded(count.getKey().reason().name(), reasons)
              + " "
              + Paper.padded(topic, topics)
              + " "
              + " ".repeat(digits - number.length())
              + number
              + (bar < 5 ? "" : " " + paper.glyphs().bar.repeat((int) length)));
    }
    return lines;
  }

  private static String row(
      String refusedAt, String recordTime, String reason, String place, Paper paper) {
    String row =
        Paper.padded(refusedAt, TIME)
            + "  "
            + Paper.padded(recordTime, TIME)
            + "  "
            + Paper.padded(reason, REASON)
            + "  ";
    return row + paper.endOf(place, Math.max(10, paper.columns() - row.length()));
  }

  /** To the second; a record can have no time. */
  static String time(long epochMillis) {
    if (epochMillis < 0) {
      return "none";
    }
    String time = Texts.dayAndTime(Instant.ofEpochMilli(epochMillis)).replace("Z", "");
    return time.length() > TIME ? "after the year 9999" : time;
  }
}

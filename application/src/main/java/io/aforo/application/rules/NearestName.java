package io.aforo.application.rules;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant. */
final class NearestName {

  private NearestName() {}

  /** The known name that a wrong one was perhaps meant to be, by Levenshtein's distance. */
  static Optional<String> of(String wrong, Collection<String> known) {
    int least = Math.max(2, wrong.length() / 3) + 1;
    String nearest = null;
    for (String name : known) {
      int edits = edits(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (edits < least) {
        nearest = name;
        least = edits;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}

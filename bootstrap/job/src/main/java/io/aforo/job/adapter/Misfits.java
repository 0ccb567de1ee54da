package io.aforo.job.adapter;

import io.aforo.application.mapping.EventKind;
import io.aforo.application.mapping.EventMapping;
import io.aforo.application.mapping.FieldPath;
import io.aforo.application.mapping.FieldRule;
import io.aforo.application.mapping.RecordShape;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Tells where a mapping does not fit the records: the field, what there is, the nearest name. */
final class Misfits {

  /** Of more names than this, the rest are counted. */
  private static final int TOLD = 40;

  private Misfits() {}

  /**
   * @param key the input's key
   * @param where what the shape is that of
   */
  static List<Finding> findings(
      String key,
      EventKind<?> kind,
      Map<String, FieldRule> rules,
      RecordShape shape,
      String where) {
    List<String> names = shape.paths().stream().map(FieldPath::toString).toList();
    return kind.mapping(rules).misfits(shape).stream()
        .map(misfit -> finding(key, rules, misfit, names, where))
        .toList();
  }

  private static Finding finding(
      String key,
      Map<String, FieldRule> rules,
      EventMapping.Misfit misfit,
      List<String> names,
      String where) {
    String place = key + ".mapping." + misfit.part();
    String[] details =
        misfit.isMissing()
            ? new String[] {"in " + where + " " + thereIs(misfit.path().toString(), names)}
            : new String[] {};
    String problem =
        misfit.message()
            + (rules.containsKey(misfit.part()) || !misfit.isMissing()
                ? ""
                : ", which is where it is read from without a rule");
    return misfit.refusesAll()
        ? Finding.wrong(place, problem, details)
        : Finding.doubtful(place, problem + ": records have what is `absent`", details);
  }

  /** What there is, and which of it was perhaps meant. */
  static String thereIs(String wanted, List<String> names) {
    if (names.isEmpty()) {
      return "there is none";
    }
    StringBuilder text = new StringBuilder("there is ");
    text.append(String.join(", ", names.subList(0, Math.min(TOLD, names.size()))));
    if (names.size() > TOLD) {
      text.append(" and ").append(names.size() - TOLD).append(" more");
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    names.stream()
        .min(Comparator.comparingInt(name -> distance.apply(lastOf(wanted), lastOf(name))))
        .filter(
            name ->
                distance.apply(lastOf(wanted), lastOf(name))
                    <= Math.max(2, lastOf(wanted).length() / 3))
        .ifPresent(name -> text.append("\n    did you mean: ").append(name));
    return text.toString();
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}

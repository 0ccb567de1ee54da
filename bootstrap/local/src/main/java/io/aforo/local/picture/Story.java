package io.aforo.local.picture;

import io.aforo.domain.temperature.Alert;
import java.util.List;

/**
 * An alert as it stands at the end, and when its sensor was silent in between.
 *
 * @param silences the times without data, in order; the last one may be without an end yet
 */
public record Story(Alert alert, List<Span> silences) {

  public Story {
    silences = List.copyOf(silences);
  }
}

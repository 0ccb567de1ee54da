package io.aforo.adapters.alertmanager;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which Alertmanagers, and what they are told besides. Holds no secret, so it can travel in a job
 * graph.
 *
 * @param urls where they are, without {@code /api/v2}; each gets every alert, as the members of a
 *     cluster have to
 * @param credentials how requests say who sends them, to all of them alike
 * @param timeout how long a request may take, from the connection to the whole answer; positive
 * @param labels put on every alert, by name
 */
public record AlertmanagerSettings(
    List<URI> urls, Credentials credentials, Duration timeout, Map<String, String> labels)
    implements Serializable {

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /**
   * @throws IllegalArgumentException naming what is wrong and what is allowed; a URL that holds
   *     credentials is not repeated
   */
  public AlertmanagerSettings {
    urls = List.copyOf(urls);
    Objects.requireNonNull(credentials, "credentials");
    // In one order everywhere, and serializable.
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls must name one Alertmanager at least");
    }
    Set<URI> distinct = new HashSet<>();
    for (URI url : urls) {
      requireUrl(url);
      if (!distinct.add(url)) {
        throw new IllegalArgumentException("urls must not name one twice, was " + url);
      }
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    labels.forEach(AlertmanagerSettings::requireLabel);
  }

  private static void requireUrl(URI url) {
    if (url.getRawUserInfo() != null || String.valueOf(url.getRawAuthority()).contains("@")) {
      throw new IllegalArgumentException(
          "urls must not hold a user or a password, which have keys of their own");
    }
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "urls must be like http://alertmanager:9093, perhaps with a path, was " + url);
    }
  }

  private static void requireLabel(String name, String value) {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "labels must have names of letters, digits and '_', no digit first, was " + name);
    }
    if (AlertJson.LABELS.contains(name)) {
      throw new IllegalArgumentException(
          "labels must not be one that every alert has of its own ("
              + String.join(", ", AlertJson.LABELS)
              + "), was "
              + name);
    }
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "labels must not be empty, which is the same as none, was " + name);
    }
  }

  /** An address beneath a URL of {@link #urls}. */
  static URI beneath(URI url, String path) {
    return URI.create(url.toString().replaceFirst("/+$", "") + path);
  }
}

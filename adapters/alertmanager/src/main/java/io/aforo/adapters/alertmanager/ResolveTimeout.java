package io.aforo.adapters.alertmanager;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * After how long an Alertmanager takes an alert for over that it has not heard of again, as it
 * shows it in its status, where its whole configuration is one text.
 */
final class ResolveTimeout {

  private static final Pattern KEY =
      Pattern.compile("resolve_timeout: ((?:[0-9]{1,9}(?:ms|[ywdhms]))+)\\\\n");
  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|[ywdhms])");

  private ResolveTimeout() {}

  /** Empty if the status does not say. */
  static Optional<Duration> in(String status) {
    Matcher key = KEY.matcher(status);
    if (!key.find()) {
      return Optional.empty();
    }
    return PART.matcher(key.group(1))
        .results()
        .map(part -> duration(Long.parseLong(part.group(1)), part.group(2)))
        .reduce(Duration::plus);
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      case "w" -> Duration.ofDays(7 * amount);
      default -> Duration.ofDays(365 * amount);
    };
  }
}

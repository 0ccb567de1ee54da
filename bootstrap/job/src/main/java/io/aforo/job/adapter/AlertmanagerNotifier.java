package io.aforo.job.adapter;

import io.aforo.adapters.alertmanager.AlertmanagerClient;
import io.aforo.adapters.alertmanager.AlertmanagerSettings;
import io.aforo.adapters.alertmanager.Credentials;
import io.aforo.adapters.alertmanager.Secret;
import io.aforo.adapters.flink.Notifying;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prometheus Alertmanager, by its v2 API. */
final class AlertmanagerNotifier implements NotifierAdapter {

  private static final Section<Keys> KEYS =
      Section.of("alertmanager", Keys.class, AlertmanagerClient.class, "alertmanager.schema.json");

  /**
   * See the schema.
   *
   * @param token null where there is none
   */
  record Keys(
      List<String> urls,
      String user,
      SecretReference password,
      SecretReference token,
      Duration resendEvery,
      Duration timeout,
      Map<String, String> labels,
      boolean historical)
      implements Serializable {

    Keys {
      urls = List.copyOf(urls);
      labels = Map.copyOf(labels);
      if (token != null && !user.isEmpty()) {
        throw new IllegalArgumentException("must have a user or a token, not both");
      }
      // What cannot be is told when the configuration is read.
      settings(urls, user, password, token, timeout, labels);
    }

    boolean hasCredentials() {
      return token != null || !user.isEmpty();
    }

    AlertmanagerSettings settings(Duration limit) {
      return settings(
          urls, user, password, token, limit.compareTo(timeout) < 0 ? limit : timeout, labels);
    }

    private static AlertmanagerSettings settings(
        List<String> urls,
        String user,
        SecretReference password,
        SecretReference token,
        Duration timeout,
        Map<String, String> labels) {
      return new AlertmanagerSettings(
          urls.stream().map(URI::create).toList(),
          credentials(user, password, token),
          timeout,
          labels);
    }

    private static Credentials credentials(
        String user, SecretReference password, SecretReference token) {
      if (token != null) {
        return Credentials.bearer(onTheWorker(token));
      }
      return user.isEmpty() ? Credentials.none() : Credentials.basic(user, onTheWorker(password));
    }

    private static Secret onTheWorker(SecretReference reference) {
      var source = reference.source();
      return () -> source.read();
    }

    @Override
    public String toString() {
      return "Keys[" + settings(timeout) + ", resendEvery=" + resendEvery + "]";
    }
  }

  @Override
  public Section<?> section() {
    return KEYS;
  }

  @Override
  public Notifying notifying(Deployment deployment) {
    Keys keys = deployment.section(KEYS).orElseThrow();
    AlertmanagerSettings settings = keys.settings(keys.timeout());
    return new Notifying(
        () -> new AlertmanagerClient(settings), keys.resendEvery(), keys.historical());
  }

  @Override
  public List<Finding> check(Deployment deployment, Duration limit) {
    Keys keys = deployment.section(KEYS).orElseThrow();
    AlertmanagerSettings settings = keys.settings(limit);
    List<Finding> findings =
        new ArrayList<>(OpenWays.toAlertmanagers(settings.urls(), keys.hasCredentials()));
    try (AlertmanagerClient client = new AlertmanagerClient(settings)) {
      client.check(keys.resendEvery()).stream()
          .map(
              problem ->
                  switch (problem.kind()) {
                    case WRONG -> Finding.wrong("alertmanager.urls", problem.text());
                    // A job starts without it, and waits with what there is to tell.
                    case UNREACHABLE -> Finding.doubtful("alertmanager.urls", problem.text());
                    case DOUBTFUL -> Finding.doubtful("alertmanager.resendEvery", problem.text());
                  })
          .forEach(findings::add);
    }
    return findings;
  }
}

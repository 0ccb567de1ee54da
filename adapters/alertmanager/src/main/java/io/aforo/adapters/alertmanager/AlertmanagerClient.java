package io.aforo.adapters.alertmanager;

import io.aforo.application.port.out.AlertNotifications;
import io.aforo.domain.temperature.Alert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Sends alerts to Alertmanagers, each request to all of them at once. Nothing waits: requests run
 * on threads of their own, and each ends within the timeout of the settings.
 *
 * <p>Of several, one that is slow or hangs does not delay what the others are told: once one of
 * them has taken the alerts, the others have {@link #GRACE} to do so. Who has not answered by then
 * counts as not having taken them. Its request goes on, and while too much is under way there, it
 * is not asked.
 *
 * <p>An answer speaks of the alerts if it is 400, 413 or 422: no repetition helps then. Every other
 * one that is no success is about the way there or about who asks, such as a proxy's 404, a
 * password that has expired, a server that is starting: that passes or is mended, and the alerts
 * must not be lost over it.
 */
public final class AlertmanagerClient implements AlertNotifications {

  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  /** So long the others have once one of several has taken the alerts. */
  static final Duration GRACE = Duration.ofMillis(250);

  /** So much of an answer is shown to people, in UTF-16 units. */
  private static final int MOST_SHOWN = 300;

  private final AlertmanagerSettings settings;
  private final Duration grace;
  private final List<Member> members;
  private final HttpClient client;
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

  /** Connects to nothing yet. */
  public AlertmanagerClient(AlertmanagerSettings settings) {
    this(settings, GRACE);
  }

  AlertmanagerClient(AlertmanagerSettings settings, Duration grace) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.grace = grace;
    this.members = settings.urls().stream().map(Member::new).toList();
    this.client =
        HttpClient.newBuilder()
            // No attempt to upgrade: proxies stumble over it.
            .version(HttpClient.Version.HTTP_1_1)
            // A POST that is redirected would become a GET, and succeed.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  @Override
  public CompletionStage<Delivery> send(List<Alert> alerts) {
    byte[] body = AlertJson.of(alerts, settings.labels(), System.currentTimeMillis());
    List<String> ids = alerts.stream().map(Alert::alertId).toList();
    List<CompletableFuture<Answer>> answers =
        members.stream().map(member -> tell(member, ids, body)).toList();
    CompletableFuture<Void> settled = new CompletableFuture<>();
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .whenComplete((all, failure) -> settled.complete(null));
    for (CompletableFuture<Answer> each : answers) {
      each.thenAccept(
          answer -> {
            if (answer.outcome() == Outcome.TAKEN) {
              settled.completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS);
            }
          });
    }
    return settled.thenApply(
        done -> {
          List<Answer> known = new ArrayList<>();
          for (int i = 0; i < answers.size(); i++) {
            known.add(answers.get(i).getNow(late(members.get(i).url())));
          }
          return together(known);
        });
  }

  private CompletableFuture<Answer> tell(Member member, List<String> alertIds, byte[] body) {
    // One alone is always waited for, so nothing can gather or be overtaken there.
    boolean isOneOfSeveral = members.size() > 1;
    Optional<String> obstacle = isOneOfSeveral ? member.begin(alertIds) : Optional.empty();
    if (obstacle.isPresent()) {
      return CompletableFuture.completedFuture(failed(member.url(), obstacle.get()));
    }
    return ask(
            member.url(),
            "/api/v2/alerts",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body)))
        .whenComplete(
            (answer, failure) -> {
              if (isOneOfSeveral) {
                member.end(alertIds);
              }
            });
  }

  private Answer late(URI url) {
    return failed(url, "no answer yet, " + seconds(grace) + " after another one has taken it");
  }

  /**
   * Looks whether the Alertmanagers answer, and wait long enough for a next sending. Blocks, but
   * for no longer than the timeout of the settings.
   *
   * @param resendEvery how often an open alert is sent again
   * @return what is wrong; empty if all of them are well
   */
  public List<Problem> check(Duration resendEvery) {
    List<CompletableFuture<Answer>> answers =
        settings.urls().stream()
            .map(url -> ask(url, "/api/v2/status", HttpRequest.Builder::GET))
            .toList();
    return answers.stream()
        .map(CompletableFuture::join)
        .flatMap(answer -> problem(answer, resendEvery).stream())
        .toList();
  }

  private static Optional<Problem> problem(Answer answer, Duration resendEvery) {
    if (answer.outcome() != Outcome.TAKEN) {
      return Optional.of(
          new Problem(
              answer.url(),
              answer.hasAnswered() ? Problem.Kind.WRONG : Problem.Kind.UNREACHABLE,
              answer.problem()));
    }
    return ResolveTimeout.in(answer.body())
        .filter(timeout -> timeout.compareTo(resendEvery) <= 0)
        .map(
            timeout ->
                new Problem(
                    answer.url(),
                    Problem.Kind.DOUBTFUL,
                    answer.url()
                        + ": takes an alert for over that it has not heard of for "
                        + seconds(timeout)
                        + " (its resolve_timeout), and open ones are sent again every "
                        + seconds(resendEvery)));
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    underWay.forEach(request -> request.cancel(true));
  }

  /**
   * What is wrong with an Alertmanager.
   *
   * @param url where it should be
   * @param kind how bad it is
   * @param text what is wrong, for people to read, the URL included
   */
  public record Problem(URI url, Kind kind, String text) {

    /** The worst first. */
    public enum Kind {
      /** Something answers, and would take no alerts. */
      WRONG,
      /** Nothing answers from here. */
      UNREACHABLE,
      /** It works, and not as it should. */
      DOUBTFUL
    }
  }

  /** What one of them said; a problem where it is no success. */
  private record Answer(
      URI url, Outcome outcome, boolean hasAnswered, String body, String problem) {}

  private interface Method {
    HttpRequest.Builder of(HttpRequest.Builder request);
  }

  private CompletableFuture<Answer> ask(URI url, String path, Method method) {
    HttpRequest request;
    try {
      HttpRequest.Builder builder =
          method
              .of(HttpRequest.newBuilder(AlertmanagerSettings.beneath(url, path)))
              .timeout(settings.timeout());
      settings
          .credentials()
          .header()
          .ifPresent(credentials -> builder.setHeader("Authorization", credentials));
      request = builder.build();
    } catch (RuntimeException noCredentials) {
      // Not its cause or its trace: a header that cannot be one is quoted there.
      String problem =
          noCredentials instanceof IllegalArgumentException
              ? "the credentials hold what a header cannot"
              : "no credentials: " + noCredentials.getMessage();
      return CompletableFuture.completedFuture(failed(url, problem));
    }
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(request, response -> new Beginning());
    underWay.add(exchange);
    // The request's own limit ends with the headers of the answer; this one with all of it.
    return exchange
        .copy()
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              underWay.remove(exchange);
              exchange.cancel(true);
              return failure == null ? answered(url, response) : failed(url, failure);
            });
  }

  private static Answer answered(URI url, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return new Answer(url, Outcome.TAKEN, true, response.body(), "");
    }
    String body = response.body().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return new Answer(
        url,
        REFUSALS.contains(status) ? Outcome.REFUSED : Outcome.FAILED,
        true,
        body,
        url + ": answered " + status + (body.isEmpty() ? "" : ": " + shortened(body)));
  }

  private static String shortened(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  private Answer failed(URI url, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String problem =
        cause instanceof TimeoutException || cause instanceof HttpTimeoutException
            ? "no answer within " + seconds(settings.timeout())
            : cause instanceof IOException && cause.getMessage() == null
                ? "cannot be reached: " + cause.getClass().getSimpleName()
                : "cannot be reached: " + cause;
    return failed(url, problem);
  }

  private static Answer failed(URI url, String problem) {
    return new Answer(url, Outcome.FAILED, false, "", url + ": " + problem);
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** One outcome for all of them. */
  private static Delivery together(List<Answer> answers) {
    String problem =
        answers.stream()
            .map(Answer::problem)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return new Delivery(outcome(answers), problem);
  }

  private static Outcome outcome(List<Answer> answers) {
    List<Outcome> outcomes = answers.stream().map(Answer::outcome).distinct().toList();
    if (outcomes.size() == 1) {
      return outcomes.get(0);
    }
    return outcomes.contains(Outcome.TAKEN) ? Outcome.TAKEN_BY_SOME : Outcome.FAILED;
  }
}

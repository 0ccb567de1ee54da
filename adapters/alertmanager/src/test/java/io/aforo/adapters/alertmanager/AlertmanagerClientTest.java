package io.aforo.adapters.alertmanager;

import static io.aforo.adapters.alertmanager.HttpAlertmanager.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.AlertNotifications.Delivery;
import io.aforo.application.port.out.AlertNotifications.Outcome;
import io.aforo.domain.temperature.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AlertmanagerClientTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void aRequestIsAnArrayOfAlertsForTheSecondVersionOfTheApi() throws Exception {
    HttpAlertmanager server = server();

    Delivery delivery = send(settings(LONG, server.url()));

    assertThat(delivery).isEqualTo(Delivery.taken());
    assertThat(server.requests)
        .containsExactly(
            new HttpAlertmanager.Request(
                "POST /api/v2/alerts",
                "application/json",
                null,
                new String(
                    AlertJson.of(List.of(Alerts.open()), Map.of(), System.currentTimeMillis()),
                    StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/alerts", "/alerts/"})
  void aUrlCanHaveAPath(String path) throws Exception {
    HttpAlertmanager server = server();

    send(settings(LONG, URI.create(server.url() + path)));

    assertThat(server.requests)
        .extracting(HttpAlertmanager.Request::line)
        .containsExactly("POST " + path.replaceFirst("/$", "") + "/api/v2/alerts");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void whatSpeaksOfTheAlertsRefusesThem(int status) throws Exception {
    HttpAlertmanager server =
        server().with(answering(status, "\"bad\nlabel\u0007\" is\u00e9\n   wrong"));

    assertThat(send(settings(LONG, server.url())))
        .isEqualTo(
            new Delivery(
                Outcome.REFUSED,
                server.url() + ": answered " + status + ": \"bad label \" is\u00e9 wrong"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 401, 403, 404, 405, 408, 429, 500, 502, 503})
  void whatIsAboutTheWayThereOrWhoAsksMayPass(int status) throws Exception {
    HttpAlertmanager server = server().with(answering(status, ""));

    assertThat(send(settings(LONG, server.url())))
        .isEqualTo(new Delivery(Outcome.FAILED, server.url() + ": answered " + status));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    HttpAlertmanager login = server();
    HttpAlertmanager proxy =
        server()
            .with(
                exchange -> {
                  exchange.getResponseHeaders().set("Location", login.url() + "/login");
                  exchange.sendResponseHeaders(302, -1);
                });

    assertThat(send(settings(LONG, proxy.url())).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(login.requests).isEmpty();
  }

  @Test
  void whereNobodyListensItFails() throws Exception {
    URI nobody = nobody();

    Delivery delivery = send(settings(LONG, nobody));

    assertThat(delivery.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(delivery.problem()).startsWith(nobody + ": cannot be reached: ");
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerFails() throws Exception {
    HttpAlertmanager server = server().with(exchange -> {});

    assertThat(send(settings(LONG, server.url())).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void whoSaysNothingHasFailedAfterTheTimeLimit() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager server = server().with(exchange -> await(end));

    Delivery delivery = send(settings(SHORT, server.url()));
    end.countDown();

    assertThat(delivery)
        .isEqualTo(new Delivery(Outcome.FAILED, server.url() + ": no answer within 300 ms"));
  }

  @Test
  void whoBeginsToAnswerAndNeverEndsHasFailedAfterTheTimeLimit() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager server =
        server()
            .with(
                exchange -> {
                  exchange.sendResponseHeaders(200, 10);
                  exchange.getResponseBody().write('x');
                  exchange.getResponseBody().flush();
                  await(end);
                });

    Delivery delivery = send(settings(SHORT, server.url()));
    end.countDown();

    assertThat(delivery)
        .isEqualTo(new Delivery(Outcome.FAILED, server.url() + ": no answer within 300 ms"));
  }

  @Test
  void ofAnAnswerWithoutAnEndOnlyTheBeginningIsRead() throws Exception {
    HttpAlertmanager server =
        server()
            .with(
                exchange -> {
                  exchange.sendResponseHeaders(500, 0);
                  byte[] page = new byte[8_192];
                  Arrays.fill(page, (byte) 'x');
                  while (true) {
                    exchange.getResponseBody().write(page);
                  }
                });

    assertThat(send(settings(LONG, server.url())))
        .isEqualTo(
            new Delivery(
                Outcome.FAILED, server.url() + ": answered 500: " + "x".repeat(300) + "..."));
  }

  @Test
  void sendingWaitsForNothing() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager server =
        server()
            .with(
                exchange -> {
                  await(end);
                  exchange.sendResponseHeaders(200, -1);
                });
    AlertmanagerClient client = client(settings(LONG, server.url()));

    CompletableFuture<Delivery> sent = client.send(List.of(Alerts.open())).toCompletableFuture();
    boolean wasDone = sent.isDone();
    end.countDown();

    assertThat(wasDone).isFalse();
    assertThat(sent.get(30, TimeUnit.SECONDS)).isEqualTo(Delivery.taken());
  }

  @Test
  void closingEndsWhatIsUnderWay() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager server = server().with(exchange -> await(end));
    AlertmanagerClient client = client(settings(LONG, server.url()));
    CompletableFuture<Delivery> sent = client.send(List.of(Alerts.open())).toCompletableFuture();

    client.close();

    assertThat(sent.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.FAILED);
    end.countDown();
  }

  @Test
  void everyMemberIsToldOfEveryAlert() throws Exception {
    HttpAlertmanager one = server();
    HttpAlertmanager other = server();

    assertThat(send(patient(settings(LONG, one.url(), other.url())))).isEqualTo(Delivery.taken());
    assertThat(one.requests).hasSize(1).isEqualTo(other.requests);
  }

  @Test
  void ofAPairOneIsEnoughAndTheOtherIsNotForgotten() throws Exception {
    HttpAlertmanager one = server();
    HttpAlertmanager other = server().with(answering(503, "starting"));

    assertThat(send(patient(settings(LONG, one.url(), other.url()))))
        .isEqualTo(new Delivery(Outcome.TAKEN_BY_SOME, other.url() + ": answered 503: starting"));
  }

  @Test
  void whatOneRefusesAndTheOtherCannotTakeNowIsTriedAgain() throws Exception {
    HttpAlertmanager one = server().with(answering(400, ""));
    HttpAlertmanager other = server().with(answering(503, ""));

    assertThat(send(settings(LONG, one.url(), other.url())).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aMemberThatHangsDoesNotDelayTheOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager one = server();
    HttpAlertmanager other = server().with(exchange -> await(end));

    // Its own time limit is longer than the test's.
    Delivery delivery = send(settings(Duration.ofHours(1), one.url(), other.url()));
    end.countDown();

    assertThat(delivery)
        .isEqualTo(
            new Delivery(
                Outcome.TAKEN_BY_SOME,
                other.url() + ": no answer yet, 250 ms after another one has taken it"));
  }

  @Test
  void aMemberThatAnswersWithinTheGraceHasTakenItToo() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    HttpAlertmanager one =
        server()
            .with(
                exchange -> {
                  exchange.sendResponseHeaders(200, -1);
                  exchange.close();
                  taken.countDown();
                });
    HttpAlertmanager other =
        server()
            .with(
                exchange -> {
                  await(taken);
                  exchange.sendResponseHeaders(200, -1);
                });

    assertThat(send(patient(settings(LONG, one.url(), other.url())))).isEqualTo(Delivery.taken());
  }

  @Test
  void aMemberThatHangsIsAskedNoMoreOnceItHasMuchToAnswer() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager one = server();
    HttpAlertmanager other =
        server()
            .with(
                exchange -> {
                  await(end);
                  exchange.sendResponseHeaders(200, -1);
                });
    AlertmanagerClient client = client(settings(LONG, one.url(), other.url()));
    int sent = Member.MOST_UNDER_WAY + 4;

    Delivery last = null;
    for (int i = 0; i < sent; i++) {
      last = send(client, Alerts.withId("alert-" + i));
    }

    assertThat(one.requests).hasSize(sent);
    assertThat(other.requests).hasSize(Member.MOST_UNDER_WAY);
    assertThat(last)
        .isEqualTo(
            new Delivery(
                Outcome.TAKEN_BY_SOME,
                other.url() + ": not asked, as it has yet to answer 8 earlier requests"));

    // Once it has answered, it is asked again.
    end.countDown();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(send(client, Alerts.withId("new"))).isEqualTo(Delivery.taken()));
  }

  @Test
  void theEndOfAnAlertDoesNotOvertakeItsOpening() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager one = server();
    HttpAlertmanager slow =
        server()
            .with(
                exchange -> {
                  await(end);
                  exchange.sendResponseHeaders(200, -1);
                });
    AlertmanagerClient client = client(settings(LONG, one.url(), slow.url()));
    send(client, Alerts.open());

    Delivery tooEarly = send(client, Alerts.closedAt(Alerts.TEN));
    int asked = slow.requests.size();
    end.countDown();

    assertThat(tooEarly)
        .isEqualTo(
            new Delivery(
                Outcome.TAKEN_BY_SOME,
                slow.url()
                    + ": not asked, as it has yet to answer an earlier request of the same"
                    + " alert"));
    assertThat(asked).isEqualTo(1);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(send(client, Alerts.closedAt(Alerts.TEN))).isEqualTo(Delivery.taken()));
  }

  @Test
  void whereNobodyTakesItTheSlowestIsWaitedFor() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager one = server().with(answering(503, ""));
    HttpAlertmanager other = server().with(exchange -> await(end));

    Delivery delivery = send(settings(SHORT, one.url(), other.url()));
    end.countDown();

    assertThat(delivery)
        .isEqualTo(
            new Delivery(
                Outcome.FAILED,
                one.url() + ": answered 503; " + other.url() + ": no answer within 300 ms"));
  }

  @Test
  void oneAloneIsAskedWhateverIsUnderWay() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpAlertmanager server =
        server()
            .with(
                exchange -> {
                  await(end);
                  exchange.sendResponseHeaders(200, -1);
                });
    AlertmanagerClient client = client(settings(LONG, server.url()));

    List<CompletableFuture<Delivery>> sent = new ArrayList<>();
    for (int i = 0; i < Member.MOST_UNDER_WAY + 1; i++) {
      sent.add(client.send(List.of(Alerts.open())).toCompletableFuture());
    }
    end.countDown();

    for (CompletableFuture<Delivery> each : sent) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(Delivery.taken());
    }
  }

  @Test
  void aUserGivesThePasswordAsItIsNow() throws Exception {
    HttpAlertmanager server = server();
    String[] password = {"old"};
    AlertmanagerClient client =
        client(
            settings(
                Credentials.basic("aforo", () -> Optional.of(password[0])), LONG, server.url()));

    send(client);
    password[0] = "contraseña";
    send(client);

    assertThat(server.requests)
        .extracting(HttpAlertmanager.Request::authorization)
        .containsExactly("Basic YWZvcm86b2xk", "Basic YWZvcm86Y29udHJhc2XDsWE=");
  }

  @Test
  void aTokenIsGivenAsItIs() throws Exception {
    HttpAlertmanager server = server();

    send(settings(Credentials.bearer(() -> Optional.of("t0ken\n")), LONG, server.url()));

    assertThat(server.requests)
        .extracting(HttpAlertmanager.Request::authorization)
        .containsExactly("Bearer t0ken");
  }

  @Test
  void aSecretThatIsNotThereFailsTheRequestAndNotTheJob() throws Exception {
    HttpAlertmanager server = server();

    assertThat(send(settings(Credentials.bearer(Optional::empty), LONG, server.url())))
        .isEqualTo(
            new Delivery(
                Outcome.FAILED, server.url() + ": no credentials: there is no bearer token"));
    assertThat(server.requests).isEmpty();
  }

  @Test
  void aSecretThatCannotBeAHeaderIsNotShown() throws Exception {
    HttpAlertmanager server = server();

    assertThat(send(settings(Credentials.bearer(() -> Optional.of("s\nt")), LONG, server.url())))
        .isEqualTo(
            new Delivery(
                Outcome.FAILED, server.url() + ": the credentials hold what a header cannot"));
  }

  @Test
  void settingsShowNoSecret() {
    Credentials credentials = Credentials.basic("aforo", () -> Optional.of("s3cret"));

    assertThat(settings(credentials, LONG, URI.create("http://localhost:9093")).toString())
        .contains("aforo")
        .doesNotContain("s3cret");
  }

  @Test
  void aLookAtThoseThatAreWellFindsNothing() throws Exception {
    HttpAlertmanager server =
        server()
            .with(
                answering(
                    200, "{\"config\":{\"original\":\"global:\\n  resolve_timeout: 1m1s\\n\"}}"));

    assertThat(client(settings(LONG, server.url())).check(Duration.ofMinutes(1))).isEmpty();
    assertThat(server.requests)
        .extracting(HttpAlertmanager.Request::line)
        .containsExactly("GET /api/v2/status");
  }

  @Test
  void aLookTellsWhoDoesNotAnswerWhoIsNoAlertmanagerAndWhoForgetsTooSoon() throws Exception {
    URI nobody = nobody();
    HttpAlertmanager other = server().with(answering(404, "404 page not found"));
    HttpAlertmanager hasty =
        server()
            .with(
                answering(
                    200, "{\"config\":{\"original\":\"global:\\n  resolve_timeout: 1m\\n\"}}"));

    List<AlertmanagerClient.Problem> problems =
        client(settings(LONG, nobody, other.url(), hasty.url())).check(Duration.ofMinutes(1));

    assertThat(problems)
        .extracting(AlertmanagerClient.Problem::kind)
        .containsExactly(
            AlertmanagerClient.Problem.Kind.UNREACHABLE,
            AlertmanagerClient.Problem.Kind.WRONG,
            AlertmanagerClient.Problem.Kind.DOUBTFUL);
    assertThat(problems.get(1).text())
        .isEqualTo(other.url() + ": answered 404: 404 page not found");
    assertThat(problems.get(2).text())
        .isEqualTo(
            hasty.url()
                + ": takes an alert for over that it has not heard of for 60 s (its"
                + " resolve_timeout), and open ones are sent again every 60 s");
  }

  @Test
  void whatCannotBeIsRefusedAtTheStart() {
    URI url = URI.create("http://localhost:9093");

    assertThatThrownBy(() -> settings(LONG)).hasMessage("urls must name one Alertmanager at least");
    assertThatThrownBy(() -> settings(LONG, url, url))
        .hasMessage("urls must not name one twice, was http://localhost:9093");
    assertThatThrownBy(() -> settings(LONG, URI.create("http://u:s3cret@localhost")))
        .hasMessage("urls must not hold a user or a password, which have keys of their own");
    assertThatThrownBy(() -> settings(LONG, URI.create("localhost:9093")))
        .hasMessage(
            "urls must be like http://alertmanager:9093, perhaps with a path, was localhost:9093");
    assertThatThrownBy(() -> settings(Duration.ZERO, url))
        .hasMessage("timeout must be positive, was PT0S");
    assertThatThrownBy(() -> withLabels(Map.of("sensor_id", "x")))
        .hasMessage(
            "labels must not be one that every alert has of its own (alertname, sensor_id,"
                + " rule_id, alert_id), was sensor_id");
    assertThatThrownBy(() -> withLabels(Map.of("1st", "x")))
        .hasMessage("labels must have names of letters, digits and '_', no digit first, was 1st");
    assertThatThrownBy(() -> withLabels(Map.of("site", "")))
        .hasMessage("labels must not be empty, which is the same as none, was site");
  }

  private HttpAlertmanager server() throws IOException {
    HttpAlertmanager server = new HttpAlertmanager();
    opened.add(server);
    return server;
  }

  private AlertmanagerClient client(AlertmanagerSettings settings) {
    AlertmanagerClient client = new AlertmanagerClient(settings);
    opened.add(client);
    return client;
  }

  /** One that gives all members time, so that a busy machine makes none of them late. */
  private AlertmanagerClient patient(AlertmanagerSettings settings) {
    AlertmanagerClient client = new AlertmanagerClient(settings, LONG);
    opened.add(client);
    return client;
  }

  private Delivery send(AlertmanagerSettings settings) throws Exception {
    return send(client(settings));
  }

  private static Delivery send(AlertmanagerClient client) throws Exception {
    return send(client, Alerts.open());
  }

  private static Delivery send(AlertmanagerClient client, Alert alert) throws Exception {
    return client.send(List.of(alert)).toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  private static AlertmanagerSettings settings(Duration timeout, URI... urls) {
    return settings(Credentials.none(), timeout, urls);
  }

  private static AlertmanagerSettings settings(
      Credentials credentials, Duration timeout, URI... urls) {
    return new AlertmanagerSettings(List.of(urls), credentials, timeout, Map.of());
  }

  private static AlertmanagerSettings withLabels(Map<String, String> labels) {
    return new AlertmanagerSettings(
        List.of(URI.create("http://localhost:9093")), Credentials.none(), LONG, labels);
  }

  /** A port that nobody listens on. */
  private static URI nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}

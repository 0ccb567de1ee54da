package io.aforo.adapters.alertmanager;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of several Alertmanagers, and what it is being told: a bounded number of requests, and of
 * each alert one at a time. Requests can overtake each other, and an alert whose end comes in
 * before its opening would stay open there. Can be used by several threads.
 */
final class Member {

  /** The most requests under way at one of several Alertmanagers. */
  static final int MOST_UNDER_WAY = 8;

  private final URI url;
  private final Set<String> alertsUnderWay = new HashSet<>();
  private int requestsUnderWay;

  Member(URI url) {
    this.url = url;
  }

  URI url() {
    return url;
  }

  /**
   * Notes a request as under way, unless it has to wait; {@link #end} it then.
   *
   * @return why it has to wait, for people to read; empty if it need not
   */
  synchronized Optional<String> begin(List<String> alertIds) {
    if (requestsUnderWay >= MOST_UNDER_WAY) {
      return Optional.of(
          "not asked, as it has yet to answer " + requestsUnderWay + " earlier requests");
    }
    if (alertIds.stream().anyMatch(alertsUnderWay::contains)) {
      return Optional.of("not asked, as it has yet to answer an earlier request of the same alert");
    }
    requestsUnderWay++;
    alertsUnderWay.addAll(alertIds);
    return Optional.empty();
  }

  /** Notes that a request has ended. */
  synchronized void end(List<String> alertIds) {
    requestsUnderWay--;
    alertIds.forEach(alertsUnderWay::remove);
  }
}

package io.aforo.application.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost",
        "localhost.",
        "a.b.localhost",
        "127.0.0.1",
        "127.255.255.255",
        "::1",
        "[::1]"
      })
  void whatIsOnThisMachineByItsNameIsKnown(String host) {
    assertThat(Hosts.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.evil.example",
        "127.0.0.1.example",
        "127.0.0.256",
        "127.1",
        "localhost.example",
        "evil-localhost",
        ".localhost",
        "db.internal,b.localhost",
        "localhost:5432",
        "::",
        "[::1",
        "10.0.0.1"
      })
  void whatIsElsewhereOrNotSurelyHereIsNot(String host) {
    assertThat(Hosts.isLoopback(host)).isFalse();
  }
}

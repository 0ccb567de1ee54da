package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpProxyTest {

  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void startAnEchoBehindAProxy() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName(TcpProxy.HOST));
    Thread echo = new Thread(this::echo);
    echo.setDaemon(true);
    echo.start();
    proxy = TcpProxy.to(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void whatIsSaidPassesBothWays() throws IOException {
    try (Socket client = client()) {
      assertThat(echoOf(client, 42)).isEqualTo(42);
      assertThat(proxy.connections()).isEqualTo(1);
    }
    await().until(() -> proxy.connections() == 0);
  }

  @Test
  void aCutEndsTheConnectionsThatAreOpenAndThoseThatCome() throws IOException {
    try (Socket client = client()) {
      assertThat(echoOf(client, 1)).isEqualTo(1);

      proxy.cut();

      assertThat(isOver(client)).isTrue();
      try (Socket next = client()) {
        assertThat(isOver(next)).isTrue();
      }
    }
    proxy.pass();
    try (Socket client = client()) {
      assertThat(echoOf(client, 2)).isEqualTo(2);
    }
  }

  @Test
  void onceCutConnectionsAreReplacedByNewOnes() throws IOException {
    try (Socket client = client()) {
      assertThat(echoOf(client, 1)).isEqualTo(1);

      proxy.cutConnections();

      assertThat(isOver(client)).isTrue();
    }
    try (Socket client = client()) {
      assertThat(echoOf(client, 2)).isEqualTo(2);
    }
  }

  @Test
  void aStalledConnectionStaysOpenAndGoesOnWhereItWas() throws IOException {
    try (Socket client = client()) {
      assertThat(echoOf(client, 1)).isEqualTo(1);

      proxy.stall();

      client.setSoTimeout(200);
      client.getOutputStream().write(2);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.pass();
      client.setSoTimeout(10_000);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aStalledConnectionCanBeCut() throws IOException {
    try (Socket client = client()) {
      assertThat(echoOf(client, 1)).isEqualTo(1);
      proxy.stall();
      client.getOutputStream().write(2);

      proxy.cut();

      assertThat(isOver(client)).isTrue();
    }
  }

  @Test
  void aDelayIsAddedEachWay() throws IOException {
    proxy.delay(Duration.ofMillis(150));
    try (Socket client = client()) {
      long begin = System.nanoTime();

      assertThat(echoOf(client, 7)).isEqualTo(7);

      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  @Test
  void aServerThatIsNotThereLooksLikeAnEndedConnection() throws IOException {
    // Nobody ever waited for a connection there: who did could still be given one.
    ServerSocket gone = new ServerSocket(0, 10, InetAddress.getByName(TcpProxy.HOST));
    gone.close();
    try (TcpProxy toNobody = TcpProxy.to(gone.getLocalPort());
        Socket client = new Socket(TcpProxy.HOST, toNobody.port())) {
      client.setSoTimeout(10_000);

      assertThat(isOver(client)).isTrue();
    }
  }

  private Socket client() throws IOException {
    Socket client = new Socket(TcpProxy.HOST, proxy.port());
    client.setTcpNoDelay(true);
    client.setSoTimeout(10_000);
    return client;
  }

  private static int echoOf(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    return client.getInputStream().read();
  }

  private static boolean isOver(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private void echo() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread answering =
            new Thread(
                () -> {
                  try (client;
                      InputStream in = client.getInputStream()) {
                    for (int read = in.read(); read >= 0; read = in.read()) {
                      client.getOutputStream().write(read);
                    }
                  } catch (IOException e) {
                    // The client is gone.
                  }
                });
        answering.setDaemon(true);
        answering.start();
      } catch (IOException closed) {
        return;
      }
    }
  }
}

package io.aforo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a server that says what it is told to, in the messages of Postgres. */
@Timeout(30)
class PostgresProxyTest {

  private ServerSocket server;
  private PostgresProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getByName(TcpProxy.HOST));
    proxy = PostgresProxy.to(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void everyMessagePassesUnchanged() throws IOException {
    byte[] session =
        join(
            new byte[] {'N'},
            message('R', "\0\0\0\0"),
            message('N', "a notice, which has a length"),
            message('C', "INSERT 0 2\0"),
            message('C', "COMMIT\0"),
            message('C', "ROLLBACK\0"),
            message('Z', "I"));

    assertThat(clientSeesOf(session)).isEqualTo(session);
    assertThat(proxy.commits()).isEqualTo(1);
  }

  @Test
  void theAnswerToTheChosenCommitIsLostAndTheConnectionEnds() throws IOException {
    byte[] before =
        join(message('R', "\0\0\0\0"), message('C', "COMMIT\0"), message('C', "INSERT 0 1\0"));

    CompletableFuture<Void> lost = proxy.loseAnswerToCommit(2);

    assertThat(
            clientSeesOf(
                join(
                    before,
                    message('C', "COMMIT\0"),
                    message('Z', "I"),
                    message('C', "INSERT 0 9\0"))))
        .isEqualTo(before);
    assertThat(lost).isCompleted();
    byte[] afterwards = join(message('R', "\0\0\0\0"), message('C', "COMMIT\0"));
    assertThat(clientSeesOf(afterwards)).isEqualTo(afterwards);
    assertThat(proxy.commits()).isEqualTo(3);
  }

  @Test
  void somethingIsDoneBetweenACommitAndItsAnswer() throws IOException {
    List<Integer> seen = new ArrayList<>();
    proxy.onCommit(
        () -> {
          seen.add(proxy.commits());
          return PostgresProxy.Answer.TOLD;
        });
    byte[] session =
        join(message('R', "\0\0\0\0"), message('C', "COMMIT\0"), message('C', "COMMIT\0"));

    assertThat(clientSeesOf(session)).isEqualTo(session);
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void aMessageThatIsCutShortIsNotPassedOn() throws IOException {
    byte[] whole = message('R', "\0\0\0\0");

    assertThat(clientSeesOf(join(whole, new byte[] {'C', 0, 0, 0, 11, 'C'}))).isEqualTo(whole);
  }

  /** All that a client gets when the server says this and ends the connection. */
  private byte[] clientSeesOf(byte[] said) throws IOException {
    try (Socket client = new Socket(TcpProxy.HOST, proxy.tcp().port())) {
      client.setSoTimeout(10_000);
      try (Socket accepted = server.accept()) {
        accepted.getOutputStream().write(said);
      }
      return allOf(client.getInputStream());
    }
  }

  private static byte[] allOf(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException reset) {
      // The end as well.
    }
    return all.toByteArray();
  }

  private static byte[] message(char type, String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(type);
    out.writeInt(Integer.BYTES + body.length());
    out.write(body.getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }
}

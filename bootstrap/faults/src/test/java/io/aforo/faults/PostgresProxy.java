package io.aforo.faults;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A proxy that knows enough of Postgres's protocol (version 3, without TLS) to see what the server
 * answers to COMMIT.
 */
final class PostgresProxy implements AutoCloseable {

  /** What becomes of the answer to a COMMIT that the server has carried out. */
  enum Answer {
    TOLD,
    /** Never sent on; the connection is cut. */
    LOST
  }

  private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  private final TcpProxy proxy;
  private final AtomicInteger commits = new AtomicInteger();
  private volatile Supplier<Answer> onCommit = () -> Answer.TOLD;

  private PostgresProxy(int serverPort) {
    this.proxy = TcpProxy.to(serverPort, this::relayAnswers);
  }

  static PostgresProxy to(int serverPort) {
    return new PostgresProxy(serverPort);
  }

  /** Its port, and what else it can do to a connection. */
  TcpProxy tcp() {
    return proxy;
  }

  /** How many transactions the server said it has committed. */
  int commits() {
    return commits.get();
  }

  /**
   * Runs something whenever the server has committed a transaction and nobody knows yet: the answer
   * waits for what it returns. One at a time.
   */
  void onCommit(Supplier<Answer> action) {
    onCommit = action;
  }

  /**
   * Loses the answer to one COMMIT.
   *
   * @param number 1 for the next one, 2 for the one after that
   * @return completed when that has happened
   */
  CompletableFuture<Void> loseAnswerToCommit(int number) {
    AtomicInteger left = new AtomicInteger(number);
    CompletableFuture<Void> lost = new CompletableFuture<>();
    onCommit(
        () -> {
          if (left.decrementAndGet() != 0) {
            return Answer.TOLD;
          }
          lost.complete(null);
          return Answer.LOST;
        });
    return lost;
  }

  @Override
  public void close() {
    proxy.close();
  }

  private void relayAnswers(InputStream from, OutputStream to, TcpProxy.Gate gate)
      throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from, 16 * 1024));
    boolean greeted = false;
    for (int type = in.read(); type >= 0; type = in.read()) {
      if (!greeted && type == 'N') {
        // The one answer without a length: no, this server does not speak TLS.
        gate.pass();
        to.write(type);
        continue;
      }
      greeted = true;
      int length = in.readInt();
      byte[] body = in.readNBytes(length - Integer.BYTES);
      if (body.length < length - Integer.BYTES) {
        throw new EOFException("in the middle of a message");
      }
      if (type == 'C' && Arrays.equals(body, COMMITTED) && answer() == Answer.LOST) {
        // The relay's end is the connection's.
        return;
      }
      gate.pass();
      to.write(ByteBuffer.allocate(1 + length).put((byte) type).putInt(length).put(body).array());
    }
  }

  private synchronized Answer answer() {
    commits.incrementAndGet();
    return onCommit.get();
  }
}

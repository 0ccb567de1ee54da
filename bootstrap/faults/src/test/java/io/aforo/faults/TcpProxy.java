package io.aforo.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server on 127.0.0.1, and does to what passes what networks do. What
 * it is told holds for the connections that are open as well as for new ones, at once.
 */
final class TcpProxy implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  /** Carries what one side says to the other until there is no more. */
  interface Relay {

    /** As it comes. */
    Relay BYTES =
        (from, to, gate) -> {
          byte[] buffer = new byte[16 * 1024];
          for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            gate.pass();
            to.write(buffer, 0, read);
          }
        };

    void relay(InputStream from, OutputStream to, Gate gate) throws IOException;
  }

  /** What the relays ask before they pass something on. */
  interface Gate {

    /**
     * Returns when it may go on: late if the proxy delays, when that is over if it stalls.
     *
     * @throws IOException if the connection was cut meanwhile
     */
    void pass() throws IOException;
  }

  private enum Mode {
    PASS,
    STALL,
    CUT
  }

  private final int serverPort;
  private final Relay answers;
  private final ServerSocket listener;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Mode mode = Mode.PASS;
  private Duration delay = Duration.ZERO;

  private TcpProxy(int serverPort, Relay answers) throws IOException {
    this.serverPort = serverPort;
    this.answers = answers;
    this.listener = new ServerSocket(0, 50, InetAddress.getByName(HOST));
  }

  /** A proxy for the server on this port, which need not run yet. */
  static TcpProxy to(int serverPort) {
    return to(serverPort, Relay.BYTES);
  }

  /**
   * @param answers carries what the server says
   */
  static TcpProxy to(int serverPort, Relay answers) {
    try {
      TcpProxy proxy = new TcpProxy(serverPort, answers);
      start("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect to. */
  int port() {
    return listener.getLocalPort();
  }

  /** Passes everything on from now on, what was stalled first. */
  void pass() {
    become(Mode.PASS, Duration.ZERO);
  }

  /** Passes nothing on from now on; the connections stay open, and new ones are taken. */
  void stall() {
    become(Mode.STALL, Duration.ZERO);
  }

  /** Passes everything on from now on, each piece so much later than it came. */
  void delay(Duration each) {
    become(Mode.PASS, each);
  }

  /** Ends all connections, and each new one as soon as it is there. */
  void cut() {
    become(Mode.CUT, Duration.ZERO);
    cutConnections();
  }

  /** Ends the connections that are open; new ones are treated as before. */
  void cutConnections() {
    connections.forEach(Connection::close);
  }

  /** How many are open. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    closeQuietly(listener);
    cutConnections();
  }

  private void become(Mode next, Duration each) {
    lock.lock();
    try {
      mode = next;
      delay = each;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isCut() {
    lock.lock();
    try {
      return mode == Mode.CUT;
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException closed) {
        return;
      }
      connect(client);
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    Connection connection = new Connection(client, server);
    try {
      server.connect(new InetSocketAddress(HOST, serverPort), 1_000);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException noServer) {
      connection.close();
      return;
    }
    connections.add(connection);
    if (isCut() || listener.isClosed()) {
      connection.close();
      return;
    }
    start("requests", () -> connection.run(Relay.BYTES, client, server));
    start("answers", () -> connection.run(answers, server, client));
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      // It is gone then, which is what was asked for.
    }
  }

  private final class Connection implements Gate {

    private final Socket client;
    private final Socket server;

    private Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void run(Relay relay, Socket from, Socket to) {
      try {
        relay.relay(from.getInputStream(), to.getOutputStream(), this);
      } catch (IOException e) {
        // One end is gone: the other learns of it now.
      } finally {
        close();
      }
    }

    @Override
    public void pass() throws IOException {
      lock.lock();
      try {
        long wait = delay.toNanos();
        while (!client.isClosed() && (mode == Mode.STALL || wait > 0)) {
          if (mode == Mode.STALL) {
            changed.await(100, TimeUnit.MILLISECONDS);
          } else {
            wait = changed.awaitNanos(wait);
          }
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      } finally {
        lock.unlock();
      }
      // A stall that ends with a cut lets nothing pass before the connection is closed.
      if (client.isClosed() || isCut()) {
        throw new IOException("cut");
      }
    }

    private void close() {
      closeQuietly(client);
      closeQuietly(server);
      connections.remove(this);
    }
  }
}

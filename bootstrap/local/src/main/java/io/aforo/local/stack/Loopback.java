package io.aforo.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Ports of 127.0.0.1. */
final class Loopback {

  static final String HOST = "127.0.0.1";

  private static final int ATTEMPTS = 3;

  private Loopback() {}

  /** Distinct ports that were free a moment ago; another process may still be faster. */
  static int[] freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(bind(0));
      }
      return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST, e);
    } finally {
      sockets.forEach(Loopback::close);
    }
  }

  /**
   * Starts something on free ports, and again on others when another process was faster.
   *
   * @throws ComponentException if it does not come up although its ports were free
   */
  static <T> T startOnFreePorts(int count, Function<int[], T> start) {
    for (int attempt = 1; ; attempt++) {
      int[] ports = freePorts(count);
      try {
        return start.apply(ports);
      } catch (ComponentException e) {
        if (attempt == ATTEMPTS || Arrays.stream(ports).allMatch(Loopback::isFree)) {
          throw e;
        }
      }
    }
  }

  /** Whether somebody listens on the port. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = bind(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
    return socket;
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

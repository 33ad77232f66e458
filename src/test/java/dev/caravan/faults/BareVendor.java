package dev.caravan.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A port of loopback with which no call gets as far as HTTP; it counts who tried. It answers the
 * first bytes with HTTP, behind TLS if it has an identity.
 */
final class BareVendor implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);

  private final ServerSocket server;
  private final AtomicInteger tried = new AtomicInteger();

  private BareVendor(ServerSocketFactory sockets) {
    try {
      server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static BareVendor plain() {
    return new BareVendor(ServerSocketFactory.getDefault());
  }

  static BareVendor tls(TlsIdentity identity) {
    return new BareVendor(identity.context().getServerSocketFactory());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        tried.incrementAndGet();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      if (socket.getInputStream().read() >= 0) {
        socket.getOutputStream().write(ANSWER);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      // The gateway did not like what it met.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections were made. */
  int tried() {
    return tried.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

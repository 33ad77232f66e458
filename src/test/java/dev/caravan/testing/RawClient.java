package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * An HTTP client that is no more than a socket, so that a test decides when it reads and how it
 * leaves. Its receive buffer is small: a server soon notices that it does not read.
 */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final StringBuilder received = new StringBuilder();

  public RawClient(int port) throws IOException {
    socket.setReceiveBufferSize(4 * 1024);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects, and asks for this path. */
  public static RawClient get(int port, String path) throws IOException {
    RawClient client = new RawClient(port);
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return client;
  }

  /** Connects, and posts this JSON; further headers as {@code name: value}. */
  public static RawClient post(int port, String path, String json, String... headers)
      throws IOException {
    RawClient client = new RawClient(port);
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    client.send(
        head
            + "Content-Type: application/json\r\nContent-Length: "
            + json.getBytes(UTF_8).length
            + "\r\n\r\n"
            + json);
    return client;
  }

  public void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(UTF_8));
  }

  /** Reads until this ASCII text has come; everything that came until then. */
  public String readUntil(String text) throws IOException {
    int from = 0;
    while (received.indexOf(text, from) < 0) {
      from = Math.max(0, received.length() - text.length());
      if (!readMore()) {
        throw new IOException("the connection ended after: " + received);
      }
    }
    return received();
  }

  /** Reads until the server closes the connection; fails if the server resets it. */
  public String readToEnd() throws IOException {
    boolean more = true;
    while (more) {
      more = readMore();
    }
    return received();
  }

  /** What comes next, without keeping it; for answers too long to be kept. */
  public String takeMore() throws IOException {
    received.setLength(0);
    if (!readMore()) {
      throw new IOException("the connection ended");
    }
    return received();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private boolean readMore() throws IOException {
    byte[] bytes = new byte[64 * 1024];
    int count = socket.getInputStream().read(bytes);
    if (count > 0) {
      received.append(new String(bytes, 0, count, ISO_8859_1));
    }
    return count >= 0;
  }

  private String received() {
    return new String(received.toString().getBytes(ISO_8859_1), UTF_8);
  }
}

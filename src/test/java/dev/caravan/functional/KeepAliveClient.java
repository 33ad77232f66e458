package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/** One connection on which requests follow each other; fails if the server has closed it. */
final class KeepAliveClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  KeepAliveClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  record Answer(int status, Map<String, String> headers, String body) {
    String header(String lowerCaseName) {
      return headers.getOrDefault(lowerCaseName, "");
    }

    JsonNode json() {
      try {
        return Json.read(body.getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + body, e);
      }
    }
  }

  Answer get(String path) throws IOException {
    write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return read();
  }

  Answer post(String contentType, String body, String... headerLines) throws IOException {
    return post(contentType, body.getBytes(UTF_8), headerLines);
  }

  Answer post(String contentType, byte[] body, String... headerLines) throws IOException {
    StringBuilder lines = new StringBuilder("Content-Type: " + contentType + "\r\n");
    for (String line : headerLines) {
      lines.append(line).append("\r\n");
    }
    return send("POST", "/v1/chat/completions", body, lines.toString());
  }

  Answer send(String method, String path, byte[] body) throws IOException {
    return send(method, path, body, "Content-Type: application/json\r\n");
  }

  private Answer send(String method, String path, byte[] body, String lines) throws IOException {
    write(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + lines
            + "Content-Length: "
            + body.length
            + "\r\n\r\n");
    socket.getOutputStream().write(body);
    return read();
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  Answer read() throws IOException {
    int status =
        Integer.parseInt(readLine().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String line = readLine();
    while (!line.isEmpty()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      line = readLine();
    }
    byte[] body =
        headers.containsKey("transfer-encoding")
            ? readChunks()
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Answer(status, headers, new String(body, UTF_8));
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(readLine(), 16);
    while (size > 0) {
      body.write(in.readNBytes(size));
      readLine();
      size = Integer.parseInt(readLine(), 16);
    }
    readLine();
    return body.toByteArray();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b != '\n') {
      if (b < 0) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
      b = in.read();
    }
    return line.toString(ISO_8859_1);
  }

  /** Whether the server closes the connection, without sending more. */
  boolean isClosedByServer() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

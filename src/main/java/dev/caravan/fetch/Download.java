package dev.caravan.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/** One file on its way, over all its redirects. May be cancelled from another thread. */
final class Download implements Callable<RemoteFile> {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final HttpClient client;
  private final String url;
  private final AllowedHosts hosts;
  private final int maxRedirects;
  private final AtomicLong bytesLeft;
  private volatile boolean cancelled;
  private volatile @Nullable HttpGet current;

  /**
   * A file that nobody has asked for yet.
   *
   * @param bytesLeft what may still be read for the request, all its files together
   */
  Download(
      HttpClient client, String url, AllowedHosts hosts, int maxRedirects, AtomicLong bytesLeft) {
    this.client = client;
    this.url = url;
    this.hosts = hosts;
    this.maxRedirects = maxRedirects;
    this.bytesLeft = bytesLeft;
  }

  @Override
  public RemoteFile call() throws FetchException {
    URI address = checked(url);
    for (int redirects = 0; redirects <= maxRedirects; redirects++) {
      HttpGet request = new HttpGet(address);
      current = request;
      if (cancelled) {
        throw new FetchException("it was given up");
      }
      try {
        ClassicHttpResponse response =
            client.executeOpen(HttpHost.create(address), request, HttpCoreContext.create());
        try {
          String location = redirect(response);
          if (location == null) {
            return file(response);
          }
          address = checked(target(address, location));
        } finally {
          // First, or closing would read all that is left.
          request.cancel();
          Closer.closeQuietly(response);
        }
      } catch (NotPublicException e) {
        throw new FetchException(address.getHost() + " has no public address");
      } catch (IOException e) {
        throw new FetchException(address.getHost() + " did not send it");
      }
    }
    throw new FetchException("it is behind more than " + maxRedirects + " redirects");
  }

  /** Ends it as soon as can be; what waits for a look-up of a name ends when that does. */
  void cancel() {
    cancelled = true;
    HttpGet running = current;
    if (running != null) {
      running.cancel();
    }
  }

  private URI checked(String text) throws FetchException {
    URI address;
    try {
      address = new URI(new URI(text).toASCIIString());
    } catch (URISyntaxException e) {
      throw new FetchException("it is no valid address");
    }
    if (!"https".equalsIgnoreCase(address.getScheme())) {
      throw new FetchException("only https addresses are fetched");
    }
    if (address.getHost() == null || address.getRawUserInfo() != null) {
      throw new FetchException("it is no valid address");
    }
    if (!hosts.allows(address)) {
      throw new FetchException(
          address.getHost()
              + (address.getPort() < 0 ? "" : ":" + address.getPort())
              + " is not among the hosts that this gateway fetches from");
    }
    return address;
  }

  private static @Nullable String redirect(ClassicHttpResponse response) throws FetchException {
    Header location = response.getFirstHeader("Location");
    return switch (response.getCode()) {
      case 200 -> null;
      case 301, 302, 303, 307, 308 -> {
        if (location == null) {
          throw new FetchException("its server sent a redirect to nowhere");
        }
        yield location.getValue();
      }
      default -> throw new FetchException("its server answered " + response.getCode());
    };
  }

  private static String target(URI from, String location) throws FetchException {
    try {
      return from.resolve(location).toString();
    } catch (IllegalArgumentException e) {
      throw new FetchException("its server sent a redirect to nowhere");
    }
  }

  private RemoteFile file(ClassicHttpResponse response) throws FetchException, IOException {
    HttpEntity entity = response.getEntity();
    Header type = response.getFirstHeader("Content-Type");
    String declared = type == null ? "" : type.getValue().strip().toLowerCase(Locale.ROOT);
    boolean image = declared.startsWith("image/");
    if (entity == null || !(image || declared.startsWith("application/pdf"))) {
      throw new FetchException("its server calls it neither an image nor a PDF");
    }
    if (entity.getContentLength() > bytesLeft.get()) {
      throw tooLong();
    }
    RemoteFile file = RemoteFile.of(read(entity.getContent()));
    if (file == null || file.isImage() != image) {
      throw new FetchException("it is not what its server calls it, or of a type not known here");
    }
    return file;
  }

  private byte[] read(InputStream in) throws IOException, FetchException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (bytesLeft.addAndGet(-n) < 0) {
        throw tooLong();
      }
      content.write(buffer, 0, n);
    }
    return content.toByteArray();
  }

  private static FetchException tooLong() {
    return new FetchException("it is longer than what this gateway fetches for one request");
  }
}

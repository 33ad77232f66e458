package dev.caravan.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A vendor's answer whose stream, closed before its end, cuts the connection. Apache's own streams
 * drain on close: the vendor would go on generating, and billing.
 */
final class CutOnCloseEntity extends HttpEntityWrapper {
  private final Runnable disconnect;
  private final long length;
  private volatile boolean ended;

  CutOnCloseEntity(HttpEntity entity, Runnable disconnect) {
    super(entity);
    this.disconnect = disconnect;
    this.length = entity.getContentLength();
  }

  @Override
  public InputStream getContent() throws IOException {
    return new Content(super.getContent());
  }

  private final class Content extends FilterInputStream {
    private long seen;

    Content(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? -1 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      int read = super.read(target, offset, count);
      count(read);
      return read;
    }

    private void count(int read) {
      if (read < 0) {
        ended = true;
        return;
      }
      seen += read;
      // A body read to its announced length has ended, or no connection would ever be reused.
      if (length >= 0 && seen >= length) {
        ended = true;
      }
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        disconnect.run();
      }
      super.close();
    }
  }
}

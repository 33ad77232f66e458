package dev.caravan.dialect;

import dev.caravan.stream.AwsEventReader;
import dev.caravan.stream.EventReader;
import dev.caravan.stream.NdjsonReader;
import dev.caravan.stream.SseOrJsonReader;
import dev.caravan.stream.SseReader;
import java.io.InputStream;

/** How a vendor cuts its streams into events. */
public enum Framing {
  /** {@code text/event-stream}. */
  SSE {
    @Override
    public EventReader reader(InputStream in, int maxEventBytes) {
      return new SseReader(in, maxEventBytes);
    }
  },

  /** {@code application/vnd.amazon.eventstream}. */
  AWS {
    @Override
    public EventReader reader(InputStream in, int maxEventBytes) {
      return new AwsEventReader(in, maxEventBytes);
    }
  },

  /** {@code application/x-ndjson}: an event is a line. */
  NDJSON {
    @Override
    public EventReader reader(InputStream in, int maxEventBytes) {
      return new NdjsonReader(in, maxEventBytes);
    }
  },

  /** {@code text/event-stream}, or else an array or a sequence of JSON objects. */
  SSE_OR_JSON {
    @Override
    public EventReader reader(InputStream in, int maxEventBytes) {
      return new SseOrJsonReader(in, maxEventBytes);
    }
  };

  /**
   * A reader of one stream.
   *
   * @param maxEventBytes the most that one event may hold
   */
  public abstract EventReader reader(InputStream in, int maxEventBytes);
}

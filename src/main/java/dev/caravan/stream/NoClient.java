package dev.caravan.stream;

import java.util.Map;

/** The client's side of a call that the gateway makes for itself: nobody reads the answer. */
public final class NoClient implements ResponseSink {
  private boolean begun;

  @Override
  public void answer(int status, Map<String, String> headers, byte[] body) {
    begun = true;
  }

  @Override
  public void begin(String contentType, Map<String, String> headers) {
    begun = true;
  }

  @Override
  public void write(byte[] bytes) {}

  @Override
  public void end() {}

  @Override
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public int events() {
    return 0;
  }

  @Override
  public boolean isGone() {
    return false;
  }

  @Override
  public void onGone(Runnable action) {}
}

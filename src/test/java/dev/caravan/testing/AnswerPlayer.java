package dev.caravan.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays an {@link Answer} to one request, in a thread that may block. */
final class AnswerPlayer {
  private static final int PATIENCE_SECONDS = 60;

  private final HttpServerRequest request;
  private final Runnable sent;
  private final HttpServerResponse response;
  private final CountDownLatch gone = new CountDownLatch(1);

  /**
   * A player for one request.
   *
   * @param sent told of each piece that went out
   */
  AnswerPlayer(HttpServerRequest request, Runnable sent) {
    this.request = request;
    this.sent = sent;
    this.response = request.response().closeHandler(closed -> gone.countDown());
  }

  /** Whether it was played to its end. */
  boolean play(Answer answer) {
    try {
      begin(answer);
      for (Answer.Step step : answer.steps) {
        play(step);
      }
      end(answer.ending);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RejectedExecutionException e) {
      // The gateway hung up, or the vendor was closed: nobody is left to play for.
    } catch (TimeoutException e) {
      throw new IllegalStateException("nobody released the answer", e);
    }
    return false;
  }

  private void begin(Answer answer) {
    response.setStatusCode(answer.status);
    answer.headers.forEach(response::putHeader);
    if (answer.chunked) {
      response.setChunked(true);
    } else if (answer.status >= 200 && answer.status != 204) {
      response.putHeader("Content-Length", Integer.toString(answer.contentLength()));
    }
  }

  private void play(Answer.Step step)
      throws InterruptedException, ExecutionException, TimeoutException {
    switch (step) {
      case Answer.Step.Head head -> await(response.writeHead());
      case Answer.Step.Send send -> {
        await(response.write(Buffer.buffer(send.piece())));
        sent.run();
      }
      case Answer.Step.Hold hold -> {
        if (!hold.latch().await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new TimeoutException("latch");
        }
      }
      case Answer.Step.Drip drip -> {
        for (int i = 0;
            i < drip.times() && !gone.await(drip.everyMillis(), TimeUnit.MILLISECONDS);
            i++) {
          await(response.write(Buffer.buffer(drip.piece())));
          sent.run();
        }
      }
    }
  }

  private void end(Answer.Ending ending)
      throws InterruptedException, ExecutionException, TimeoutException {
    switch (ending) {
      case COMPLETE -> await(response.end());
      case TRUNCATE -> await(request.connection().close());
      case RESET -> reset(((ConnectionBase) request.connection()).channel());
    }
  }

  private static void reset(Channel channel) {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                var unused = channel.close();
              }
            });
  }

  private static void await(Future<Void> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}

package dev.caravan.quality;

import dev.caravan.cost.Usage;
import dev.caravan.dialect.ChunkSink;
import dev.caravan.dialect.StreamTranslator;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A translator of a stream whose text is read along the way. */
public final class ReadAlong implements StreamTranslator {
  private final StreamTranslator translator;
  private final AnswerText text;

  /**
   * The same translator.
   *
   * @param text gets what it hands on
   */
  public ReadAlong(StreamTranslator translator, AnswerText text) {
    this.translator = translator;
    this.text = text;
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    translator.accept(
        event,
        (chunk, bytes) -> {
          text.chunk(chunk);
          out.chunk(chunk, bytes);
        });
  }

  @Override
  public boolean isAtWork() {
    return translator.isAtWork();
  }

  @Override
  public boolean isTerminated() {
    return translator.isTerminated();
  }

  @Override
  public boolean isComplete() {
    return translator.isComplete();
  }

  @Override
  public @Nullable Usage usage() {
    return translator.usage();
  }
}

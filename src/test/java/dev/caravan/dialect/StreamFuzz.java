package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.EventReader;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.testing.CutInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Feeds mutated streams to a dialect: whatever comes, nothing but an {@link UpstreamException} or
 * an {@link IOException} may come out. {@code -Dcaravan.fuzz.bytes=10000000} makes it long.
 */
final class StreamFuzz {
  private static final int MAX_EVENT = 64 * 1024;
  private static final byte[] TOKENS = "{}[]\":,0ntf\n ".getBytes(US_ASCII);

  private final Dialect dialect;
  private final RandomGenerator random;

  StreamFuzz(Dialect dialect, long seed) {
    this.dialect = dialect;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Runs until so many bytes were fed; returns how many streams came to a good end. */
  long run(List<byte[]> seeds) {
    long bytes = Long.getLong("caravan.fuzz.bytes", 400_000);
    long good = 0;
    for (long fed = 0; fed < bytes; ) {
      byte[] stream = mutate(seeds.get(random.nextInt(seeds.size())));
      good += translate(new ByteArrayInputStream(stream)) ? 1 : 0;
      fed += Math.max(1, stream.length);
      if (random.nextInt(16) == 0) {
        translate(CutInputStream.atEveryByte(stream));
      }
    }
    return good;
  }

  private boolean translate(InputStream in) {
    StreamTranslator translator = dialect.stream(Target.of("claude-sonnet-4-5", 100, true));
    EventReader reader = dialect.framing().reader(in, MAX_EVENT);
    try {
      ServerSentEvent event;
      while (!translator.isTerminated() && (event = reader.next()) != null) {
        translator.accept(event, (chunk, bytes) -> {});
      }
      translator.usage();
      return translator.isComplete();
    } catch (UpstreamException | IOException expected) {
      return false;
    }
  }

  private byte[] mutate(byte[] seed) {
    byte[] stream = seed.clone();
    for (int i = random.nextInt(6); i > 0 && stream.length > 0; i--) {
      int at = random.nextInt(stream.length);
      switch (random.nextInt(4)) {
        case 0 -> stream[at] = (byte) random.nextInt();
        case 1 -> stream = Arrays.copyOf(stream, at);
        case 2 -> {
          int length = Math.min(stream.length - at, random.nextInt(64));
          int to = random.nextInt(stream.length - length + 1);
          System.arraycopy(stream.clone(), at, stream, to, length);
        }
        default -> stream[at] = TOKENS[random.nextInt(TOKENS.length)];
      }
    }
    return stream;
  }
}

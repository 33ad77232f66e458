package dev.caravan.cost;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.jspecify.annotations.Nullable;

/** An encoding that is loaded once, by whoever needs it first. */
final class Vocabulary {
  private final EncodingType type;
  private volatile @Nullable Encoding loaded;

  Vocabulary(EncodingType type) {
    this.type = type;
  }

  boolean isLoaded() {
    return loaded != null;
  }

  Encoding encoding() {
    Encoding encoding = loaded;
    return encoding != null ? encoding : load();
  }

  private synchronized Encoding load() {
    Encoding encoding = loaded;
    if (encoding == null) {
      encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
      loaded = encoding;
    }
    return encoding;
  }
}

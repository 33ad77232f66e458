package dev.caravan.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * Writes surrogates as escapes, because half of a pair cannot be written in UTF-8 at all. Clients
 * that cut a text in the middle of an emoji send such halves, and vendors whose tokens end there.
 */
final class SurrogateEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;
  private static final int COUNT = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;
  private static final SerializedString[] ESCAPES = new SerializedString[COUNT];

  static {
    for (int i = 0; i < COUNT; i++) {
      ESCAPES[i] = new SerializedString("\\u" + Integer.toHexString(Character.MIN_SURROGATE + i));
    }
  }

  private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

  @Override
  public int[] getEscapeCodesForAscii() {
    return ascii;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE
        ? ESCAPES[character - Character.MIN_SURROGATE]
        : null;
  }
}

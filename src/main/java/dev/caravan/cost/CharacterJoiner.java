package dev.caravan.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Turns tokens into pieces of text, holding bytes back until their character is complete. */
final class CharacterJoiner {
  private final List<TokenPiece> pieces;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int tokens;
  private int missingBytes;

  CharacterJoiner(List<TokenPiece> pieces) {
    this.pieces = pieces;
  }

  void addAll(Encoding encoding, String text) {
    IntArrayList encoded = encoding.encodeOrdinary(text);
    IntArrayList single = new IntArrayList(1);
    for (int i = 0; i < encoded.size(); i++) {
      single.clear();
      single.add(encoded.get(i));
      add(encoding.decodeBytes(single));
    }
  }

  private void add(byte[] token) {
    bytes.writeBytes(token);
    tokens++;
    for (byte b : token) {
      missingBytes = missingBytes > 0 ? missingBytes - 1 : followers(b);
    }
    if (missingBytes == 0) {
      pieces.add(new TokenPiece(bytes.toString(UTF_8), tokens));
      bytes.reset();
      tokens = 0;
    }
  }

  /** How many bytes follow the first byte of a character in UTF-8. */
  private static int followers(byte first) {
    int value = first & 0xff;
    if (value < 0xc0) {
      return 0;
    }
    return value < 0xe0 ? 1 : value < 0xf0 ? 2 : 3;
  }
}

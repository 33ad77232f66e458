package dev.caravan.testing;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Bytes that arrive in given pieces: no read returns more than what is left of one piece. */
public final class CutInputStream extends InputStream {
  private final Deque<byte[]> pieces;
  private int position;

  public CutInputStream(List<byte[]> pieces) {
    this.pieces = new ArrayDeque<>(pieces);
    this.pieces.removeIf(piece -> piece.length == 0);
  }

  public static CutInputStream atEveryByte(byte[] bytes) {
    return new CutInputStream(inPiecesOf(1, bytes));
  }

  public static CutInputStream at(int position, byte[] bytes) {
    return new CutInputStream(
        List.of(Arrays.copyOf(bytes, position), Arrays.copyOfRange(bytes, position, bytes.length)));
  }

  /** Pieces of 1 to {@code longest} bytes; the same seed gives the same pieces. */
  public static CutInputStream atRandom(long seed, int longest, byte[] bytes) {
    return new CutInputStream(inRandomPieces(seed, longest, bytes));
  }

  public static List<byte[]> inRandomPieces(long seed, int longest, byte[] bytes) {
    Random random = new Random(seed);
    List<byte[]> pieces = new ArrayList<>();
    int start = 0;
    while (start < bytes.length) {
      int end = Math.min(bytes.length, start + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(bytes, start, end));
      start = end;
    }
    return pieces;
  }

  public static List<byte[]> inPiecesOf(int size, byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += size) {
      pieces.add(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)));
    }
    return pieces;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    byte[] piece = pieces.peek();
    if (piece == null) {
      return -1;
    }
    int count = Math.min(length, piece.length - position);
    System.arraycopy(piece, position, target, offset, count);
    position += count;
    if (position == piece.length) {
      pieces.remove();
      position = 0;
    }
    return count;
  }
}

package dev.caravan.signals;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import dev.caravan.config.SignalSettings.WordList;
import dev.caravan.config.WordEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the words of all lists in one pass over a message (Aho and Corasick's automaton). May be
 * used by many threads.
 */
final class WordFinder {
  /** Columns between two pieces of an entry at most. */
  private static final int NEAR = 32;

  /** Likewise where one must stand right behind the other: a space, quotes. */
  private static final int ADJACENT = 2;

  /** A piece of an entry that a word stands for. */
  private record Target(int entry, int piece, int gap, boolean open, boolean masks) {}

  private final @Nullable AhoCorasickDoubleArrayTrie<Target[]> words;
  private final int[] listOf;
  private final int[] firstPiece;
  private final int pieces;

  WordFinder(Collection<WordList> lists) {
    Map<String, List<Target>> targets = new TreeMap<>();
    List<Integer> owners = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    int next = 0;
    int number = 0;
    for (WordList list : lists) {
      for (WordEntry entry : list.words()) {
        for (int piece = 0; piece < entry.pieces().size(); piece++) {
          int gap = entry.pieces().get(piece).adjacent() ? ADJACENT : NEAR;
          for (WordEntry.Word word : entry.pieces().get(piece).words()) {
            targets
                .computeIfAbsent(Letters.plain(word.text()), key -> new ArrayList<>())
                .add(new Target(owners.size(), piece, gap, word.open(), list.masks()));
          }
        }
        owners.add(number);
        firsts.add(next);
        next += entry.pieces().size();
      }
      number++;
    }
    firsts.add(next);
    this.pieces = next;
    this.listOf = owners.stream().mapToInt(Integer::intValue).toArray();
    this.firstPiece = firsts.stream().mapToInt(Integer::intValue).toArray();
    this.words = targets.isEmpty() ? null : automaton(targets);
  }

  private static AhoCorasickDoubleArrayTrie<Target[]> automaton(Map<String, List<Target>> targets) {
    Map<String, Target[]> arrays = new TreeMap<>();
    targets.forEach((word, list) -> arrays.put(word, list.toArray(Target[]::new)));
    AhoCorasickDoubleArrayTrie<Target[]> automaton = new AhoCorasickDoubleArrayTrie<>();
    automaton.build(arrays);
    return automaton;
  }

  /**
   * Looks through a message.
   *
   * @param tally each entry that is found counts in its list with the weight of its best place
   */
  void find(ReadMessage message, Tally tally) {
    if (words == null) {
      return;
    }
    Finds finds = new Finds(message);
    words.parseText(message, finds::hit);
    finds.settle();
    for (int entry = 0; entry < listOf.length; entry++) {
      if (finds.best[entry] > 0) {
        tally.add(listOf[entry], finds.best[entry], finds.material[entry]);
      }
    }
  }

  /** What has been found so far in one message, in the order of ends. */
  private final class Finds {
    private final ReadMessage message;
    private final float[] best = new float[listOf.length];
    private final boolean[] material = new boolean[listOf.length];
    private final int[] ends = new int[pieces];
    private final float[] pieceWeights = new float[pieces];
    private Target[] hits = new Target[64];
    private int[] places = new int[128];
    private int count;
    private int maskBegin = -1;
    private int maskEnd = -1;

    Finds(ReadMessage message) {
      this.message = message;
      Arrays.fill(ends, -1);
    }

    void hit(int begin, int end, Target[] targets) {
      for (Target target : targets) {
        if (Letters.isWhole(message, begin, end, target.open())) {
          add(target, begin, end);
        }
      }
    }

    private void add(Target target, int begin, int end) {
      if (target.masks()) {
        mask(begin, end);
        maskBegin = begin;
        maskEnd = end;
      } else if (begin >= maskBegin && end <= maskEnd && end - begin < maskEnd - maskBegin) {
        return;
      }
      if (count == hits.length) {
        hits = Arrays.copyOf(hits, 2 * count);
        places = Arrays.copyOf(places, 4 * count);
      }
      hits[count] = target;
      places[2 * count] = begin;
      places[2 * count + 1] = end;
      count++;
    }

    /** Takes away what lies within; that has its end there too, or before. */
    private void mask(int begin, int end) {
      int kept = count;
      while (kept > 0 && places[2 * kept - 1] > begin) {
        kept--;
      }
      for (int i = kept; i < count; i++) {
        int from = places[2 * i];
        int to = places[2 * i + 1];
        if (from < begin || (from == begin && to == end)) {
          hits[kept] = hits[i];
          places[2 * kept] = from;
          places[2 * kept + 1] = to;
          kept++;
        }
      }
      count = kept;
    }

    void settle() {
      for (int i = 0; i < count; i++) {
        piece(hits[i], places[2 * i], places[2 * i + 1]);
      }
    }

    private void piece(Target target, int begin, int end) {
      int slot = firstPiece[target.entry()] + target.piece();
      float weight = (float) message.weightAt(begin);
      if (target.piece() > 0) {
        int before = ends[slot - 1];
        if (before < 0 || before > begin || !message.isOneSentence(before, begin, target.gap())) {
          return;
        }
        weight = Math.min(weight, pieceWeights[slot - 1]);
      }
      ends[slot] = end;
      pieceWeights[slot] = weight;
      boolean last = slot + 1 == firstPiece[target.entry() + 1];
      if (last && weight > best[target.entry()]) {
        best[target.entry()] = weight;
        material[target.entry()] = message.isMaterialAt(begin);
      }
    }
  }
}

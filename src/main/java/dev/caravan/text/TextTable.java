package dev.caravan.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of aligned columns for a terminal, where a Chinese character is as wide as two others. The
 * first column stands to the left, those that hold numbers to the right.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int leftColumns;

  /**
   * An empty table.
   *
   * @param leftColumns how many columns from the first one stand to the left
   */
  public TextTable(int leftColumns) {
    this.leftColumns = leftColumns;
  }

  public TextTable row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  /** All rows, each with its line end. */
  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        String padding = " ".repeat(widths[i] - width(cell));
        line.append(i == 0 ? "" : GAP).append(i < leftColumns ? cell + padding : padding + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Columns that a terminal needs for this text. */
  static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        switch (UnicodeScript.of(c)) {
          case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> !isIn(c, 0xff61, 0xffdc);
          default ->
              isIn(c, 0x3000, 0x303e)
                  || isIn(c, 0xff01, 0xff60)
                  || isIn(c, 0xffe0, 0xffe6)
                  || isIn(c, 0x1f300, 0x1faff);
        };
    return wide ? 2 : 1;
  }

  private static boolean isIn(int c, int first, int last) {
    return c >= first && c <= last;
  }
}

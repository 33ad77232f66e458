package dev.caravan.dialect;

import java.util.Locale;
import java.util.Map;

/** Media types of what a request names by a file name, a URL or a format. */
final class MediaTypes {
  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("gif", "image/gif"),
          Map.entry("heic", "image/heic"),
          Map.entry("heif", "image/heif"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("md", "text/markdown"),
          Map.entry("csv", "text/csv"),
          Map.entry("html", "text/html"),
          Map.entry("json", "application/json"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("webm", "video/webm"),
          Map.entry("mpeg", "video/mpeg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mp3"),
          Map.entry("flac", "audio/flac"),
          Map.entry("aac", "audio/aac"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("m4a", "audio/m4a"));

  private MediaTypes() {}

  /**
   * The type that a name's or URL's ending promises.
   *
   * @param usual where the ending promises nothing
   */
  static String ofName(String nameOrUrl, String usual) {
    int end = nameOrUrl.length();
    for (char stop : new char[] {'?', '#'}) {
      int at = nameOrUrl.indexOf(stop);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String name = nameOrUrl.substring(0, end);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_ENDING.getOrDefault(ending, usual);
  }

  /** The type of an {@code input_audio} part's format, for example {@code wav}. */
  static String ofAudio(String format) {
    String name = format.toLowerCase(Locale.ROOT);
    return BY_ENDING.getOrDefault(name, "audio/" + (name.isEmpty() ? "wav" : name));
  }
}

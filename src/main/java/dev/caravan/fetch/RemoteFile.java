package dev.caravan.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that was fetched.
 *
 * @param mediaType what its first bytes show it to be
 * @param dataUrl the whole of it
 */
record RemoteFile(String mediaType, String dataUrl) {
  private record Signature(String mediaType, int at, String bytes) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("image/png", 0, "\u0089PNG\r\n\u001a\n"),
          new Signature("image/jpeg", 0, "\u00ff\u00d8\u00ff"),
          new Signature("image/gif", 0, "GIF87a"),
          new Signature("image/gif", 0, "GIF89a"),
          new Signature("image/webp", 8, "WEBP"),
          new Signature("image/avif", 4, "ftypavif"),
          new Signature("image/heic", 4, "ftypheic"),
          new Signature("image/heic", 4, "ftypheix"),
          new Signature("image/heif", 4, "ftypmif1"),
          new Signature("application/pdf", 0, "%PDF-"));

  private static final int LONGEST = 12;

  /** The file, or null if its bytes show none of the types that are fetched. */
  static @Nullable RemoteFile of(byte[] content) {
    String start = new String(content, 0, Math.min(content.length, LONGEST), ISO_8859_1);
    for (Signature signature : SIGNATURES) {
      if (start.startsWith(signature.bytes(), signature.at())) {
        return new RemoteFile(
            signature.mediaType(),
            "data:"
                + signature.mediaType()
                + ";base64,"
                + Base64.getEncoder().encodeToString(content));
      }
    }
    return null;
  }

  boolean isImage() {
    return mediaType.startsWith("image/");
  }
}

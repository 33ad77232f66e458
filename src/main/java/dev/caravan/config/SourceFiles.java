package dev.caravan.config;

import dev.caravan.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a generation is made of, read once into memory, so that what is checked is what runs.
 *
 * @param files contents by the name an operator knows, for example {@code
 *     routes/api/health.camel.yaml}
 * @param fingerprint changes when any content changes
 */
public record SourceFiles(
    Path config, Path routes, SortedMap<String, byte[]> files, String fingerprint) {
  static final String ROUTE_SUFFIX = ".camel.yaml";
  private static final List<String> CONFIG_FILES =
      List.of(
          "application.properties",
          "models.yaml",
          "gateway.yaml",
          "signals.yaml",
          "keys.yaml",
          RoutingTestsFile.NAME);
  private static final int MAX_FILES = 1_000;
  private static final int MAX_DEPTH = 8;
  private static final long MAX_BYTES = 1_000_000;

  public SourceFiles {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Reads both folders.
   *
   * @throws ProblemsException if one is missing or holds too much
   */
  public static SourceFiles read(Path config, Path routes) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    requireFolder(config, "--config");
    requireFolder(routes, "--routes");
    try {
      for (Path file : list(config, routes)) {
        if (Files.size(file) > MAX_BYTES) {
          throw ProblemsException.of(
              file.toString(), "is longer than " + MAX_BYTES + " bytes (expected: at most that)");
        }
        files.put(file.toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw ProblemsException.of(routes.toString(), "cannot be read: " + e.getMessage());
    }
    return new SourceFiles(config, routes, files, fingerprint(files));
  }

  /** The files that make a generation, whether or not they can be read. */
  public static List<Path> list(Path config, Path routes) throws IOException {
    try (Stream<Path> walk = Files.walk(routes, MAX_DEPTH)) {
      Stream<Path> routeFiles =
          walk.filter(file -> file.getFileName().toString().endsWith(ROUTE_SUFFIX))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES);
      Stream<Path> configFiles =
          CONFIG_FILES.stream().map(config::resolve).filter(Files::isRegularFile);
      return Stream.concat(configFiles, routeFiles).toList();
    }
  }

  private static void requireFolder(Path folder, String flag) {
    if (!Files.isDirectory(folder)) {
      throw ProblemsException.of(
          folder.toString(), "is no folder (expected: a folder; " + flag + " names it)");
    }
  }

  private static String fingerprint(SortedMap<String, byte[]> files) {
    MessageDigest digest = Sha256.begin();
    files.forEach(
        (name, content) -> {
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(Integer.toString(content.length).getBytes(StandardCharsets.US_ASCII));
          digest.update((byte) 0);
          digest.update(content);
        });
    return Sha256.hex(digest.digest(), 8);
  }

  /** The name under which problems of a file of the config folder are told. */
  public String nameOf(String configFile) {
    return config.resolve(configFile).toString();
  }

  public byte @Nullable [] content(String configFile) {
    return files.get(nameOf(configFile));
  }

  /** The route files by name. */
  public SortedMap<String, byte[]> routeFiles() {
    SortedMap<String, byte[]> found = new TreeMap<>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith(ROUTE_SUFFIX)) {
            found.put(name, content);
          }
        });
    return found;
  }
}

package dev.caravan.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the operator's files have changed and come to rest. An editor writes a file in pieces,
 * {@code git checkout} writes many one after the other: a change counts once two looks in a row see
 * the same, and no git command holds its lock.
 *
 * <p>It looks at size, time and identity of each file; looks are cheap and work on every file
 * system, over networks and through the symbolic links of mounted volumes.
 */
public final class SettledFiles {
  private record State(long size, long modifiedNanos, @Nullable Object identity) {}

  private final Path config;
  private final Path routes;
  private Map<Path, State> taken;
  private Map<Path, State> last;

  /** The state of now counts as known. */
  public SettledFiles(Path config, Path routes) {
    this.config = config;
    this.routes = routes;
    this.taken = look();
    this.last = taken;
  }

  /** One look; true once for each change that has settled. */
  public boolean changed() {
    Map<Path, State> now = look();
    boolean settled = now.equals(last) && !now.equals(taken) && !isGitAtWork();
    last = now;
    if (settled) {
      taken = now;
    }
    return settled;
  }

  /** Whether nothing has changed since {@link #changed} was true: what was read is one state. */
  public boolean isStill() {
    return look().equals(taken);
  }

  private Map<Path, State> look() {
    Map<Path, State> states = new TreeMap<>();
    try {
      for (Path file : SourceFiles.list(config, routes)) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        states.put(
            file,
            new State(
                attributes.size(),
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                attributes.fileKey()));
      }
    } catch (IOException e) {
      // A file went away while it was looked at: the next look tells.
      states.put(routes, new State(-1, System.nanoTime(), null));
    }
    return states;
  }

  private boolean isGitAtWork() {
    for (Path folder = routes.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path git = folder.resolve(".git");
      if (Files.exists(git)) {
        return Files.exists(gitFolder(git).resolve("index.lock"));
      }
    }
    return false;
  }

  /** In a worktree {@code .git} is a file that names the folder. */
  private static Path gitFolder(Path git) {
    if (!Files.isRegularFile(git)) {
      return git;
    }
    try {
      String text = Files.readString(git).strip();
      return text.startsWith("gitdir:")
          ? git.resolveSibling(text.substring("gitdir:".length()).strip())
          : git;
    } catch (IOException e) {
      return git;
    }
  }
}

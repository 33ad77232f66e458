package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change counts once it has come to rest; the looks are the test's own. */
class SettledFilesTest {
  @TempDir private Path folder;
  private Path routes;
  private Path config;
  private Path route;
  private SettledFiles files;

  @BeforeEach
  void twoFolders() throws IOException {
    routes = Files.createDirectories(folder.resolve("repo/routes/pipeline"));
    config = Files.createDirectories(folder.resolve("repo/config"));
    route = Files.writeString(routes.resolve("a.camel.yaml"), "- route: {}\n");
    Files.writeString(config.resolve("models.yaml"), "models: {}\n");
    files = new SettledFiles(config, folder.resolve("repo/routes"));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  @Test
  void nothingChangedIsNoChange() {
    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isFalse();
  }

  @Test
  void changeCountsOnceWhenTwoLooksSeeTheSame() throws IOException {
    append(route, "# edited\n");

    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isTrue();
    assertThat(files.changed()).isFalse();
  }

  @Test
  void fileWrittenInPiecesCountsWhenTheLastPieceIsThere() throws IOException {
    for (int piece = 0; piece < 20; piece++) {
      append(route, "# piece " + piece + "\n");
      assertThat(files.changed()).isFalse();
    }

    assertThat(files.changed()).isTrue();
  }

  @Test
  void checkoutOfManyFilesCountsWhenTheLastFileIsThere() throws IOException {
    for (int file = 0; file < 10; file++) {
      Files.writeString(routes.resolve("file" + file + ".camel.yaml"), "- route: {}\n");
      assertThat(files.changed()).isFalse();
    }

    assertThat(files.changed()).isTrue();
  }

  @Test
  void nothingCountsWhileGitHoldsItsLock() throws IOException {
    Path lock = Files.createDirectories(folder.resolve("repo/.git")).resolve("index.lock");
    assertLockIsRespected(lock);
  }

  @Test
  void nothingCountsWhileGitHoldsTheLockOfAWorktree() throws IOException {
    Path real = Files.createDirectories(folder.resolve("main/.git/worktrees/repo"));
    Files.writeString(folder.resolve("repo/.git"), "gitdir: " + real + "\n");
    assertLockIsRespected(real.resolve("index.lock"));
  }

  private void assertLockIsRespected(Path lock) throws IOException {
    Files.createFile(lock);
    append(route, "# from the other branch\n");
    for (int look = 0; look < 5; look++) {
      assertThat(files.changed()).isFalse();
    }

    Files.delete(lock);

    assertThat(files.changed()).isTrue();
  }

  @Test
  void newAndDeletedFilesAreChanges() throws IOException {
    Path added = Files.writeString(config.resolve("gateway.yaml"), "routing: {}\n");
    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isTrue();

    Files.delete(added);
    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isTrue();
  }

  @Test
  void fileReplacedByOneOfTheSameSizeAndTimeIsAChange() throws IOException {
    FileTime time = Files.getLastModifiedTime(route);
    Path other = Files.writeString(folder.resolve("other"), "- route: []\n");
    Files.setLastModifiedTime(other, time);
    Files.move(other, route, StandardCopyOption.REPLACE_EXISTING);

    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isTrue();
  }

  @Test
  void targetOfASymbolicLinkIsWhatCounts() throws IOException {
    Path first = Files.createDirectories(folder.resolve("mount/v1"));
    Path second = Files.createDirectories(folder.resolve("mount/v2"));
    Files.writeString(first.resolve("models.yaml"), "models: {}\n");
    Files.writeString(second.resolve("models.yaml"), "models: {a: 1}\n");
    Path link = folder.resolve("mount/data");
    Files.createSymbolicLink(link, first);
    SettledFiles mounted = new SettledFiles(link, folder.resolve("repo/routes"));

    Files.delete(link);
    Files.createSymbolicLink(link, second);

    assertThat(mounted.changed()).isFalse();
    assertThat(mounted.changed()).isTrue();
  }

  @Test
  void otherFilesDoNotMatter() throws IOException {
    Files.writeString(routes.resolve("README.md"), "hello");
    Files.writeString(routes.resolve(".a.camel.yaml.swp"), "an editor's own");
    Files.writeString(config.resolve("notes.txt"), "hello");

    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isFalse();
  }

  @Test
  void changeAfterASettledOneIsSeenByThoseWhoReadMeanwhile() throws IOException {
    append(route, "# one\n");
    files.changed();
    assertThat(files.changed()).isTrue();
    assertThat(files.isStill()).isTrue();

    append(route, "# two\n");

    assertThat(files.isStill()).isFalse();
    assertThat(files.changed()).isFalse();
    assertThat(files.changed()).isTrue();
  }
}

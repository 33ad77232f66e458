package dev.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Every way in which a vendor fails, before every API that clients speak, plain and streamed: the
 * client gets a complete answer of the next candidate, or, where a part of the first one's went out
 * already, an error as its stream's last event. The matrix is kept in docs/fault-matrix.md; run
 * with {@code -Dcaravan.write-matrix=true} to write it anew.
 */
class FaultMatrixTest {
  private static final Path PAGE = Path.of("docs/fault-matrix.md");

  @Test
  void noFaultLosesAnAnswer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<List<Fault>> faults = new Faults(never).all();
    FaultPage page = new FaultPage(faults);
    try {
      for (RetryRules rules : RetryRules.values()) {
        try (Matrix matrix = new Matrix(rules, faults, TlsIdentity.create())) {
          matrix.run(page);
        }
      }
    } finally {
      never.countDown();
    }
    check(page);
  }

  private static void check(FaultPage page) throws IOException {
    String text = page.text();
    System.out.println(text);
    if (Boolean.getBoolean("caravan.write-matrix")) {
      Files.writeString(PAGE, text);
    }
    assertThat(page.failures()).isEmpty();
    assertThat(PAGE).hasContent(text);
  }
}

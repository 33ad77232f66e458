package dev.caravan.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Sends every prompt twice: to whom the rules choose, and to the strong model. */
public final class CostRun {
  private static final int AT_ONCE = 8;
  private static final int TELL_EVERY = 200;

  private final MixedLoad load;
  private final PricedVendors vendors;

  public CostRun(MixedLoad load, PricedVendors vendors) {
    this.load = load;
    this.vendors = vendors;
  }

  /**
   * Runs it.
   *
   * @param port of a gateway on loopback that was started with the vendors
   * @param strongModel name or alias of the strong model; null: see {@link StrongModel#usual}
   * @param hardWeight least weight of a model that suits a hard prompt
   * @param progress told how many requests were answered
   * @throws dev.caravan.config.ProblemsException if there is no such model
   */
  public CostReport run(
      int port, @Nullable String strongModel, int hardWeight, IntConsumer progress)
      throws InterruptedException {
    StrongModel strong = StrongModel.of(vendors.configuration(), strongModel);
    try (CostClient client = new CostClient(port)) {
      Progress both = new Progress(progress);
      List<Answered> routed = ask(client, null, both);
      List<Answered> always = ask(client, strong.model().name(), both);
      return new CostReport(
          load, strong, new Suitability(vendors.configuration(), hardWeight), routed, always);
    }
  }

  private List<Answered> ask(CostClient client, @Nullable String only, Progress progress)
      throws InterruptedException {
    List<Answered> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Answered>> pending = new ArrayList<>();
      for (LabelledPrompt prompt : load.prompts()) {
        pending.add(threads.submit(() -> client.ask(prompt, only)));
      }
      for (Future<Answered> each : pending) {
        answers.add(each.get());
        progress.one();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the comparison itself failed", e.getCause());
    }
    return answers;
  }

  private static final class Progress {
    private final IntConsumer told;
    private int answers;

    Progress(IntConsumer told) {
      this.told = told;
    }

    void one() {
      if (++answers % TELL_EVERY == 0) {
        told.accept(answers);
      }
    }
  }
}

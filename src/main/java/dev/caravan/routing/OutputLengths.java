package dev.caravan.routing;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long answers are, learned by task and model from those that were given: what a call will cost
 * is known only so. It belongs to the host, so that a live edit forgets nothing; it is bounded, and
 * safe for any number of threads.
 *
 * <p>A mean moves with the last {@value #MEMORY} answers. Before a model gave any for a task, that
 * of the task over all models stands for it, and before anybody did, the task's usual length; each
 * of them goes on to count as {@value #PRIOR} answers.
 */
public final class OutputLengths {
  static final int PRIOR = 5;
  static final int MEMORY = 50;

  /** So many pairs of task and model are kept; who comes later is known by its task alone. */
  static final int MOST = 10_000;

  private static final int MOST_TASKS = 200;

  private record Mean(double tokens, int count) {
    static final Mean NONE = new Mean(0, 0);

    Mean with(long more) {
      int seen = Math.min(count + 1, MEMORY);
      return new Mean(tokens + (more - tokens) / seen, seen);
    }

    double over(double prior) {
      return (prior * PRIOR + tokens * count) / (PRIOR + count);
    }
  }

  /** What is known of one task. */
  private static final class OfTask {
    final Map<String, Mean> models = new ConcurrentHashMap<>();
    volatile Mean all = Mean.NONE;
  }

  private final Map<String, OfTask> tasks = new ConcurrentHashMap<>();
  private final AtomicInteger pairs = new AtomicInteger();

  /**
   * Notes a whole answer.
   *
   * @param tokens of the completion, reasoning included; one of none tells nothing
   */
  public void learn(String task, String model, long tokens) {
    if (tokens <= 0 || (!tasks.containsKey(task) && tasks.size() >= MOST_TASKS)) {
      return;
    }
    OfTask of = tasks.computeIfAbsent(task, name -> new OfTask());
    synchronized (of) {
      of.all = of.all.with(tokens);
      Mean known = of.models.get(model);
      if (known != null) {
        of.models.put(model, known.with(tokens));
      } else if (pairs.incrementAndGet() <= MOST) {
        of.models.put(model, Mean.NONE.with(tokens));
      } else {
        pairs.decrementAndGet();
      }
    }
  }

  /**
   * How many tokens the model is expected to answer with.
   *
   * @param usual of the task, while nobody knows better
   */
  public double expected(String task, String model, double usual) {
    OfTask of = tasks.get(task);
    if (of == null) {
      return usual;
    }
    double ofTask = of.all.over(usual);
    Mean own = of.models.get(model);
    return own == null ? ofTask : own.over(ofTask);
  }

  /** Forgets all models but these. */
  public void retain(Collection<String> models) {
    for (OfTask of : tasks.values()) {
      synchronized (of) {
        int before = of.models.size();
        of.models.keySet().retainAll(models);
        pairs.addAndGet(of.models.size() - before);
      }
    }
  }
}

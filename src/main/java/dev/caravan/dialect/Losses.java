package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Quirks;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of one request the chosen vendor cannot be told, each handled by the policy of its
 * parameter: the request is refused, or the answer carries a warning, or nothing is said.
 */
public final class Losses {
  private static final Set<String> ALWAYS = Set.of("model", "messages", "stream");

  private final LossPolicies policies;
  private final List<String> warnings = new ArrayList<>();

  /** Nothing lost yet. */
  public Losses(LossPolicies policies) {
    this.policies = policies;
  }

  /**
   * Reports every field of a request that a dialect has no parameter for.
   *
   * @throws UpstreamException by the policy of one of them
   */
  public void check(ObjectNode chat, Dialect dialect) {
    Set<String> known = dialect.parameters();
    if (known == null) {
      return;
    }
    chat.properties()
        .forEach(
            field -> {
              String name = field.getKey();
              if (!field.getValue().isNull() && !known.contains(name) && !ALWAYS.contains(name)) {
                cannot(name, dialect.name() + " has no such parameter");
              }
            });
  }

  /**
   * The first field that a deployment has no parameter for and whose policy is to refuse; or null.
   */
  public static @Nullable String rejected(
      ObjectNode chat, Dialect dialect, Quirks quirks, LossPolicies policies) {
    Set<String> known = dialect.parameters();
    if (known == null && quirks.isEmpty()) {
      return null;
    }
    for (Map.Entry<String, JsonNode> field : chat.properties()) {
      String name = field.getKey();
      boolean expressible =
          ALWAYS.contains(name)
              || field.getValue().isNull()
              || ((known == null || known.contains(name))
                  && !OpenAiQuirks.refuses(quirks, name, field.getValue()));
      if (!expressible && policies.of(name) == LossPolicy.REJECT) {
        return name;
      }
    }
    return null;
  }

  /**
   * The vendor cannot be told this part of the request.
   *
   * @param parameter top-level field of the chat request, for example {@code logprobs}, or a path
   *     below one whose first name decides the policy, for example {@code messages[3].content[1]}
   * @param why for the client, for example {@code Anthropic has no token probabilities}
   * @throws UpstreamException of category UNSUPPORTED if the policy says reject: another vendor may
   *     take it
   */
  public void cannot(String parameter, String why) {
    switch (policies.of(parameter)) {
      case REJECT ->
          throw new UpstreamException(
              ErrorCategory.UNSUPPORTED,
              400,
              parameter + " cannot be expressed for the chosen model: " + why + ".",
              "invalid_request_error",
              "unsupported_parameter",
              parameter,
              0);
      case WARN -> warnings.add(parameter + " ignored: " + why);
      case DROP -> {}
    }
  }

  /** Warns of something that the client's API can say and the chat form cannot. */
  public void note(String warning) {
    warnings.add(warning);
  }

  /**
   * A part of the request that means nothing in this dialect, for example arguments that are no
   * JSON. Others may take it as it is; if nobody does, the client gets this error.
   */
  public static UpstreamException invalid(@Nullable String parameter, String what) {
    return new UpstreamException(
        ErrorCategory.UNSUPPORTED, 400, what, "invalid_request_error", null, parameter, 0);
  }

  /** The same policies, for a part of a request whose losses were told already. */
  Losses silent() {
    return new Losses(policies);
  }

  /** One line for each parameter that was left out with a warning. */
  public List<String> warnings() {
    return warnings;
  }
}

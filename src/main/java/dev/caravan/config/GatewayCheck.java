package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.ScoringSettings.Blend;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What gateway.yaml says beyond its schema: the models it names exist, and what is on can work. */
final class GatewayCheck {
  private final YamlDocument document;
  private final ModelNames names;
  private final Set<String> tasks;
  private final List<Problem> problems;

  /**
   * @param tasks of signals.yaml; empty: they are not known
   */
  GatewayCheck(YamlDocument document, ModelNames names, Set<String> tasks, List<Problem> problems) {
    this.document = document;
    this.names = names;
    this.tasks = tasks;
    this.problems = problems;
  }

  void check() {
    checkChatModel("/routing/default-model");
    checkChatModel("/routing/content-policy-fallback");
    checkChatModels("/routing/fallback-chain");
    checkAllowedModels("/clients/allowed-models");
    for (Map.Entry<String, JsonNode> task : document.at("/routing/tasks").properties()) {
      checkTask(task.getKey());
      checkChatModels(Pointers.child("/routing/tasks", task.getKey()) + "/models");
    }
    checkBlend("/routing/scoring/easy", ScoringSettings.DEFAULT.easy());
    checkBlend("/routing/scoring/hard", ScoringSettings.DEFAULT.hard());
    checkBaseCurrency();
    checkHeldBytes();
    checkPhrases("/routing/escalation/refusals");
    checkPhrases("/routing/escalation/unsure");
    checkFetchImages();
    checkOpenBytes();
  }

  private void checkTask(String task) {
    if (!tasks.isEmpty() && !tasks.contains(task)) {
      problems.add(
          document.problem(
              Pointers.child("/routing/tasks", task),
              "signals.yaml has no task \""
                  + task
                  + "\" ("
                  + NearestNames.hint(task, tasks)
                  + ")"));
    }
  }

  /** A body that alone is more than all may be together would never be let in. */
  private void checkOpenBytes() {
    String pointer = "/overload/max-open-bytes";
    JsonNode all = document.at(pointer);
    JsonNode one = document.at("/limits/max-request-bytes");
    if (!isSize(all) || !(one.isMissingNode() || isSize(one))) {
      return;
    }
    long longest = one.isMissingNode() ? GatewayReader.DEFAULT_MAX_REQUEST_BYTES : Units.bytes(one);
    if (Units.bytes(all) < longest) {
      problems.add(
          document.problem(
              pointer,
              document.shown(pointer)
                  + " is below limits.max-request-bytes (expected: >= "
                  + longest
                  + " bytes)"));
    }
  }

  private void checkHeldBytes() {
    String pointer = "/routing/escalation/max-held-bytes";
    JsonNode held = document.at(pointer);
    if (isSize(held) && Units.bytes(held) > EscalationSettings.MOST_HELD) {
      problems.add(
          document.problem(pointer, document.shown(pointer) + " is above 1MB (expected: <= 1MB)"));
    }
  }

  /** What has neither letters nor digits is in every text, or in none. */
  private void checkPhrases(String list) {
    for (int i = 0; i < document.at(list).size(); i++) {
      String pointer = Pointers.child(list, i);
      JsonNode phrase = document.at(pointer);
      if (phrase.isTextual() && phrase.textValue().chars().noneMatch(Character::isLetterOrDigit)) {
        problems.add(
            document.problem(
                pointer, document.shown(pointer) + " has no word (expected: I'm not sure)"));
      }
    }
  }

  private static boolean isSize(JsonNode node) {
    return node.isIntegralNumber()
        || (node.isTextual() && node.textValue().matches("[0-9]{1,9}(KB|MB|GB)"));
  }

  private void checkFetchImages() {
    String enabled = "/fetch-images/enabled";
    if (document.at(enabled).asBoolean(false)
        && document.at("/fetch-images/allowed-hosts").isEmpty()) {
      problems.add(
          document.problem(
              enabled,
              "is true without allowed-hosts (expected: images.example.com, *.example.com, *)"));
    }
  }

  /** Where nothing counts, all models would be alike. */
  private void checkBlend(String pointer, Blend usual) {
    JsonNode own = document.at(pointer);
    double sum =
        own.path("cost").asDouble(usual.cost())
            + own.path("speed").asDouble(usual.speed())
            + own.path("quality").asDouble(usual.quality());
    if (sum == 0) {
      problems.add(
          document.problem(pointer, "has no share above 0 (expected: {cost: 0.7, quality: 0.3})"));
    }
  }

  private void checkBaseCurrency() {
    String base = document.at("/routing/currency/base").asText("USD");
    String pointer = Pointers.child("/routing/currency/rates", base);
    JsonNode rate = document.at(pointer);
    if (rate.isNumber() && rate.decimalValue().compareTo(BigDecimal.ONE) != 0) {
      problems.add(
          document.problem(
              pointer, document.shown(pointer) + " is the rate of the base itself (expected: 1)"));
    }
  }

  private void checkChatModels(String pointer) {
    for (int i = 0; i < document.at(pointer).size(); i++) {
      checkChatModel(Pointers.child(pointer, i));
    }
  }

  private void checkChatModel(String pointer) {
    JsonNode name = document.at(pointer);
    if (name.isTextual()) {
      report(pointer, names.mistakeForChats(name.textValue()));
    }
  }

  private void checkAllowedModels(String list) {
    for (int i = 0; i < document.at(list).size(); i++) {
      String pointer = Pointers.child(list, i);
      JsonNode name = document.at(pointer);
      if (name.isTextual()) {
        report(pointer, names.mistake(name.textValue()));
      }
    }
  }

  private void report(String pointer, @Nullable String mistake) {
    if (mistake != null) {
      problems.add(document.problem(pointer, document.shown(pointer) + " " + mistake));
    }
  }
}

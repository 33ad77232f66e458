package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What gateway.yaml says beyond its schema: the models it names exist, and what is on can work. */
final class GatewayCheck {
  private final YamlDocument document;
  private final ModelNames names;
  private final List<Problem> problems;

  GatewayCheck(YamlDocument document, ModelNames names, List<Problem> problems) {
    this.document = document;
    this.names = names;
    this.problems = problems;
  }

  void check() {
    checkModel("/routing/default-model");
    checkModel("/routing/content-policy-fallback");
    int length = document.at("/routing/fallback-chain").size();
    for (int i = 0; i < length; i++) {
      checkModel(Pointers.child("/routing/fallback-chain", i));
    }
    checkFetchImages();
    checkOpenBytes();
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

  private void checkModel(String pointer) {
    JsonNode name = document.at(pointer);
    if (name.isTextual() && names.model(name.textValue()) == null) {
      problems.add(
          document.problem(
              pointer,
              document.shown(pointer)
                  + (" is no model ("
                      + NearestNames.hint(name.textValue(), names.models())
                      + ")")));
    }
  }
}

package dev.caravan.testing;

/** A choose-model.camel.yaml for tests: named models, then these rules, then the default model. */
public final class PolicyYaml {
  /** Where it stands in the folder of routes. */
  public static final String FILE = "pipeline/choose-model.camel.yaml";

  private final StringBuilder rules = new StringBuilder();

  /**
   * A rule.
   *
   * @param condition in Simple, without double quotes
   * @param models in the order of preference, separated by commas
   */
  public PolicyYaml rule(String id, String condition, String models) {
    rules.append(
        """
                      - id: rule-%1$s
                        expression: {simple: {expression: "%2$s"}}
                        steps:
                          - bean: {id: use-%1$s, ref: choose, method: "models(${variable.call}, '%1$s', '%3$s')"}
        """
            .formatted(id, condition, models));
    return this;
  }

  /** The file's text. */
  @Override
  public String toString() {
    return """
        - route:
            id: choose-model
            errorHandler: {noErrorHandler: {}}
            from:
              uri: direct:choose-model
              steps:
                - choice:
                    id: routing-rules
                    when:
                      - id: rule-explicit-model
                        expression: {simple: {expression: "${variable.auto} != true"}}
                        steps:
                          - process: {id: use-named-model, ref: choose.named}
        """
        + rules
        + """
                    otherwise:
                      steps:
                        - bean: {id: use-default, ref: choose, method: "models(${variable.call}, 'default', '')"}
        """;
  }
}

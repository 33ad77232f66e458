package dev.caravan.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that operators know from simple gateway scripts; they win over the
 * files. Wrong ones become problems of the file {@code environment}.
 */
final class EnvironmentShortCuts {
  private static final String FILE = "environment";
  private static final int LONGEST_TIMEOUT_MS = 3_600_000;
  private static final int MOST_RETRIES = 10;

  private final Map<String, String> environment;
  private final ModelNames names;
  private final List<Problem> problems;
  private final @Nullable Duration timeout;
  private final @Nullable Integer retries;
  private final List<String> modelPriority;
  private final List<String> primaryModels = new ArrayList<>();
  private final List<String> fallbackModels = new ArrayList<>();
  private final Set<String> preferredProviders = new LinkedHashSet<>();
  private final Map<String, TaskRouting> ofTasks = new HashMap<>();

  EnvironmentShortCuts(
      Map<String, String> environment,
      ModelNames names,
      Collection<String> tasks,
      List<Problem> problems) {
    this.environment = environment;
    this.names = names;
    this.problems = problems;
    Integer millis = number("TIMEOUT_MS", 1, LONGEST_TIMEOUT_MS, "milliseconds");
    this.timeout = millis == null ? null : Duration.ofMillis(millis);
    this.retries = number("RETRIES", 0, MOST_RETRIES, "a whole number");
    this.modelPriority = modelPriority();
    readNames("PRIMARY", primaryModels::add);
    readNames("FALLBACK", fallbackModels::add);
    tasks.forEach(this::readTask);
    names.providers().forEach(this::checkBaseUrl);
  }

  /** The models of a task: MODEL_CODING for the task coding. */
  static String taskVariable(String task) {
    return "MODEL_" + prefix(task);
  }

  private void readTask(String task) {
    String variable = taskVariable(task);
    String value = value(variable);
    if (value == null || variable.equals("MODEL_PRIORITY")) {
      return;
    }
    Set<String> models = new LinkedHashSet<>();
    for (String part : value.split(",", -1)) {
      if (!part.isBlank()) {
        readModel(variable, part.strip(), models::add);
      }
    }
    if (!models.isEmpty()) {
      ofTasks.put(task, new TaskRouting(List.copyOf(models), null));
    }
  }

  private void readModel(String variable, String name, Consumer<String> models) {
    String mistake = names.mistakeForChats(name);
    if (mistake == null) {
      models.accept(names.known(name));
    } else {
      report(variable, '"' + name + "\" " + mistake);
    }
  }

  static String keyVariable(String provider) {
    return prefix(provider) + "_API_KEY";
  }

  static String baseVariable(String provider) {
    return prefix(provider) + "_BASE";
  }

  @Nullable Secret apiKey(String provider) {
    String key = value(keyVariable(provider));
    return key == null ? null : new Secret(key);
  }

  @Nullable String baseUrl(String provider) {
    return value(baseVariable(provider));
  }

  Duration timeout(Duration own) {
    return timeout == null ? own : timeout;
  }

  Duration firstTokenTimeout(Duration own) {
    return timeout == null || own.compareTo(timeout) < 0 ? own : timeout;
  }

  /** PRIMARY and FALLBACK win over MODEL_PRIORITY, and that over the file. */
  GatewaySettings.Routing over(GatewaySettings.Routing file) {
    Set<String> chain = new LinkedHashSet<>();
    chain.addAll(
        primaryModels.isEmpty() ? List.of() : primaryModels.subList(1, primaryModels.size()));
    chain.addAll(fallbackModels);
    chain.addAll(modelPriority.isEmpty() ? file.fallbackChain() : modelPriority);
    Set<String> first = new LinkedHashSet<>(primaryModels);
    first.addAll(modelPriority);
    Map<String, TaskRouting> tasks = new HashMap<>(file.tasks());
    tasks.putAll(ofTasks);
    String defaultModel = modelPriority.isEmpty() ? file.defaultModel() : modelPriority.get(0);
    return new GatewaySettings.Routing(
        primaryModels.isEmpty() ? defaultModel : primaryModels.get(0),
        file.priority(),
        List.copyOf(chain),
        List.copyOf(preferredProviders),
        file.maxFallbacks(),
        retries == null ? file.retries() : retries,
        file.contentPolicyFallback(),
        file.deadline(),
        file.maxCostPerCall(),
        file.unknownModel(),
        file.midStream(),
        file.degradedReply(),
        file.scoring(),
        file.rates(),
        tasks,
        file.escalation(),
        List.copyOf(first));
  }

  private static String prefix(String provider) {
    return provider.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private @Nullable String value(String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private void checkBaseUrl(String provider) {
    String url = baseUrl(provider);
    String mistake = url == null ? null : BaseUrl.mistake(url);
    if (mistake != null) {
      report(baseVariable(provider), mistake);
    }
  }

  private @Nullable Integer number(String variable, int least, int most, String unit) {
    String value = value(variable);
    if (value == null) {
      return null;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    report(
        variable,
        '"' + value + "\" is not possible (expected: " + unit + ", " + least + " to " + most + ")");
    return null;
  }

  private List<String> modelPriority() {
    String value = value("MODEL_PRIORITY");
    if (value == null) {
      return List.of();
    }
    Set<String> models = new LinkedHashSet<>();
    listOfNames(value).forEach(name -> readModel("MODEL_PRIORITY", name, models::add));
    return List.copyOf(models);
  }

  private List<String> listOfNames(String json) {
    List<String> listed = new ArrayList<>();
    try {
      JsonNode list = new ObjectMapper().readTree(json);
      list.forEach(item -> listed.add(item.isTextual() ? item.textValue() : ""));
      if (list.isArray() && !list.isEmpty() && !listed.contains("")) {
        return listed;
      }
    } catch (JsonProcessingException e) {
      // The same as a list of something else.
    }
    report(
        "MODEL_PRIORITY",
        "is no JSON list of names (expected: [\"deepseek-chat\", \"qwen-plus\"])");
    return List.of();
  }

  private void readNames(String variable, Consumer<String> models) {
    String value = value(variable);
    for (String part : value == null ? new String[0] : value.split(",", -1)) {
      if (!part.isBlank()) {
        readName(variable, part.strip(), models);
      }
    }
  }

  private void readName(String variable, String name, Consumer<String> models) {
    String provider = provider(name);
    if (names.model(name) != null) {
      readModel(variable, name, models);
    } else if (provider != null) {
      preferredProviders.add(provider);
    } else {
      Set<String> known = new LinkedHashSet<>(names.providers());
      known.addAll(names.models());
      String hint = NearestNames.hint(name, known);
      report(variable, '"' + name + "\" is no model, alias or provider (" + hint + ")");
    }
  }

  private @Nullable String provider(String name) {
    return names.providers().stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
  }

  private void report(String variable, String message) {
    problems.add(new Problem(FILE, 0, variable + ": " + message));
  }
}

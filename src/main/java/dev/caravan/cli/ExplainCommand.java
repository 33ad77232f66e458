package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.camel.OfflineGateway;
import dev.caravan.config.PromptSketch;
import dev.caravan.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan explain}: who would answer a prompt, and why, without calling a vendor. */
@Command(
    name = "explain",
    description = "Tell which models would answer a prompt, and why, without calling a vendor.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_BYTES = 20 << 20;

  @Mixin private FolderOptions folders = new FolderOptions();

  @Parameters(
      paramLabel = "PROMPT",
      description = "text of the user's message; - reads it from standard input")
  private String prompt = "";

  @Option(
      names = "--model",
      paramLabel = "M",
      defaultValue = "auto",
      description = "what the client would ask for (default: auto)")
  private String model = "auto";

  @Option(
      names = "--priority",
      paramLabel = "P",
      description = "speed, quality, cost or balanced (default: none)")
  private @Nullable String priority;

  @Option(
      names = "--max-cost",
      paramLabel = "AMOUNT",
      description = "highest estimated cost (default: none)")
  private @Nullable String maxCost;

  @Option(
      names = "--deadline-ms",
      paramLabel = "MS",
      description = "milliseconds for all attempts (default: that of gateway.yaml)")
  private @Nullable String deadline;

  @Option(
      names = "--tags",
      paramLabel = "TAGS",
      description = "the request's tags, for example feature=search,team=x (default: none)")
  private @Nullable String tags;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "text of the system message (default: none)")
  private @Nullable String system;

  @Option(names = "--image", description = "the message brings an image")
  private boolean image;

  @Option(names = "--json", description = "print JSON in place of the table")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    QuietLog.set();
    try {
      ObjectNode decision =
          OfflineGateway.explain(folders.settings(Path.of("data")), Json.write(request()));
      return print(json ? decision.toPrettyString() + "\n" : new Explanation(decision).toString());
    } catch (ApiException e) {
      if (json) {
        print(OpenAiErrors.body(e).toPrettyString() + "\n");
      }
      System.err.println("caravan: " + e.text() + " (" + e.status() + " " + e.code() + ")");
    }
    return 1;
  }

  private ObjectNode request() throws IOException {
    ObjectNode sketch = JsonNodeFactory.instance.objectNode();
    sketch.put("prompt", prompt.equals(STANDARD_INPUT) ? standardInput() : prompt);
    sketch.put("image", image);
    if (system != null) {
      sketch.put("system", system);
    }
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
    request.set("messages", PromptSketch.messages(sketch));
    ObjectNode options = request.putObject("caravan");
    put(options, "priority", priority);
    put(options, "max_cost", maxCost);
    put(options, "deadline_ms", deadline);
    put(options, "tags", tags);
    return request;
  }

  private static void put(ObjectNode options, String name, @Nullable String value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private static String standardInput() throws IOException {
    byte[] text = System.in.readNBytes(MAX_BYTES + 1);
    if (text.length > MAX_BYTES) {
      throw ApiException.of(
          413,
          "invalid_request_error",
          "request_too_large",
          "The prompt is longer than " + MAX_BYTES + " bytes.");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
    return 0;
  }
}

package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.SchemaCheck;
import dev.caravan.config.Units;
import dev.caravan.config.YamlDocument;
import dev.caravan.drill.VendorScript.Fault;
import dev.caravan.drill.VendorScript.Outage;
import dev.caravan.sandbox.SandboxFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a script: all problems with file and line, or a script that can be run. */
public final class DrillScriptReader {
  private static final String BUILT_IN = "/caravan/drill.yaml";
  private static final SchemaCheck SCHEMA =
      SchemaCheck.named("drill.schema.json", pointer -> false);
  private static final String FIRST = "first";
  private static final String OTHERS = "others";
  private static final long MAX_BYTES = 1_000_000;

  private DrillScriptReader() {}

  /** The script in the jar. */
  public static DrillScript builtIn() {
    return read("drill.yaml", builtInText());
  }

  /** The text of the script in the jar, to be copied. */
  public static byte[] builtInText() {
    try (InputStream in = DrillScriptReader.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException(BUILT_IN + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An operator's own script.
   *
   * @throws ProblemsException with everything that is wrong
   */
  public static DrillScript read(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
        return read(file.toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw ProblemsException.of(file.toString(), "cannot be read (expected: a readable file)");
    }
    throw ProblemsException.of(
        file.toString(),
        Files.exists(file)
            ? "is too large or no file (expected: at most 1 MB)"
            : "is missing (expected: a file; --script names it)");
  }

  /**
   * @param file the name that problems carry
   * @throws ProblemsException with everything that is wrong
   */
  static DrillScript read(String file, byte[] yaml) {
    List<Problem> problems = new ArrayList<>();
    YamlDocument document = YamlDocument.parse(file, yaml, raw -> raw, problems);
    if (document == null) {
      throw new ProblemsException(problems);
    }
    SCHEMA.check(document, problems);
    if (problems.isEmpty()) {
      document
          .at("/vendors")
          .fieldNames()
          .forEachRemaining(name -> check(document, "/vendors/" + escaped(name), problems));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return script(document.root());
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What a schema cannot say. */
  private static void check(YamlDocument document, String vendor, List<Problem> problems) {
    JsonNode node = document.at(vendor);
    JsonNode latency = node.path("latency");
    if (!Latency.isPossible(duration(latency, "mean", ""), duration(latency, "p95", ""))) {
      problems.add(
          document.problem(
              vendor + "/latency/p95",
              "is not possible with this mean (expected: from the mean to "
                  + Latency.WIDEST
                  + " times the mean)"));
    }
    double shares = 0;
    for (JsonNode fault : node.path("faults")) {
      shares += fault.path("share").asDouble();
    }
    if (shares > 100) {
      problems.add(
          document.problem(
              vendor + "/faults",
              "the shares of all faults are " + shares + " percent (expected: at most 100)"));
    }
    Duration end = Duration.ZERO;
    for (int i = 0; i < node.path("outages").size(); i++) {
      JsonNode outage = node.path("outages").path(i);
      Duration from = duration(outage, "from", "");
      if (from.compareTo(end) < 0) {
        problems.add(
            document.problem(
                vendor + "/outages/" + i,
                "begins before the one above has ended (expected: in order, without overlap)"));
      }
      end = from.plus(duration(outage, "lasts", ""));
    }
  }

  private static DrillScript script(JsonNode root) {
    JsonNode goals = root.path("goals");
    JsonNode load = root.path("load");
    Map<String, VendorScript> vendors = new LinkedHashMap<>();
    root.path("vendors").properties().forEach(e -> vendors.put(e.getKey(), vendor(e.getValue())));
    VendorScript first = vendors.remove(FIRST);
    VendorScript others = vendors.remove(OTHERS);
    if (first == null || others == null) {
      throw new IllegalStateException("the schema asks for both");
    }
    return new DrillScript(
        new DrillScript.Goals(
            goals.path("availability").asDouble(99.9),
            duration(goals, "recovery", "10s"),
            duration(goals, "deadline-overrun", "100ms")),
        new DrillScript.Load(
            load.path("requests").asInt(2_000),
            load.path("rate").asDouble(5),
            load.path("streamed").asDouble(50),
            duration(load, "client-timeout", "30s"),
            load.path("answer-tokens").asInt(40)),
        first,
        others,
        vendors);
  }

  private static VendorScript vendor(JsonNode node) {
    JsonNode latency = node.path("latency");
    List<Fault> faults = new ArrayList<>();
    for (JsonNode fault : node.path("faults")) {
      faults.add(
          new Fault(
              SandboxFault.parse(fault.path("fault").asText()),
              fault.path("share").asDouble(),
              fault.has("retry-after") ? duration(fault, "retry-after", "") : Duration.ZERO));
    }
    List<Outage> outages = new ArrayList<>();
    for (JsonNode outage : node.path("outages")) {
      outages.add(
          new Outage(
              duration(outage, "from", ""),
              duration(outage, "lasts", ""),
              SandboxFault.parse(outage.path("fault").asText()),
              outage.path("cuts-answers").asBoolean(false)));
    }
    return new VendorScript(
        new Latency(duration(latency, "mean", ""), duration(latency, "p95", "")),
        node.path("first-token").asDouble(30),
        faults,
        outages);
  }

  private static Duration duration(JsonNode node, String key, String usual) {
    return Units.duration(node.path(key).asText(usual));
  }
}

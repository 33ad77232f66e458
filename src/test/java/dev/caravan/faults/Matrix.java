package dev.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.faults.Fault.Case;
import dev.caravan.faults.Fault.Outcome;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ReceivedRequest;
import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All rows before one gateway, whose first candidates fail and whose second ones do not. */
final class Matrix implements AutoCloseable {
  /** Of the vendors that do not fail. */
  static final String TEXT = "From the vendor that answers. 十二米。";

  static final String GOOD_SECRET = "sk-second-secret-key";

  private static final Pattern CELL = Pattern.compile("cell (r\\d+) ([A-Z]+_[A-Z]+)");

  /** Most of the time is spent waiting for vendors that do not answer. */
  private static final int AT_A_TIME = 6;

  private final RetryRules rules;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, AtomicInteger> goodCalls = new ConcurrentHashMap<>();
  private final FakeVendor failing = FakeVendor.start();
  private final FakeVendor good = FakeVendor.start();
  private final Gateway gateway;

  Matrix(RetryRules rules, List<List<Fault>> faults, TlsIdentity identity) throws IOException {
    this.rules = rules;
    for (Fault fault : faults.stream().flatMap(List::stream).toList()) {
      for (Voice voice : fault.isSaid() ? Voice.ALL : Voice.ALL.subList(0, 1)) {
        String name = "r" + rows.size();
        rows.put(name, new Row(name, fault, voice, identity));
      }
    }
    failing.answerBy(this::fail);
    good.answerBy(this::succeed);
    gateway =
        Gateway.withVendor(good.baseUrl())
            .models(models())
            .gateway(
                """
                routing: %s
                retries:
                  rate-limit: {pause: 1ms}
                  overloaded: {pause: 1ms}
                  server: {pause: 1ms}
                  network: {pause: 1ms}
                  key-rest: 1ms
                cache: {exact: {enabled: false}}
                access-log: {enabled: false}
                """
                    .formatted(rules.routing))
            .start();
  }

  private String models() {
    StringBuilder providers = new StringBuilder("providers:\n");
    StringBuilder models = new StringBuilder("models:\n");
    for (Voice voice : List.of(Voice.of("openai"), Voice.of("anthropic"))) {
      providers.append(
          "  good-%s: {dialect: %s, base-url: \"%s/%s\", api-keys: [%s]}\n"
              .formatted(
                  voice.dialect(), voice.dialect(), good.baseUrl(), voice.dialect(), GOOD_SECRET));
      models.append(
          "  good-%s: {context-window: 200000, deployments: [{provider: good-%s}]}\n"
              .formatted(voice.dialect(), voice.dialect()));
    }
    rows.forEach(
        (name, row) -> {
          providers.append(
              "  %s: {dialect: %s, base-url: \"%s\", api-keys: [%s], pool: {connect-timeout: 10m}}\n"
                  .formatted(
                      name,
                      row.voice.dialect(),
                      row.baseUrl(failing.baseUrl()),
                      row.fault.keys() == 1
                          ? Faults.SECRET
                          : Faults.SECRET + ", " + Faults.OTHER_SECRET));
          models.append(
              "  %s: {%s context-window: 8000, circuit-breaker: {failure-threshold: %d, recovery: 10m}, deployments: [{provider: %s}]}\n"
                  .formatted(
                      name,
                      row.fault.stalls()
                          ? "timeout: 300ms, first-token-timeout: 300ms, idle-timeout: 300ms,"
                          : "",
                      Math.max(1, faultsOf(row)),
                      name));
        });
    return providers.append(models).toString();
  }

  /** How many faults the breaker of a row counts, when all of its columns were run. */
  private int faultsOf(Row row) {
    int faults = 0;
    for (Column column : Column.values()) {
      Case fault = row.fault.in(column, row.voice);
      ErrorCategory category = fault == null ? null : fault.category();
      if (fault != null && category != null && category.isVendorFault()) {
        // A key that another one can replace is no fault of the deployment.
        faults += row.fault.keys() > 1 ? 1 : calls(row, fault);
      }
    }
    return faults;
  }

  /** Calls at the vendor that fails. */
  int calls(Row row, Case fault) {
    ErrorCategory category = fault.category();
    return category == null || fault.outcome() == Outcome.BROKEN
        ? 1
        : rules.calls(
            category, !row.fault.name().contains("beyond the deadline"), row.fault.keys());
  }

  private Answer fail(ReceivedRequest request) {
    Matcher cell = cell(request);
    Row row = rows.get(cell.group(1));
    Column column = Column.valueOf(cell.group(2));
    row.called(column);
    Case fault = row.fault.in(column, row.voice);
    assertThat(fault).isNotNull();
    return fault.answer();
  }

  private Answer succeed(ReceivedRequest request) {
    Matcher cell = cell(request);
    goodCalls.computeIfAbsent(cell.group(), c -> new AtomicInteger()).incrementAndGet();
    Voice voice = Voice.of(request.path().split("/", -1)[1]);
    return Column.valueOf(cell.group(2)).stream ? voice.wholeStream(TEXT) : voice.plain(TEXT);
  }

  private static Matcher cell(ReceivedRequest request) {
    Matcher cell = CELL.matcher(request.body());
    assertThat(cell.find()).as(request.body()).isTrue();
    return cell;
  }

  int goodCalls(Row row, Column column) {
    AtomicInteger calls = goodCalls.get(row.prompt(column));
    return calls == null ? 0 : calls.get();
  }

  Gateway gateway() {
    return gateway;
  }

  RetryRules rules() {
    return rules;
  }

  /** Runs all cells; rows at a time, the columns of a row one after the other. */
  void run(FaultPage page) throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> running = new ArrayList<>();
      for (Row row : rows.values()) {
        running.add(workers.submit(() -> run(row, page)));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    gateway.awaitIdle();
  }

  private void run(Row row, FaultPage page) {
    String breaker = row.name + "@" + row.name;
    for (Column column : Column.values()) {
      Case fault = row.fault.in(column, row.voice);
      if (fault != null) {
        page.ran(rules, row, column, () -> new Cell(this, row, column, fault).check());
      }
    }
    page.ran(
        rules,
        row,
        null,
        () ->
            assertThat(gateway.stats().path("circuit_breakers").path(breaker).asText())
                .isEqualTo(faultsOf(row) > 0 ? "OPEN" : "CLOSED"));
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    failing.close();
    good.close();
    for (Row row : rows.values()) {
      row.close();
    }
  }
}

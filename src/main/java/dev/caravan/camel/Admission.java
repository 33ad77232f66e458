package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.ClientKeys;
import dev.caravan.api.ApiException;
import dev.caravan.api.ChatRequestCheck;
import dev.caravan.api.RequestOptions;
import dev.caravan.api.RequestOptionsReader;
import dev.caravan.call.Call;
import dev.caravan.call.Rehearsal;
import dev.caravan.routing.NameResolver;
import dev.caravan.signals.SignalReader;
import dev.caravan.signals.Signals;
import java.time.Clock;
import java.time.LocalTime;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/** The bean {@code admission}: who calls, and whether what they ask for is a request. */
public final class Admission {
  private final ClientKeys keys;
  private final Set<String> allowedModels;
  private final SignalReader signals;
  private final Clock clock;

  /**
   * @param allowedModels catalogue names that clients may use; empty: all
   * @param clock tells the hour that rules may ask for, in its own zone
   */
  public Admission(ClientKeys keys, Set<String> allowedModels, SignalReader signals, Clock clock) {
    this.keys = keys;
    this.allowedModels = allowedModels;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * Notes the tenant.
   *
   * @throws ApiException 401
   */
  public void authenticate(Call call) {
    String apiKey = call.header("x-api-key");
    call.belongsTo(
        keys.authenticate(
                call.header("authorization"), apiKey != null ? apiKey : call.header("api-key"))
            .within(allowedModels));
  }

  /**
   * Lets a client pass where there is no call to note it in.
   *
   * @throws ApiException 401
   */
  public void authenticateOnly(
      @Header("Authorization") @Nullable String authorization,
      @Header("x-api-key") @Nullable String xApiKey,
      @Header("api-key") @Nullable String apiKey) {
    keys.authenticate(authorization, xApiKey != null ? xApiKey : apiKey);
  }

  /**
   * Checks the request, takes the gateway's own fields out, and notes what the routes ask about it.
   *
   * @throws ApiException 400 naming the field
   */
  public void admit(Call call, Exchange exchange) {
    JsonNode body = (JsonNode) exchange.getMessage().getBody();
    ObjectNode own = ChatRequestCheck.object(body, call.front().promptField());
    JsonNode fields = own.remove("caravan");
    RequestOptions options =
        RequestOptionsReader.read(
            call.headers(), fields == null || fields.isNull() ? null : fields);
    ObjectNode request = call.front().toChat(own);
    String model = request.path("model").asText(NameResolver.AUTO).strip();
    boolean stream = request.path("stream").asBoolean(false);
    boolean usageAsked = request.path("stream_options").path("include_usage").asBoolean(false);
    call.accept(
        own, request, options, model.isEmpty() ? NameResolver.AUTO : model, stream, usageAsked);
    boolean auto = NameResolver.isAuto(call.requestedModel());
    exchange.setVariable(GatewayVariables.AUTO, auto);
    if (auto) {
      Signals read = read(call);
      call.about(read);
      exchange.setVariable(GatewayVariables.SIGNALS, read);
    }
  }

  /** What a checked request is about. */
  Signals read(Call call) {
    Rehearsal rehearsal = call.rehearsal();
    int hour = rehearsal == null ? LocalTime.now(clock).getHour() : rehearsal.hour();
    return signals.read(
        call.request(), new SignalReader.Context(call.options().tags(), call.tenant().id(), hour));
  }
}

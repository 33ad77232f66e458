package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.SourceFiles;
import dev.caravan.config.Substitution;
import dev.caravan.fetch.FileFetcher;

/** A gateway that can be asked who would answer, and that nobody else can reach. */
public final class OfflineGateway {
  private OfflineGateway() {}

  /**
   * Who would answer a request, and why, without a port and without a vendor.
   *
   * @param request as a client would send it to {@code /v1/route}
   * @return what that would answer
   * @throws ProblemsException with every problem of the files
   * @throws ApiException what the client would get in place of a decision
   */
  public static ObjectNode explain(HostSettings settings, byte[] request) {
    try (SharedState state = new SharedState(settings, FileFetcher.toPublicAddresses())) {
      return new GenerationBuilder(state, settings, Substitution.NONE)
          .offline(
              SourceFiles.read(settings.config(), settings.routes()),
              generation -> explain(generation, settings, request));
    }
  }

  private static ObjectNode explain(Generation generation, HostSettings settings, byte[] request) {
    String routes = settings.routes().toString();
    try (DryRun dryRun = new DryRun(generation.context(), settings.clientKey(), routes)) {
      return Decisions.in(generation.context()).report(dryRun.decide(request, null));
    }
  }
}

package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.routing.Decision;
import dev.caravan.routing.DecisionReport;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The bean {@code decisions}: tells what was decided about calls that go no further. */
public final class Decisions {
  private static final String NAME = "decisions";

  private final Choice choice;
  private final Admission admission;

  Decisions(Choice choice, Admission admission) {
    this.choice = choice;
    this.admission = admission;
  }

  /** The bean of a generation. */
  static Decisions in(CamelContext context) {
    return context.getRegistry().lookupByNameAndType(NAME, Decisions.class);
  }

  /** Leaves the decision in the body. */
  void tell(Call call, Exchange exchange) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    AnswerReport.headers(call).forEach(message::setHeader);
    message.setBody(report(call));
  }

  /** The decision about a call for which choose-model has run, and who would be asked. */
  ObjectNode report(Call call) {
    return DecisionReport.of(of(call), call.attempts().candidates())
        .put("requested", call.requestedModel());
  }

  /** The decision about such a call, with every model judged that it was made among. */
  Decision of(Call call) {
    return choice.explained(call, admission::read);
  }
}

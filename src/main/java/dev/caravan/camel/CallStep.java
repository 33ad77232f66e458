package dev.caravan.camel;

import dev.caravan.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A step that every call goes through, as a Camel processor. The routes name these steps as {@code
 * process}, by bean and method: {@code dispatcher.begin}. Camel's {@code bean} would look the
 * method up and bind its arguments anew each time, half a microsecond for each of fifteen steps.
 */
@FunctionalInterface
interface CallStep extends Processor {
  void run(Call call, Exchange exchange) throws Exception;

  @Override
  default void process(Exchange exchange) throws Exception {
    // A cast, and not Camel's type converter, which would be asked at every step.
    run((Call) exchange.getVariable(GatewayVariables.CALL), exchange);
  }
}

package dev.caravan.camel;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system asks of the process. The JVM tells it through {@code sun.misc.Signal},
 * which has no successor; it is reached by name, because the compiler warns of it without end.
 */
final class ProcessSignals {
  private static final Logger LOG = LoggerFactory.getLogger("caravan");

  private ProcessSignals() {}

  /** Has this run, on a thread of the JVM's, when the signal comes; {@code name} without SIG. */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calling =
          Proxy.newProxyInstance(
              ProcessSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("equals") ? proxy == arguments[0] : name.hashCode();
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIG{} is not heard on this JVM", name);
    }
  }
}

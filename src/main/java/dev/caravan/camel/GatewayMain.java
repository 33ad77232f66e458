package dev.caravan.camel;

import dev.caravan.config.ProblemsException;
import java.io.IOException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The process: Camel Main holds the host, and with it the way from start to orderly end. The
 * contexts that have routes are the host's generations.
 */
public final class GatewayMain {
  private GatewayMain() {}

  /** Runs until SIGTERM or Ctrl-C; returns the exit code. */
  public static int run(HostSettings settings) {
    GatewayHost host = new GatewayHost(settings);
    Main main = new Main();
    main.setAppName("Caravan");
    main.setPropertyPlaceholderLocations("false");
    main.configure().setRoutesIncludePattern("false");
    main.configure().setBasePackageScanEnabled(false);
    main.configure().setJmxEnabled(false);
    main.configure().setShutdownTimeout(90);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void afterConfigure(BaseMainSupport started) {
            try {
              started.getCamelContext().addService(host, true, true);
            } catch (Exception e) {
              throw new HostFailedException(e);
            }
          }

          @Override
          public void afterStart(BaseMainSupport started) {
            System.out.println(
                "caravan ready on http://" + shown(settings.host()) + ":" + host.port());
            System.out.flush();
          }
        });
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    try {
      // The JVM's own handling of these two would end with a status that is not 0.
      ProcessSignals.on("TERM", main::completed);
      ProcessSignals.on("INT", main::completed);
      ProcessSignals.on("HUP", () -> Thread.startVirtualThread(host::reloadNow));
      main.run();
      return main.getExitCode();
    } catch (Exception e) {
      System.err.println("caravan: " + reason(e));
      return 1;
    }
  }

  private static String shown(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  private static String reason(Throwable thrown) {
    String last = null;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof ProblemsException || t instanceof IOException) {
        return String.valueOf(t.getMessage());
      }
      last = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }
    return String.valueOf(last);
  }

  private static final class HostFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostFailedException(@Nullable Throwable cause) {
      super(cause);
    }
  }
}

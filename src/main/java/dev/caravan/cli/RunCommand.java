package dev.caravan.cli;

import dev.caravan.camel.GatewayMain;
import dev.caravan.camel.HostSettings;
import dev.caravan.config.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan run}: the gateway in the foreground, until it is told to stop. */
@Command(
    name = "run",
    description = "Start the gateway in the foreground.",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  @Mixin private FolderOptions folders = new FolderOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "${env:CARAVAN_PORT:-8899}",
      description = "port to listen on (CARAVAN_PORT; default: 8899)")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = "${env:CARAVAN_HOST:-127.0.0.1}",
      description = "address to listen on (CARAVAN_HOST; default: 127.0.0.1)")
  private String host = "127.0.0.1";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:CARAVAN_DATA:-data}",
      description = "folder of what the gateway writes (CARAVAN_DATA; default: data)")
  private Path data = Path.of("data");

  @Option(
      names = "--admin-key",
      paramLabel = "KEY",
      defaultValue = "${env:CARAVAN_ADMIN_KEY:-}",
      description = "key of the admin endpoints (CARAVAN_ADMIN_KEY)")
  private @Nullable String adminKey;

  @Option(
      names = "--token",
      paramLabel = "KEY",
      defaultValue = "${env:GATEWAY_TOKEN:-}",
      description = "the key that clients must bring (GATEWAY_TOKEN)")
  private @Nullable String token;

  @Option(
      names = "--insecure",
      description = "listen beyond this machine even though clients need no key")
  private boolean insecure;

  @Override
  public Integer call() {
    Secret clientKey = new Secret(token == null ? "" : token);
    if (!isLoopback(host) && clientKey.isEmpty() && !insecure) {
      return fail(
          "refusing to listen on "
              + host
              + " without a client key: set GATEWAY_TOKEN, or pass --insecure if that is meant");
    }
    if (port < 0 || port > 65_535) {
      return fail("--port: " + port + " (expected: 0 to 65535)");
    }
    HostSettings settings =
        new HostSettings(
            host,
            port,
            folders.config(),
            folders.routes(),
            data,
            Map.copyOf(System.getenv()),
            new Secret(adminKey == null ? "" : adminKey),
            clientKey,
            true);
    return GatewayMain.run(settings);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int fail(String message) {
    System.err.println("caravan: " + message);
    return 1;
  }
}

package dev.caravan.testing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The look-up of names in tests: that of the system, but for names under {@link #DOMAIN}, whose
 * server never answers.
 */
public final class HangingNames extends InetAddressResolverProvider {
  public static final String DOMAIN = ".hangs.invalid";

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "hanging names";
  }

  private record Resolver(InetAddressResolver system) implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      if (!host.endsWith(DOMAIN)) {
        return system.lookupByName(host, policy);
      }
      try {
        if (NEVER.await(10, TimeUnit.MINUTES)) {
          throw new AssertionError("nobody releases it");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException(host);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return system.lookupByAddress(address);
    }
  }
}

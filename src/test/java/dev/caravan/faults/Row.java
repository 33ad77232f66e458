package dev.caravan.faults;

import dev.caravan.testing.HangingNames;
import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fault before a vendor of one dialect: a provider, a model and a breaker of its own, so that
 * rows do not touch each other.
 */
final class Row implements AutoCloseable {
  final String name;
  final Fault fault;
  final Voice voice;
  private final Map<Column, AtomicInteger> calls = new EnumMap<>(Column.class);
  private final @Nullable BareVendor bare;
  private final @Nullable Socket unheard;

  Row(String name, Fault fault, Voice voice, TlsIdentity identity) throws IOException {
    this.name = name;
    this.fault = fault;
    this.voice = voice;
    for (Column column : Column.values()) {
      calls.put(column, new AtomicInteger());
    }
    this.bare =
        switch (fault.place()) {
          case PLAIN_AT_HTTPS -> BareVendor.plain();
          case WRONG_CERTIFICATE, TLS_AT_HTTP -> BareVendor.tls(identity);
          default -> null;
        };
    this.unheard = fault.place() == Fault.Place.REFUSED ? new Socket() : null;
    if (unheard != null) {
      // Bound, so that nobody else gets the port, and not listening.
      unheard.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
  }

  /** Where the gateway is told that the vendor is. */
  String baseUrl(String vendors) {
    return switch (fault.place()) {
      case THERE -> vendors;
      case REFUSED -> "http://127.0.0.1:" + (unheard == null ? 0 : unheard.getLocalPort());
      case NO_SUCH_HOST -> "https://api.vendor.invalid";
      case SILENT_DNS -> "https://api.vendor" + HangingNames.DOMAIN;
      case WRONG_CERTIFICATE, PLAIN_AT_HTTPS -> "https://127.0.0.1:" + port();
      case TLS_AT_HTTP -> "http://127.0.0.1:" + port();
    };
  }

  private int port() {
    return bare == null ? 0 : bare.port();
  }

  /** The prompt of a cell, by which the vendor knows it. */
  String prompt(Column column) {
    return "cell " + name + " " + column.name();
  }

  void called(Column column) {
    calls.get(column).incrementAndGet();
  }

  /** Calls at the failing vendor so far; -1 where there is nobody to count them. */
  int calls(Column column) {
    return switch (fault.place()) {
      case THERE -> calls.get(column).get();
      case REFUSED, NO_SUCH_HOST, SILENT_DNS -> -1;
      default -> bare == null ? -1 : bare.tried();
    };
  }

  @Override
  public void close() throws IOException {
    if (bare != null) {
      bare.close();
    }
    if (unheard != null) {
      unheard.close();
    }
  }
}

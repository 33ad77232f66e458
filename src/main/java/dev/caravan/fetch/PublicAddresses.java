package dev.caravan.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are the public internet's, and not of this machine or its neighbours. Source:
 * IANA's registries of special-purpose addresses for IPv4 and IPv6.
 */
final class PublicAddresses {
  private static final List<AddressBlock> SPECIAL_V4 =
      blocks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by carriers; metadata at Alibaba Cloud
          "127.0.0.0/8", // loopback
          "168.63.129.16/32", // the platform's own at Azure
          "169.254.0.0/16", // link-local; metadata at most clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocols; metadata at Oracle Cloud
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays, retired
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  /** All that is given out to the public; the rest of IPv6 is local, multicast or reserved. */
  private static final List<AddressBlock> GLOBAL_V6 = blocks("2000::/3");

  private static final List<AddressBlock> SPECIAL_V6 =
      blocks(
          "2001::/23", // protocols, Teredo
          "2001:db8::/32", // documentation
          "3fff::/20"); // documentation

  private static final List<AddressBlock> NAT64 = blocks("64:ff9b::/96");
  private static final List<AddressBlock> SIX_TO_FOUR = blocks("2002::/16");

  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return !isIn(SPECIAL_V4, address);
    }
    if (isIn(NAT64, address)) {
      return isPublic(embedded(address, 12));
    }
    if (isIn(SIX_TO_FOUR, address)) {
      return isPublic(embedded(address, 2));
    }
    return isIn(GLOBAL_V6, address) && !isIn(SPECIAL_V6, address);
  }

  /** The IPv4 address that these four bytes of an IPv6 address lead to. */
  private static InetAddress embedded(InetAddress address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean isIn(List<AddressBlock> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<AddressBlock> blocks(String... blocks) {
    return Stream.of(blocks).map(AddressBlock::of).toList();
  }
}

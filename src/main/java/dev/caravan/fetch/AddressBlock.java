package dev.caravan.fetch;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/**
 * Addresses that begin with the same bits. Netty has such a rule too; its blocks of IPv6 hold
 * addresses that are not theirs (4.1.130).
 */
final class AddressBlock {
  private final byte[] prefix;
  private final int bits;

  private AddressBlock(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /** The block of a text as {@code 10.0.0.0/8}. */
  static AddressBlock of(String text) {
    int slash = text.indexOf('/');
    return new AddressBlock(
        NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
      int at = bit / Byte.SIZE;
      if (((bytes[at] ^ prefix[at]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}

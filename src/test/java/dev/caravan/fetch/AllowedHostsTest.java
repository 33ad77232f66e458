package dev.caravan.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedHostsTest {
  @ParameterizedTest
  @CsvSource({
    "images.example.com, https://images.example.com/a.png, true",
    "images.example.com, https://images.example.com:443/a.png, true",
    "images.example.com, https://images.example.com./a.png, true",
    "Images.Example.com, https://IMAGES.example.COM/a.png, true",
    "images.example.com, https://images.example.com:8443/a.png, false",
    "images.example.com:8443, https://images.example.com:8443/a.png, true",
    "images.example.com:8443, https://images.example.com/a.png, false",
    "images.example.com, https://other.example.com/a.png, false",
    "images.example.com, https://images.example.com.evil.example/a.png, false",
    "images.example.com, https://evil-images.example.com/a.png, false",
    "*.example.com, https://images.example.com/a.png, true",
    "*.example.com, https://a.b.example.com/a.png, true",
    "*.example.com, https://example.com/a.png, false",
    "*.example.com, https://badexample.com/a.png, false",
    "*.example.com, https://images.example.com:8443/a.png, false",
    "*.example.com:8443, https://images.example.com:8443/a.png, true",
    "*, https://anything.example/a.png, true",
    "*, https://[2606:4700::1]/a.png, true",
    "*, https://anything.example:22/a.png, false",
    "*:8443, https://anything.example:8443/a.png, true"
  })
  void aHostIsAllowedByItsNameAndPort(String pattern, String address, boolean allowed) {
    assertThat(new AllowedHosts(List.of("first.example", pattern)).allows(URI.create(address)))
        .isEqualTo(allowed);
  }
}

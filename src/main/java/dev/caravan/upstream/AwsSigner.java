package dev.caravan.upstream;

import dev.caravan.dialect.AwsCredentials;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests to Bedrock with AWS Signature Version 4. Safe for use by many threads. */
public final class AwsSigner {
  private static final String BEDROCK = "bedrock";
  private static final String DEFAULT_REGION = "us-east-1";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final String service;
  private final Clock clock;

  /**
   * A signer for Bedrock.
   *
   * @param clock AWS refuses signatures that are five minutes off
   */
  public AwsSigner(Clock clock) {
    this(BEDROCK, clock);
  }

  AwsSigner(String service, Clock clock) {
    this.service = service;
    this.clock = clock;
  }

  /**
   * The headers to add to a request, {@code authorization} and {@code x-amz-date} among them.
   *
   * @param uri exactly as it is sent, percent-encoded
   * @param headers that are sent and are to be signed, for example {@code content-type}; {@code
   *     host} is signed in any case
   */
  public Map<String, String> sign(
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      String region,
      AwsCredentials credentials) {
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder().uri(uri).method(SdkHttpMethod.fromValue(method));
    headers.forEach(request::putHeader);
    request.putHeader("host", host(uri));
    var signed =
        signer.sign(
            sign ->
                sign.identity(identity(credentials))
                    .request(request.build())
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    return added(signed.request().headers(), headers);
  }

  /**
   * The region in the host of a base URL, {@code bedrock-runtime.{region}.amazonaws.com}.
   *
   * @return {@code us-east-1} where the host names none
   */
  public static String region(URI baseUrl) {
    String host = baseUrl.getHost();
    String[] labels = (host == null ? "" : host.toLowerCase(Locale.ROOT)).split("\\.", -1);
    for (int i = 0; i + 1 < labels.length; i++) {
      if (labels[i].startsWith("bedrock-runtime")) {
        return labels[i + 1];
      }
    }
    return DEFAULT_REGION;
  }

  private static AwsCredentialsIdentity identity(AwsCredentials credentials) {
    String token = credentials.sessionToken();
    return token == null
        ? AwsCredentialsIdentity.create(credentials.accessKeyId(), credentials.secretAccessKey())
        : AwsSessionCredentialsIdentity.create(
            credentials.accessKeyId(), credentials.secretAccessKey(), token);
  }

  /** The port counts unless it is the scheme's own, as in the header that HTTP clients send. */
  private static String host(URI uri) {
    boolean usual =
        uri.getPort() < 0
            || (uri.getPort() == 443 && "https".equals(uri.getScheme()))
            || (uri.getPort() == 80 && "http".equals(uri.getScheme()));
    return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private static Map<String, String> added(
      Map<String, List<String>> signed, Map<String, String> given) {
    Map<String, String> added = new LinkedHashMap<>();
    signed.forEach(
        (name, values) -> {
          if (!name.equalsIgnoreCase("host")
              && given.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            added.put(name.toLowerCase(Locale.ROOT), values.getFirst());
          }
        });
    return added;
  }
}

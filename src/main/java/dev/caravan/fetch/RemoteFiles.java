package dev.caravan.fetch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.config.GatewaySettings.FetchImages;
import dev.caravan.dialect.Losses;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts the content of images and files in the place of their addresses, for vendors that take only
 * the bytes, as far as the operator allows it.
 */
public final class RemoteFiles {
  private final FetchImages settings;
  private final AllowedHosts hosts;
  private final FileFetcher fetcher;

  public RemoteFiles(FetchImages settings, FileFetcher fetcher) {
    this.settings = settings;
    this.hosts = new AllowedHosts(settings.allowedHosts());
    this.fetcher = fetcher;
  }

  /**
   * The request with data URLs where it has https addresses. Waits for the files; two mentions of
   * one address are one file.
   *
   * @param chat in the chat form; not changed
   * @param losses told of the addresses if nothing may be fetched
   * @param left time for all attempts of the call together
   * @return the request itself if it has no addresses, or may not have them fetched
   * @throws UpstreamException of category INVALID_REQUEST, naming the field, if a file cannot be
   *     had; of category DEADLINE if there is no time for it
   */
  public ObjectNode embedded(ObjectNode chat, Losses losses, Duration left) {
    List<FileAddress> addresses = FileAddress.in(chat);
    if (addresses.isEmpty()) {
      return chat;
    }
    if (!settings.enabled()) {
      for (FileAddress address : addresses) {
        losses.cannot(
            address.path(), "it needs the bytes, and this gateway fetches none (fetch-images)");
      }
      return chat;
    }
    if (addresses.size() > settings.maxFiles()) {
      String path = addresses.get(settings.maxFiles()).path();
      throw Losses.invalid(
          path, path + " is one too many: at most " + settings.maxFiles() + " files are fetched.");
    }
    return replaced(chat, fetched(addresses, left));
  }

  private Map<FileAddress, RemoteFile> fetched(List<FileAddress> addresses, Duration left) {
    boolean deadlineFirst = left.compareTo(settings.timeout()) < 0;
    long end = System.nanoTime() + (deadlineFirst ? left : settings.timeout()).toNanos();
    AtomicLong bytesLeft = new AtomicLong(settings.maxBytes());
    Map<FileAddress, Fetch> fetches = new LinkedHashMap<>();
    Map<String, Fetch> byUrl = new HashMap<>();
    try {
      for (FileAddress address : addresses) {
        fetches.put(address, byUrl.computeIfAbsent(address.url(), url -> start(url, bytesLeft)));
      }
      Map<FileAddress, RemoteFile> files = new LinkedHashMap<>();
      fetches.forEach(
          (address, fetch) ->
              files.put(address, wait(address, fetch.result(), end, deadlineFirst)));
      return files;
    } finally {
      byUrl.values().forEach(Fetch::cancel);
    }
  }

  private Fetch start(String url, AtomicLong bytesLeft) {
    Download download =
        new Download(fetcher.client(), url, hosts, settings.maxRedirects(), bytesLeft);
    Fetch fetch = new Fetch(download, new FutureTask<>(download));
    fetcher.threads().execute(fetch.result());
    return fetch;
  }

  private RemoteFile wait(
      FileAddress address, FutureTask<RemoteFile> result, long end, boolean deadlineFirst) {
    try {
      RemoteFile file = result.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (address.isImage() && !file.isImage()) {
        throw refused(address, "it is no image");
      }
      return file;
    } catch (TimeoutException e) {
      throw deadlineFirst
          ? UpstreamException.of(ErrorCategory.DEADLINE, "the deadline passed")
          : refused(address, "it did not come in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FetchException failure) {
        throw refused(address, String.valueOf(failure.getMessage()));
      }
      throw new IllegalStateException("a file was not fetched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UpstreamException.of(ErrorCategory.DEADLINE, "the gateway stops");
    }
  }

  private static UpstreamException refused(FileAddress address, String why) {
    return Losses.invalid(address.path(), address.path() + " cannot be fetched: " + why + ".");
  }

  /** Copies what lies on the way to an address, and shares the rest. */
  private static ObjectNode replaced(ObjectNode chat, Map<FileAddress, RemoteFile> files) {
    ObjectNode copy = copy(chat);
    ArrayNode messages = copy.arrayNode().addAll((ArrayNode) chat.get("messages"));
    copy.set("messages", messages);
    int copied = -1;
    for (Map.Entry<FileAddress, RemoteFile> entry : files.entrySet()) {
      FileAddress address = entry.getKey();
      if (address.message() != copied) {
        copied = address.message();
        ObjectNode message = copy((ObjectNode) messages.get(copied));
        message.set("content", copy.arrayNode().addAll((ArrayNode) message.get("content")));
        messages.set(copied, message);
      }
      ArrayNode content = (ArrayNode) messages.get(copied).get("content");
      content.set(
          address.part(),
          replaced((ObjectNode) content.get(address.part()), entry.getValue().dataUrl()));
    }
    return copy;
  }

  private static ObjectNode replaced(ObjectNode part, String dataUrl) {
    ObjectNode copy = copy(part);
    if (!part.path("type").asText().equals("image_url")) {
      ObjectNode file = copy((ObjectNode) part.get("file")).put("file_data", dataUrl);
      file.remove("file_url");
      copy.set("file", file);
    } else if (part.get("image_url") instanceof ObjectNode image) {
      copy.set("image_url", copy(image).put("url", dataUrl));
    } else {
      copy.set("image_url", TextNode.valueOf(dataUrl));
    }
    return copy;
  }

  private static ObjectNode copy(ObjectNode node) {
    ObjectNode copy = node.objectNode();
    copy.setAll(node);
    return copy;
  }

  /** A download and its outcome. */
  private record Fetch(Download download, FutureTask<RemoteFile> result) {
    void cancel() {
      if (!result.isDone()) {
        result.cancel(false);
        download.cancel();
      }
    }
  }
}

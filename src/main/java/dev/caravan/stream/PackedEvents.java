package dev.caravan.stream;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The events of a stream that is over, in two arrays and not in three objects for each event: what
 * caches keep for minutes is copied again and again by a collector, and small objects cost it most.
 * An event is made anew each time it is asked for. Not to be changed, and safe to share.
 */
public final class PackedEvents extends AbstractList<ServerSentEvent> implements RandomAccess {
  private static final int EVENT_OVERHEAD = 5;

  private final byte[] data;
  private final int[] ends;
  private final byte[] types;
  private final List<String> typeNames;

  private PackedEvents(Builder builder) {
    data = Arrays.copyOf(builder.data, builder.length);
    ends = Arrays.copyOf(builder.ends, builder.count);
    types = Arrays.copyOf(builder.types, builder.count);
    typeNames = List.copyOf(builder.typeNames);
  }

  @Override
  public ServerSentEvent get(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    return new ServerSentEvent(
        typeNames.get(types[index]), Arrays.copyOfRange(data, start, ends[index]));
  }

  @Override
  public int size() {
    return ends.length;
  }

  /** Bytes that they take. */
  public int bytes() {
    return data.length + EVENT_OVERHEAD * ends.length;
  }

  /** Takes up one event after the other. Used by one thread. */
  public static final class Builder {
    private static final int MOST_TYPES = 127;

    private byte[] data = new byte[1_024];
    private int[] ends = new int[16];
    private byte[] types = new byte[16];
    private final List<String> typeNames = new ArrayList<>(2);
    private int length;
    private int count;

    /**
     * Copies an event.
     *
     * @return false: it has the 128th type of event, and is not taken; no API has so many
     */
    public boolean add(ServerSentEvent event) {
      int type = type(event.type());
      if (type == MOST_TYPES) {
        return false;
      }
      int end = Math.addExact(length, event.data().length);
      if (end > data.length) {
        data = Arrays.copyOf(data, Math.max(end, 2 * data.length));
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
        types = Arrays.copyOf(types, 2 * count);
      }
      System.arraycopy(event.data(), 0, data, length, event.data().length);
      types[count] = (byte) type;
      ends[count++] = end;
      length = end;
      return true;
    }

    private int type(String name) {
      int index = typeNames.indexOf(name);
      if (index < 0) {
        index = typeNames.size();
        if (index < MOST_TYPES) {
          typeNames.add(name);
        }
      }
      return index;
    }

    public PackedEvents build() {
      return new PackedEvents(this);
    }
  }
}

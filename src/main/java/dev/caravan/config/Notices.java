package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;

/** What an operator should know about a catalogue though nothing is wrong with it. */
final class Notices {
  private Notices() {}

  static List<String> of(Catalogue catalogue) {
    List<String> notices = new ArrayList<>();
    for (Provider provider : catalogue.providers().values()) {
      if (!provider.isOn()) {
        notices.add("provider " + provider.name() + " is off: " + reason(provider));
      }
    }
    if (catalogue.sandboxMode()) {
      notices.add("no provider is on: the built-in sandbox answers for every model");
    }
    return notices;
  }

  private static String reason(Provider provider) {
    String name =
        provider.baseUrl() == null
            ? EnvironmentShortCuts.baseVariable(provider.name())
            : EnvironmentShortCuts.keyVariable(provider.name());
    return name + " is not set";
  }
}

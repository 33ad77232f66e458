package dev.caravan.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayVariablesTest {
  @Test
  void namesOfAllAreKnownToTheCheckOfRules() throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (Field field : GatewayVariables.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }

    assertThat(GatewayVariables.ALL).containsExactlyInAnyOrderElementsOf(names);
  }
}

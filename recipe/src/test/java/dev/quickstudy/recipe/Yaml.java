package dev.quickstudy.recipe;

import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Edits YAML for tests. */
final class Yaml {
  private static final YAMLMapper MAPPER = new YAMLMapper();

  private Yaml() {}

  /** The text without one key, given with dots. */
  static String without(String yaml, String path) {
    ObjectNode tree = (ObjectNode) MAPPER.readTree(yaml);
    String[] keys = path.split("\\.", -1);
    ObjectNode node = tree;
    for (int i = 0; i < keys.length - 1; i++) {
      node = (ObjectNode) node.get(keys[i]);
    }
    if (node.remove(keys[keys.length - 1]) == null) {
      throw new IllegalArgumentException("there is no " + path);
    }
    return MAPPER.writeValueAsString(tree);
  }
}

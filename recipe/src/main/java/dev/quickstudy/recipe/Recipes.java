package dev.quickstudy.recipe;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.kinds.Kinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Recipes as YAML, and the built-in ones. */
public final class Recipes {
  private static final long MOST_BYTES = 1 << 20;

  private Recipes() {}

  /** The names of the built-in recipes, in the order in which they are best read. */
  public static List<String> names() {
    return Kinds.known().recipes();
  }

  /**
   * The built-in recipe of that name, or else the recipe in the file of that name.
   *
   * @throws RecipeException if there is neither, naming the nearest, or the file is no recipe
   * @throws UncheckedIOException if the file cannot be read as text
   */
  public static Recipe resolve(String nameOrFile) {
    List<String> names = names();
    Optional<String> builtIn = Kinds.known().recipe(nameOrFile);
    if (builtIn.isPresent()) {
      return parse(builtIn.get(), "recipe " + nameOrFile);
    }
    Optional<Path> file = path(nameOrFile).filter(Files::exists);
    if (file.isEmpty()) {
      throw new RecipeException(
          "there is no recipe and no file '"
              + nameOrFile
              + "'; "
              + Kinds.known().missingRecipe(nameOrFile).orElseGet(() -> hint(nameOrFile, names)));
    }
    return parse(text(file.get()), nameOrFile);
  }

  private static String hint(String name, List<String> names) {
    String nearest = NearestNames.hint(name, names);
    return nearest + (nearest.endsWith("?") ? " " : "; ") + "'quickstudy recipes' lists all";
  }

  /** Empty where the system has no such names. */
  private static Optional<Path> path(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new RecipeException(file + " is a folder or a device; name a recipe's YAML file");
    }
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new RecipeException(file + " has " + size + " bytes, which is too many for a recipe");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  /** A recipe as YAML, every key written out. */
  public static String yaml(Recipe recipe) {
    return RecipeYaml.known().write(recipe);
  }

  /**
   * A part of a recipe in one line.
   *
   * @param part its key, with dots: {@code learner}, {@code network}, {@code training.optimizer} …
   * @return for instance {@code mlp (input [1], hidden [40, 40], outputs 1)}
   */
  public static String line(Recipe recipe, String part) {
    return line(RecipeYaml.known().tree(recipe).at("/" + part.replace('.', '/')));
  }

  private static String line(JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().map(Recipes::line).collect(Collectors.joining(", ", "[", "]"));
    }
    if (!node.isObject()) {
      return node.asString();
    }
    String settings =
        node.propertyStream()
            .filter(setting -> !setting.getKey().equals("kind"))
            .map(setting -> setting.getKey() + " " + line(setting.getValue()))
            .collect(Collectors.joining(", "));
    String kind = node.path("kind").asString("");
    return settings.isEmpty() ? kind : kind.isEmpty() ? settings : kind + " (" + settings + ")";
  }

  /**
   * A recipe from YAML.
   *
   * @param origin what messages call it, for instance the file's name
   * @throws RecipeException naming the key that is wrong
   */
  public static Recipe parse(String yaml, String origin) {
    JsonNode tree;
    try {
      tree = RecipeYaml.known().tree(yaml);
    } catch (JacksonException e) {
      throw new RecipeException(origin + ": " + RecipeErrors.syntax(e), e);
    }
    if (tree.isMissingNode() || tree.isNull()) {
      throw new RecipeException(origin + " is empty; a recipe is needed");
    }
    return RecipeYaml.known().recipe(tree, origin);
  }

  /**
   * A recipe with some values replaced.
   *
   * @param assignments {@code path=value} each, with dots in the path and YAML for the value:
   *     {@code training.steps=100}, {@code evaluation.regimes=[support]}
   * @throws RecipeException if a path does not exist, naming the nearest key, or a value does not
   *     fit
   */
  public static Recipe override(Recipe recipe, List<String> assignments) {
    if (assignments.isEmpty()) {
      return recipe;
    }
    JsonNode tree = RecipeYaml.known().tree(recipe);
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new RecipeException(
            "'" + assignment + "' is no path=value, such as training.steps=100");
      }
      set(tree, assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
    }
    return RecipeYaml.known().recipe(tree, String.join(", ", assignments));
  }

  /**
   * The first key in which two recipes differ, with both values: {@code training.tasks is 16, not
   * 32}. Empty if they are the same.
   *
   * @param one what is there
   * @param other what was asked for
   */
  public static Optional<String> difference(Recipe one, Recipe other) {
    return difference("", RecipeYaml.known().tree(one), RecipeYaml.known().tree(other));
  }

  private static Optional<String> difference(String path, JsonNode one, JsonNode other) {
    if (one instanceof ObjectNode left && other instanceof ObjectNode right) {
      Set<String> keys = new LinkedHashSet<>(left.propertyNames());
      keys.addAll(right.propertyNames());
      return keys.stream()
          .flatMap(
              key ->
                  difference(
                      path.isEmpty() ? key : path + "." + key, left.path(key), right.path(key))
                      .stream())
          .findFirst();
    }
    return one.equals(other)
        ? Optional.empty()
        : Optional.of(path + " is " + words(one) + ", not " + words(other));
  }

  private static String words(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.toString();
  }

  private static void set(JsonNode tree, String path, String value) {
    String[] keys = path.split("\\.", -1);
    String parent = "";
    JsonNode node = tree;
    for (int i = 0; i < keys.length; i++) {
      if (!(node instanceof ObjectNode object)) {
        throw new RecipeException(
            "there is no key '"
                + path
                + "' in the recipe: '"
                + parent
                + "' is a value, not a group of keys");
      }
      if (!object.has(keys[i])) {
        throw new RecipeException(
            "there is no key '"
                + path
                + "' in the recipe: '"
                + keys[i]
                + "' is unknown; "
                + NearestNames.hint(keys[i], object.propertyNames()));
      }
      if (i == keys.length - 1) {
        object.set(keys[i], value(path, value));
      }
      node = object.get(keys[i]);
      parent = parent.isEmpty() ? keys[i] : parent + "." + keys[i];
    }
  }

  private static JsonNode value(String path, String yaml) {
    try {
      JsonNode value = RecipeYaml.known().tree(yaml);
      if (value.isMissingNode()) {
        throw new RecipeException("'" + path + "=' lacks its value");
      }
      return value;
    } catch (JacksonException e) {
      throw new RecipeException(
          "the value of '" + path + "' is no YAML: " + RecipeErrors.syntax(e), e);
    }
  }
}

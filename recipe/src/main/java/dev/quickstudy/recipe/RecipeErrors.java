package dev.quickstudy.recipe;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in one line what is wrong with a recipe. */
final class RecipeErrors {
  private static final int MOST_SHOWN = 40;

  private RecipeErrors() {}

  /** Why a text is no YAML. */
  static String syntax(JacksonException error) {
    if (error instanceof MismatchedInputException) {
      return "it goes on after its end (a line '---' starts another document); a recipe is one document";
    }
    if (error instanceof StreamConstraintsException) {
      return "it is nested too deeply for a recipe";
    }
    // The parser's words come in lines: what it was at, where, what it found, where; places are indented.
    String problem =
        String.valueOf(error.getOriginalMessage())
            .lines()
            .filter(line -> !line.startsWith(" ") && !line.startsWith("while ") && !line.isBlank())
            .collect(Collectors.joining(" "))
            .replaceFirst("^Duplicate Object property \"(.*)\"$", "the key '$1' is there twice")
            .replaceFirst("^Expected a property name.*$", "a key must be a single word");
    return "line " + error.getLocation().getLineNr() + ": " + problem;
  }

  /** Why a tree is no recipe. */
  static String reason(JacksonException error, JsonNode tree) {
    String path = path(error);
    if (error instanceof UnrecognizedPropertyException unknown) {
      Collection<String> known =
          unknown.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
      return "unknown key '" + path + "'; " + Nearest.hint(unknown.getPropertyName(), known);
    }
    Optional<Misfit> misfit = misfit(error);
    if (misfit.isPresent()) {
      return "'" + join(path, misfit.get().key()) + "' " + misfit.get().problem();
    }
    JsonNode value = at(error, tree);
    if (error instanceof InvalidTypeIdException kind && value.isObject()) {
      return kind(kind, path, value);
    }
    if (error instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch.getTargetType(), path, value);
    }
    // A constructor of the engine refused: its message names the value.
    Throwable cause = Objects.requireNonNullElse(error.getCause(), error);
    return "'" + path + "': " + cause.getMessage();
  }

  private static Optional<Misfit> misfit(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .filter(Misfit.class::isInstance)
        .map(Misfit.class::cast)
        .findFirst();
  }

  private static String kind(InvalidTypeIdException error, String path, JsonNode value) {
    Collection<String> known =
        new TreeSet<>(
            Objects.requireNonNull(RecipeYaml.KINDS.get(error.getBaseType().getRawClass()), "every part has kinds").keySet());
    JsonNode kind = value.path("kind");
    return kind.isMissingNode()
        ? missing(join(path, "kind")) + "; " + Nearest.hint("", known)
        : "'" + join(path, "kind") + "' cannot be " + shown(kind) + "; " + Nearest.hint(kind.asString(""), known);
  }

  private static String mismatch(Class<?> target, String path, JsonNode value) {
    if (value.isObject() && target.isRecord()) {
      for (RecordComponent component : target.getRecordComponents()) {
        JsonNode found = value.path(component.getName());
        String key = join(path, component.getName());
        if (found.isMissingNode()) {
          return missing(key);
        }
        if (found.isNull()) {
          return noValue(key);
        }
      }
    }
    if (value.isNull()) {
      return noValue(path);
    }
    String wanted = Collection.class.isAssignableFrom(target) ? "a list" : "a group of keys";
    return (path.isEmpty() ? "a recipe" : "'" + path + "'") + " must be " + wanted + ", but is " + shown(value);
  }

  private static String missing(String key) {
    return "the key '" + key + "' is missing";
  }

  private static String noValue(String key) {
    return "'" + key + "' has no value";
  }

  /** A value for messages. */
  static String shown(JsonNode value) {
    if (value.isObject()) {
      return "a group of keys";
    }
    if (value.isArray()) {
      return "a list";
    }
    if (value.isNull() || value.isMissingNode()) {
      return "nothing";
    }
    String text = value.asString().replaceAll("\\p{Cntrl}", " ");
    String cut = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    return value.isString() ? "'" + cut + "'" : cut;
  }

  private static JsonNode at(JacksonException error, JsonNode tree) {
    JsonNode node = tree;
    for (JacksonException.Reference part : error.getPath()) {
      node = part.getPropertyName() == null ? node.path(part.getIndex()) : node.path(part.getPropertyName());
    }
    return node;
  }

  private static String path(JacksonException error) {
    String path = "";
    for (JacksonException.Reference part : error.getPath()) {
      path = join(path, part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName());
    }
    return path;
  }

  private static String join(String path, String key) {
    return path.isEmpty() || key.isEmpty() || key.startsWith("[") ? path + key : path + "." + key;
  }
}

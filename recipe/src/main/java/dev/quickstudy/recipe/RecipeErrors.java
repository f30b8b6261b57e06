package dev.quickstudy.recipe;

import dev.quickstudy.head.Head;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.tensor.InvalidValueException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
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
      return "it goes on after its end (a line '---' starts another document); a recipe is one"
          + " document";
    }
    if (error instanceof StreamConstraintsException) {
      return "it is nested too deeply for a recipe, or a value of it is too long";
    }
    // The parser's words come in lines: what it was at, where, what it found, where; places are
    // indented.
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
  static String reason(JacksonException error, JsonNode tree, Kinds kinds) {
    Place place = Place.of(error, tree);
    String path = place.path();
    if (error instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      return unknownKey(path, unknown.getPropertyName(), known);
    }
    Optional<InvalidValueException> invalid = invalid(error);
    if (invalid.isPresent()) {
      return "'" + join(path, invalid.get().key()) + "' " + invalid.get().problem();
    }
    if (place.value().isNull()) {
      return "'" + path + "' has no value";
    }
    if (error instanceof InvalidTypeIdException kind && place.value().isObject()) {
      return kind(kind, place, kinds);
    }
    if (error instanceof MismatchedInputException mismatch) {
      return place.value().isMissingNode() ? missing(mismatch, place) : structure(mismatch, place);
    }
    // A constructor of the engine refused: its message names the value.
    Throwable cause = Objects.requireNonNullElse(error.getCause(), error);
    return "'" + path + "': " + cause.getMessage();
  }

  private static Optional<InvalidValueException> invalid(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .filter(InvalidValueException.class::isInstance)
        .map(InvalidValueException.class::cast)
        .findFirst();
  }

  private static String kind(InvalidTypeIdException error, Place place, Kinds kinds) {
    Class<?> part = error.getBaseType().getRawClass();
    List<String> known = words(part, kinds);
    JsonNode kind = place.value().path("kind");
    String key = join(place.path(), "kind");
    if (kind.isMissingNode()) {
      return "the key '" + key + "' is missing; " + NearestNames.hint("", known);
    }
    String word = kind.asString("");
    String why = kinds.missing(part, word).orElseGet(() -> NearestNames.hint(word, known));
    return "'" + key + "' cannot be " + shown(kind) + "; " + why + failures(kinds);
  }

  /** The words for a part, sorted. */
  static List<String> words(Class<?> part, Kinds kinds) {
    Set<String> words = new TreeSet<>(kinds.types(part).keySet());
    if (part == LearnerSpec.class) {
      words.addAll(kinds.types(Head.class).keySet());
    }
    return List.copyOf(words);
  }

  /** What is not known because it could not be loaded. */
  private static String failures(Kinds kinds) {
    return kinds.failures().isEmpty() ? "" : "; " + String.join("; ", kinds.failures());
  }

  /** A key that is missing is often there, but misspelt. */
  private static String missing(JacksonException error, Place place) {
    JacksonException.Reference last = error.getPath().get(error.getPath().size() - 1);
    if (last.from() instanceof Class<?> type && type.isRecord()) {
      List<String> known =
          Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).sorted().toList();
      for (String found : place.parent().propertyNames()) {
        if (!known.contains(found) && !found.equals("kind")) {
          String path = place.path();
          return unknownKey(
              join(path.substring(0, Math.max(0, path.lastIndexOf('.'))), found), found, known);
        }
      }
    }
    return "the key '" + place.path() + "' is missing";
  }

  private static String unknownKey(String path, String key, List<String> known) {
    return "unknown key '" + path + "'; " + NearestNames.hint(key, known);
  }

  private static String structure(MismatchedInputException error, Place place) {
    Class<?> target = error.getTargetType();
    boolean list = target != null && Collection.class.isAssignableFrom(target);
    return (place.path().isEmpty() ? "a recipe" : "'" + place.path() + "'")
        + " must be "
        + (list ? "a list" : "a group of keys")
        + ", but is "
        + shown(place.value());
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

  private static String join(String path, String key) {
    return path.isEmpty() || key.isEmpty() || key.startsWith("[") ? path + key : path + "." + key;
  }

  /**
   * Where an error is.
   *
   * @param value what is there; a missing node if nothing is
   * @param parent what holds it
   */
  private record Place(String path, JsonNode value, JsonNode parent) {
    static Place of(JacksonException error, JsonNode tree) {
      Place place = new Place("", tree, tree);
      for (JacksonException.Reference part : error.getPath()) {
        String key = part.getPropertyName();
        if (key != null) {
          place = new Place(join(place.path, key), place.value.path(key), place.value);
        } else if (place.value.isArray()) { // or else a single value that is read as a list of one
          int index = part.getIndex();
          place =
              new Place(join(place.path, "[" + index + "]"), place.value.path(index), place.value);
        }
      }
      return place;
    }
  }
}

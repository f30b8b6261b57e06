package dev.quickstudy.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in one line what is wrong with a recipe. */
final class RecipeErrors {
  private RecipeErrors() {}

  static RecipeException explain(JacksonException error, String origin) {
    return new RecipeException(origin + ": " + reason(error), error);
  }

  private static String reason(JacksonException error) {
    if (error instanceof UnrecognizedPropertyException unknown) {
      Collection<String> known = unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
      return "unknown key '" + path(unknown) + "'; " + Nearest.hint(unknown.getPropertyName(), known);
    }
    if (error instanceof InvalidTypeIdException kind) {
      return kind.getTypeId() == null
          ? "'" + path(kind) + "' lacks its 'kind'"
          : "'" + path(kind) + "' cannot be of kind '" + kind.getTypeId() + "'" + knownKinds(kind);
    }
    if (error instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      List<String> known =
          Arrays.stream(format.getTargetType().getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .toList();
      String value = String.valueOf(format.getValue());
      return "'" + path(format) + "' cannot be '" + value + "'; " + Nearest.hint(value, known);
    }
    if (error instanceof MismatchedInputException mismatch) {
      return where(mismatch) + firstSentence(error.getOriginalMessage());
    }
    if (error instanceof DatabindException other) {
      Throwable cause = Objects.requireNonNullElse(other.getCause(), other);
      String message = cause instanceof JacksonException known ? known.getOriginalMessage() : cause.getMessage();
      return where(other) + message;
    }
    return "line "
        + error.getLocation().getLineNr()
        + ": "
        + String.valueOf(error.getOriginalMessage()).lines().findFirst().orElse("no YAML");
  }

  private static String knownKinds(InvalidTypeIdException error) {
    String message = error.getOriginalMessage();
    int at = message.indexOf("known type ids = [");
    if (at < 0) {
      return "";
    }
    String ids = message.substring(at + "known type ids = [".length(), message.indexOf(']', at));
    return "; " + Nearest.hint(error.getTypeId(), List.of(ids.split(", ")));
  }

  private static String where(DatabindException error) {
    return error.getPath().isEmpty() ? "" : "'" + path(error) + "': ";
  }

  private static String firstSentence(String message) {
    return message.replaceFirst("Missing required creator property '([^']*)'.*", "the key '$1' is missing")
        .replaceFirst("(?s)\\n.*", "");
  }

  private static String path(DatabindException error) {
    return error.getPath().stream()
        .map(part -> part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName())
        .collect(Collectors.joining("."));
  }
}

package dev.quickstudy.survey;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A first recipe for a user's files, which runs as it stands. It is one of the built-in ones with
 * the files put in, and tasks as large as the classes allow.
 */
public final class Draft {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Draft() {}

  /**
   * A recipe.
   *
   * @throws dev.quickstudy.data.DataException if there are too few classes or examples to learn how
   *     to learn from
   */
  public static Recipe of(Survey survey) {
    return survey.kind().draft(survey);
  }

  /** Some minutes of training, ended earlier where it no longer helps. */
  public static List<String> minutes() {
    return List.of(
        "training.steps=100000",
        "training.minutes=5",
        "training.validation.every=50",
        "training.validation.patience=10");
  }

  /**
   * A built-in recipe with the files of a user put in.
   *
   * @param like the name of the recipe
   * @param about one line for people
   * @param source as YAML
   * @param changes {@code path=value} each
   */
  public static Recipe from(
      Survey survey, String like, String about, String source, List<String> changes) {
    List<String> all = new ArrayList<>();
    all.add("name=" + quoted(name(survey.path())));
    all.add("about=" + quoted(about));
    all.add("source=" + source);
    all.addAll(changes);
    return Recipes.override(Recipes.resolve(like), all);
  }

  private static String name(Path path) {
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    String plain = name.replaceFirst("\\.[A-Za-z]+$", "").replaceAll("[^\\p{L}\\p{N}._+-]+", "-");
    String trimmed = plain.replaceAll("^[^\\p{L}\\p{N}]+", "");
    return trimmed.isEmpty() ? "mine" : trimmed;
  }

  /** A path, absolute, as YAML. */
  public static String quoted(Path path) {
    return quoted(path.toAbsolutePath().normalize().toString());
  }

  /** A text as YAML. */
  public static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  /** How files of rows are written, as YAML. */
  public static String reading(RowOptions options) {
    return JSON.writeValueAsString(Reading.of(options).settings());
  }
}

package dev.quickstudy.reproduce;

import dev.quickstudy.files.Hash;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One run of one row of a table.
 *
 * @param table the word of the table
 * @param row of the table
 * @param seed of training
 * @param recipe what is trained, with all changes
 */
public record Job(String table, PublishedTable.Row row, int seed, Recipe recipe) {
  /**
   * The runs of tables: the first seeds of all rows before the second ones, so that every row has a
   * figure early.
   *
   * @param seeds at most so many of each row
   * @param minutes the most minutes of training of each run, of one processor; empty leaves the
   *     budget to the recipe
   */
  public static List<Job> of(List<PublishedTable> tables, int seeds, OptionalDouble minutes) {
    List<Job> jobs = new ArrayList<>();
    int most =
        tables.stream()
            .flatMap(table -> table.rows().stream())
            .mapToInt(PublishedTable.Row::seeds)
            .max()
            .orElse(0);
    for (int seed = 1; seed <= Math.min(seeds, most); seed++) {
      for (PublishedTable table : tables) {
        for (PublishedTable.Row row : table.rows()) {
          if (seed <= row.seeds()) {
            jobs.add(new Job(table.name(), row, seed, recipe(row, seed, minutes)));
          }
        }
      }
    }
    return jobs;
  }

  private static Recipe recipe(PublishedTable.Row row, int seed, OptionalDouble minutes) {
    List<String> changes = new ArrayList<>(row.set());
    changes.add("training.seed=" + seed);
    minutes.ifPresent(most -> changes.add("training.minutes=" + most));
    return Recipes.override(Recipes.resolve(row.recipe()), changes);
  }

  /** What folders and files of it are called, for instance {@code omniglot-vinyals/protonet-1}. */
  public String name() {
    return table + "/" + row.runName() + "-seed" + seed;
  }

  /** Where its run is kept. */
  public Path run(Path runs) {
    return runs.resolve(name());
  }

  /** Where its figures are kept. */
  public Path result(Path results) {
    return results.resolve(name() + ".json");
  }

  /** What its training is: figures of another hash are of another recipe. */
  public String recipeHash() {
    return Hash.sha256().add(Recipes.yaml(recipe)).hex().substring(0, 16);
  }
}

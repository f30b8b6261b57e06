package dev.quickstudy.recipe;

import dev.quickstudy.data.CifarFs;
import dev.quickstudy.data.Glyphs;
import dev.quickstudy.data.Omniglot;
import dev.quickstudy.data.RegressionFamilies;
import dev.quickstudy.data.RegressionFamilies.Family;
import dev.quickstudy.data.Sinusoids;
import dev.quickstudy.data.Varied;
import dev.quickstudy.tables.GeneratedTables;
import dev.quickstudy.tables.MixedTasks;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.Step;
import dev.quickstudy.tables.TableFolder;
import dev.quickstudy.tables.TableTasks;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a recipe's tasks come from. */
public sealed interface SourceSpec {
  /** All families of curves. */
  List<Family> FAMILIES = List.of(Family.values());

  /** Columns of a table's rows after preparation. */
  int USUAL_WIDTH = 24;

  /**
   * Opens the source.
   *
   * @param data the folder that data sets are read from
   * @throws RecipeException if it is needed and missing
   */
  TaskSource open(Optional<Path> data);

  /**
   * The data set it needs, by the name that {@code quickstudy data get} knows; empty if it needs
   * none.
   */
  Optional<String> dataSet();

  /**
   * A source by its kind, with its usual settings.
   *
   * @throws RecipeException if there is none of that kind
   */
  static SourceSpec named(String kind) {
    return switch (kind) {
      case "omniglot" -> new OmniglotCharacters(Omniglot.Division.VINYALS);
      case "cifar-fs" -> new Photographs();
      case "sinusoids" -> new SineWaves();
      case "glyphs" -> new GeneratedGlyphs();
      case "tables" -> new Tables(Preparation.usual().steps(), USUAL_WIDTH, 0);
      case "families" -> new Families(FAMILIES, FAMILIES, FAMILIES);
      default ->
          throw new RecipeException(
              "there is no task source '"
                  + kind
                  + "'; "
                  + Nearest.hint(
                      kind,
                      List.of(
                          "omniglot", "cifar-fs", "sinusoids", "glyphs", "tables", "families")));
    };
  }

  /** Handwritten characters of fifty alphabets. */
  record OmniglotCharacters(Omniglot.Division division) implements SourceSpec {
    @Override
    public TaskSource open(Optional<Path> data) {
      Path folder =
          data.orElseThrow(
              () ->
                  new RecipeException(
                      "this recipe reads Omniglot; name the folder that holds it with --data DIR"
                          + " (quickstudy data get omniglot fetches it)"));
      return new Omniglot(folder, division).tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("omniglot");
    }
  }

  /** Photographs of a hundred kinds of things (CIFAR-FS). */
  record Photographs() implements SourceSpec {
    @Override
    public TaskSource open(Optional<Path> data) {
      Path folder =
          data.orElseThrow(
              () ->
                  new RecipeException(
                      "this recipe reads CIFAR-FS; name the folder that holds cifar100/cifar100.zip"
                          + " with --data DIR"));
      return new CifarFs(folder).tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("cifar-fs");
    }
  }

  /** Pictures of another source that vary in training. */
  record VariedPictures(SourceSpec of, int shift, boolean mirror) implements SourceSpec {
    public VariedPictures {
      Limits.require(!(of instanceof VariedPictures), "of", "varies already; vary it once");
      Limits.count("shift", 0, shift);
    }

    @Override
    public TaskSource open(Optional<Path> data) {
      return new Varied(of.open(data), shift, mirror);
    }

    @Override
    public Optional<String> dataSet() {
      return of.dataSet();
    }
  }

  /** Sine waves. */
  record SineWaves() implements SourceSpec {
    @Override
    public TaskSource open(Optional<Path> data) {
      return new Sinusoids();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /** Curves of several families; each split draws from its own. */
  record Families(List<Family> train, List<Family> validation, List<Family> test)
      implements SourceSpec {
    public Families {
      train = Limits.families("train", train);
      validation = Limits.families("validation", validation);
      test = Limits.families("test", test);
    }

    @Override
    public TaskSource open(Optional<Path> data) {
      return new RegressionFamilies(train, validation, test);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /** Generated alphabets. */
  record GeneratedGlyphs() implements SourceSpec {
    @Override
    public TaskSource open(Optional<Path> data) {
      return Glyphs.standard().tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /**
   * Real tables: the folder {@code tabular} of the data. A share of meta-training tasks may be
   * generated.
   */
  record Tables(List<Step> preparation, int width, double generated) implements SourceSpec {
    public Tables {
      preparation = List.copyOf(preparation);
      Limits.count("width", 2, width);
      Limits.require(
          generated >= 0 && generated <= 1, "generated", "must be in 0 … 1, but is " + generated);
    }

    @Override
    public TaskSource open(Optional<Path> data) {
      Path folder =
          data.orElseThrow(
              () ->
                  new RecipeException(
                      "this recipe reads tables; name the folder that holds the folder tabular,"
                          + " with a CSV file for every table, with --data DIR"));
      Preparation steps = new Preparation(preparation);
      TableTasks real = TableFolder.read(folder.resolve("tabular")).tasks(steps, width);
      return generated == 0
          ? real
          : new MixedTasks(real, new GeneratedTables(steps, width), generated);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("tabular");
    }
  }

  /** Generated tables. */
  record MadeTables(List<Step> preparation, int width) implements SourceSpec {
    public MadeTables {
      preparation = List.copyOf(preparation);
      Limits.count("width", 2, width);
    }

    @Override
    public TaskSource open(Optional<Path> data) {
      return new GeneratedTables(new Preparation(preparation), width);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }
}

package dev.quickstudy.recipe;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.data.pictures.Augmentation;
import dev.quickstudy.data.pictures.AugmentedTasks;
import dev.quickstudy.data.pictures.CifarFs;
import dev.quickstudy.data.tasks.ColumnUnits;
import dev.quickstudy.data.tasks.KnownUnknowns;
import dev.quickstudy.data.tasks.RegressionFamilies;
import dev.quickstudy.data.tasks.RegressionFamilies.Family;
import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a recipe's tasks come from: a record whose components are its settings, announced by an
 * extension ({@link dev.quickstudy.kinds.Extension}) under a word.
 */
public interface SourceSpec {
  /** All families of curves. */
  List<Family> FAMILIES = List.of(Family.values());

  /**
   * Opens the source.
   *
   * @throws RecipeException if a data folder is needed and missing
   */
  TaskSource open(DataLocations locations);

  /** What gives the examples, where this only varies them in training. */
  default SourceSpec unwrapped() {
    return this;
  }

  /**
   * The data set it needs, by the name that {@code quickstudy data get} knows; empty if it needs
   * none.
   */
  Optional<String> dataSet();

  /**
   * Tasks of files of a user's own, seen as a run saw the examples that it was trained on, all for
   * testing. Pictures, unless a source says otherwise.
   */
  default TaskSource ownTasks(OwnSource own, DataLocations locations) {
    return own.pictures(locations);
  }

  /**
   * What is to be told of an opened source before it is used by a recipe, such as parts of it that
   * are too small for its tasks; a line each.
   */
  default List<String> remarks(TaskSource open, Recipe recipe) {
    return List.of();
  }

  /**
   * Learners that need no training and are judged beside those of a recipe, by what people call
   * each.
   *
   * @param open this source, opened
   */
  default Map<String, Learner> beside(TaskSource open) {
    return Map.of();
  }

  /**
   * Why {@code varied} cannot be put around it, going on from «it»; empty if it can, as its
   * examples are pictures.
   */
  default Optional<String> notVaried() {
    return Optional.empty();
  }

  /** The built-in recipe that learns such tasks of any number of classes, if there is one. */
  default Optional<String> recipeOfAnyClasses() {
    return Optional.empty();
  }

  /** The kinds that {@link #named} knows. */
  static List<String> names() {
    return List.copyOf(Kinds.known().values(SourceSpec.class).keySet());
  }

  /**
   * A source by its kind, with its usual settings.
   *
   * @throws RecipeException if there is none of that kind
   */
  static SourceSpec named(String kind) {
    Kinds kinds = Kinds.known();
    return kinds
        .value(SourceSpec.class, kind)
        .orElseThrow(
            () ->
                new RecipeException(
                    "there is no task source '"
                        + kind
                        + "'; "
                        + kinds
                            .missing(SourceSpec.class, kind)
                            .orElseGet(() -> NearestNames.hint(kind, names()))));
  }

  /** Photographs of a hundred kinds of things (CIFAR-FS). */
  record Photographs() implements SourceSpec {
    @Override
    public TaskSource open(DataLocations locations) {
      return new CifarFs(locations.folder("CIFAR-FS (cifar100/cifar100.zip)", dataSet())).tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("cifar-fs");
    }
  }

  /** Pictures of another source that vary in training; {@link Augmentation} says how. */
  record AugmentedPictures(
      SourceSpec of,
      int shift,
      boolean mirror,
      boolean flip,
      double degrees,
      double brightness,
      double contrast,
      double saturation,
      double erase)
      implements SourceSpec {
    public AugmentedPictures {
      of.unwrapped().notVaried().ifPresent(why -> Checks.require(false, "of", why));
      Checks.require(!(of instanceof AugmentedPictures), "of", "varies already; vary it once");
      Checks.count("shift", 0, shift);
      Checks.share("degrees", degrees, 180);
      Checks.share("brightness", brightness, 1);
      Checks.share("contrast", contrast, 1);
      Checks.share("saturation", saturation, 1);
      Checks.share("erase", erase, 1);
    }

    @Override
    public TaskSource open(DataLocations locations) {
      return new AugmentedTasks(
          of.open(locations),
          new Augmentation(shift, mirror, flip, degrees, brightness, contrast, saturation, erase));
    }

    @Override
    public SourceSpec unwrapped() {
      return of.unwrapped();
    }

    @Override
    public Optional<String> dataSet() {
      return of.dataSet();
    }
  }

  /** Curves of which a few points cannot tell what a descriptor says. */
  record DescribedCurves(boolean unseen) implements SourceSpec {
    @Override
    public TaskSource open(DataLocations places) {
      return new KnownUnknowns(unseen);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /** Linear regression on columns whose units a descriptor says. */
  record DescribedColumns() implements SourceSpec {
    @Override
    public TaskSource open(DataLocations places) {
      return new ColumnUnits();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /** Sine waves. */
  record SineWaves() implements SourceSpec {
    @Override
    public TaskSource open(DataLocations locations) {
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
    public TaskSource open(DataLocations locations) {
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
    public TaskSource open(DataLocations locations) {
      return Glyphs.standard().tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }
}

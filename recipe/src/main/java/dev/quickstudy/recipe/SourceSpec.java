package dev.quickstudy.recipe;

import dev.quickstudy.data.CifarFs;
import dev.quickstudy.data.Glyphs;
import dev.quickstudy.data.Omniglot;
import dev.quickstudy.data.RegressionFamilies;
import dev.quickstudy.data.RegressionFamilies.Family;
import dev.quickstudy.data.Sinusoids;
import dev.quickstudy.data.Variation;
import dev.quickstudy.data.Varied;
import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.rows.LabelledText;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.TextCollection;
import dev.quickstudy.data.rows.TextFormat;
import dev.quickstudy.encoders.Embeddings;
import dev.quickstudy.encoders.SentenceModel;
import dev.quickstudy.tables.GeneratedTables;
import dev.quickstudy.tables.MixedTasks;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.Step;
import dev.quickstudy.tables.TableFolder;
import dev.quickstudy.tables.TableTasks;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a recipe's tasks come from. */
public sealed interface SourceSpec
    permits EncodedPicturesSpec,
        InterpolatedSpec,
        MaskedSounds,
        MnistDigits,
        OwnSource,
        PictureFolderSpec,
        Sounds,
        TurnedSpec,
        SourceSpec.Families,
        SourceSpec.GeneratedGlyphs,
        SourceSpec.MadeTables,
        SourceSpec.OmniglotCharacters,
        SourceSpec.Photographs,
        SourceSpec.SineWaves,
        SourceSpec.Tables,
        SourceSpec.Texts,
        SourceSpec.VariedPictures {
  /** All families of curves. */
  List<Family> FAMILIES = List.of(Family.values());

  /** Columns of a table's rows after preparation. */
  int USUAL_WIDTH = 24;

  /**
   * Opens the source.
   *
   * @throws RecipeException if a data folder is needed and missing
   */
  TaskSource open(Places places);

  /** What gives the examples, where this only varies them in training. */
  default SourceSpec unwrapped() {
    return this;
  }

  /**
   * The data set it needs, by the name that {@code quickstudy data get} knows; empty if it needs
   * none.
   */
  Optional<String> dataSet();

  /** The kinds that {@link #named} knows. */
  static List<String> names() {
    return List.copyOf(usual().keySet());
  }

  /**
   * A source by its kind, with its usual settings.
   *
   * @throws RecipeException if there is none of that kind
   */
  static SourceSpec named(String kind) {
    Map<String, SourceSpec> usual = usual();
    return Optional.ofNullable(usual.get(kind))
        .orElseThrow(
            () ->
                new RecipeException(
                    "there is no task source '"
                        + kind
                        + "'; "
                        + Nearest.hint(kind, List.copyOf(usual.keySet()))));
  }

  /**
   * Files of a user's own, seen as a run saw the examples that it was trained on. All are for
   * testing.
   *
   * @param reading how files of texts or rows are written
   */
  static SourceSpec own(Path path, RowOptions reading, OpenRun run) {
    return new OwnSource(
        path,
        reading,
        run.recipe().source().unwrapped(),
        run.recipe().network().inputShape(),
        run.fitted());
  }

  private static Map<String, SourceSpec> usual() {
    Map<String, SourceSpec> usual = new LinkedHashMap<>();
    usual.put("omniglot", new OmniglotCharacters(Omniglot.Division.VINYALS));
    usual.put("mnist", MnistDigits.allForTesting());
    usual.put("cifar-fs", new Photographs());
    usual.put("glyphs", new GeneratedGlyphs());
    usual.put(
        "tables",
        new Tables("tabular", "auto", Reading.FOUND, Preparation.usual().steps(), USUAL_WIDTH, 0));
    usual.put("families", new Families(FAMILIES, FAMILIES, FAMILIES));
    usual.put("sinusoids", new SineWaves());
    return usual;
  }

  /** Handwritten characters of fifty alphabets. */
  record OmniglotCharacters(Omniglot.Division division) implements SourceSpec {
    @Override
    public TaskSource open(Places places) {
      return new Omniglot(places.folder("Omniglot", dataSet()), division).tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("omniglot");
    }
  }

  /** Photographs of a hundred kinds of things (CIFAR-FS). */
  record Photographs() implements SourceSpec {
    @Override
    public TaskSource open(Places places) {
      return new CifarFs(places.folder("CIFAR-FS (cifar100/cifar100.zip)", dataSet())).tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of("cifar-fs");
    }
  }

  /** Pictures of another source that vary in training; {@link Variation} says how. */
  record VariedPictures(
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
    public VariedPictures {
      Limits.require(
          !(of.unwrapped() instanceof Sounds), "of", "is of recordings; spec-augment varies those");
      Limits.require(!(of instanceof VariedPictures), "of", "varies already; vary it once");
      Limits.count("shift", 0, shift);
      Limits.share("degrees", degrees, 180);
      Limits.share("brightness", brightness, 1);
      Limits.share("contrast", contrast, 1);
      Limits.share("saturation", saturation, 1);
      Limits.share("erase", erase, 1);
    }

    @Override
    public TaskSource open(Places places) {
      return new Varied(
          of.open(places),
          new Variation(shift, mirror, flip, degrees, brightness, contrast, saturation, erase));
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

  /** Sine waves. */
  record SineWaves() implements SourceSpec {
    @Override
    public TaskSource open(Places places) {
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
    public TaskSource open(Places places) {
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
    public TaskSource open(Places places) {
      return Glyphs.standard().tasks();
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }

  /**
   * Texts of files of the user's own or of public data sets, seen as embeddings.
   *
   * @param files below the data folder, or absolute; read as one
   * @param text the column of the texts; {@code auto} takes the one of a usual name
   * @param label the column of their classes; the same
   */
  record Texts(
      List<String> files,
      TextFormat format,
      String text,
      String label,
      Reading reading,
      SentenceModel encoder,
      SplitSpec split)
      implements SourceSpec {
    public Texts {
      files = List.copyOf(files);
      Limits.require(!files.isEmpty(), "files", "must name at least one file");
    }

    RowOptions options() {
      return reading.options(text, label);
    }

    @Override
    public TaskSource open(Places places) {
      TextCollection texts =
          TextCollection.read(files.stream().map(places::file).toList(), format, options());
      texts.accounts().forEach(account -> account.lines().forEach(places.listener()::say));
      places.listener().say(texts.summary());
      VectorClasses pool = embedded(texts, encoder, places);
      Map<String, Split> splits = split.of(pool, places);
      return new ClassTasks(
          String.join(", ", files) + " by " + encoder.label(),
          new SplitClasses(pool, name -> Optional.ofNullable(splits.get(name))));
    }

    /** Texts by class, embedded. */
    public static VectorClasses embedded(
        TextCollection texts, SentenceModel encoder, Places places) {
      Embeddings embeddings = new Embeddings(encoder, places.cache(), places.threads());
      List<String> all = texts.texts().stream().map(LabelledText::text).toList();
      List<Integer> unknown = embeddings.unknown(all);
      if (!unknown.isEmpty()) {
        places
            .listener()
            .say(
                "%d of %d texts cannot be told apart, as the encoder knows no word of them: the first is %s"
                    .formatted(
                        unknown.size(), all.size(), texts.texts().get(unknown.get(0)).origin()));
      }
      return texts.embedded(
          embeddings.of(all, places.listener()), encoder.label() + " " + encoder.hash());
    }

    /** The data set's folder, or else the file. */
    @Override
    public Optional<String> dataSet() {
      return Optional.of(Path.of(files.get(0)))
          .map(file -> file.isAbsolute() ? file : file.getName(0))
          .map(Path::toString);
    }
  }

  /**
   * Real tables. A share of meta-training tasks may be generated.
   *
   * @param folder of files of rows, a table each; below the data folder, or absolute
   * @param target the column of the classes, in each table; {@code auto} for the last
   */
  record Tables(
      String folder,
      String target,
      Reading reading,
      List<Step> preparation,
      int width,
      double generated)
      implements SourceSpec {
    public Tables {
      Limits.require(!folder.isBlank(), "folder", "must name a folder of tables");
      preparation = List.copyOf(preparation);
      Limits.count("width", 2, width);
      Limits.require(
          generated >= 0 && generated <= 1, "generated", "must be in 0 … 1, but is " + generated);
    }

    @Override
    public TaskSource open(Places places) {
      Preparation steps = new Preparation(preparation);
      TableFolder tables = TableFolder.read(places.file(folder), reading.options("auto", target));
      tables.repairs().forEach(repair -> places.listener().say(folder + ": " + repair));
      TableTasks real = tables.tasks(steps, width);
      return generated == 0
          ? real
          : new MixedTasks(real, new GeneratedTables(steps, width), generated);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.of(folder);
    }
  }

  /** Generated tables. */
  record MadeTables(List<Step> preparation, int width) implements SourceSpec {
    public MadeTables {
      preparation = List.copyOf(preparation);
      Limits.count("width", 2, width);
    }

    @Override
    public TaskSource open(Places places) {
      return new GeneratedTables(new Preparation(preparation), width);
    }

    @Override
    public Optional<String> dataSet() {
      return Optional.empty();
    }
  }
}

package dev.quickstudy.predict;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.PictureReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.encoders.SentenceReader;
import dev.quickstudy.recipe.EncodedPicturesSpec;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Places;
import dev.quickstudy.recipe.Sounds;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.sound.SoundReader;
import dev.quickstudy.sound.Spectrogram;
import dev.quickstudy.tables.FittedTable;
import dev.quickstudy.tables.LabelledRows;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.RowReader;
import dev.quickstudy.tables.TableFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a learner's inputs are: how one is read, and how files of them are walked. */
interface Modality {
  /**
   * The reader of a task's inputs.
   *
   * @param fitted what {@link InputReader#fitted} said of the task; empty where nothing was fitted
   */
  InputReader reader(Resources resources, String fitted);

  /** The reader for a task that is to be learned from these examples. */
  default InputReader fit(Resources resources, List<LabelledInput> support) {
    return reader(resources, "");
  }

  /**
   * How files are read for a task.
   *
   * @param fitted as for {@link #reader}
   */
  UserFiles files(RowOptions options, Places places, String fitted);

  /** Reads the first examples of a task, and with them how its other files are read. */
  default FirstFiles first(Path support, RowOptions options, Places places) {
    UserFiles files = files(options, places, "");
    return new FirstFiles(files, files.support(support, List.of()));
  }

  /**
   * Reads what training fitted, so that a damaged text is refused when the learner is opened.
   *
   * @throws DataException if it is none
   */
  default void check() {}

  /**
   * Reads what was fitted on a task's support set, so that a damaged text is refused when the task
   * is opened.
   *
   * @throws DataException if it is none
   */
  default void check(String fitted) {}

  /**
   * Files that a task is learned from.
   *
   * @param files how its other files are read
   */
  record FirstFiles(UserFiles files, SupportSet support) {}

  /** That of a run, by what its recipe's tasks are made of. */
  static Modality of(OpenRun run) {
    SourceSpec source = run.recipe().source().unwrapped();
    if (source instanceof SourceSpec.Texts texts) {
      return new Texts(texts);
    }
    if (source instanceof Sounds sounds) {
      return new Recordings(sounds.spectrogram().with(Spectrogram.Part.LOUDEST));
    }
    if (source instanceof SourceSpec.Tables tables) {
      return new Rows(new Preparation(tables.preparation()), tables.width());
    }
    if (source instanceof SourceSpec.MadeTables made) {
      return new Rows(new Preparation(made.preparation()), made.width());
    }
    if (source instanceof EncodedPicturesSpec pictures) {
      return new EncodedPictures(pictures, run.fitted());
    }
    return new Pictures(run.recipe().network().inputShape(), run.fitted());
  }

  /** Texts, seen by a sentence encoder. */
  record Texts(SourceSpec.Texts source) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      return new SentenceReader(resources.sentences(source.encoder()));
    }

    @Override
    public UserFiles files(RowOptions options, Places places, String fitted) {
      return new TextFiles(source, options, places);
    }
  }

  /** Recordings, seen as spectrograms. */
  record Recordings(Spectrogram spectrogram) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      return new SoundReader(spectrogram);
    }

    @Override
    public UserFiles files(RowOptions options, Places places, String fitted) {
      return new SoundFiles(spectrogram, places);
    }
  }

  /** Rows of tables, whose preparation is fitted on each task's support rows. */
  record Rows(Preparation preparation, int width) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      return new RowReader(parsed(fitted), resources.places().listener()::say);
    }

    @Override
    public InputReader fit(Resources resources, List<LabelledInput> support) {
      List<Map<String, String>> rows = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (LabelledInput example : support) {
        if (!(example.input() instanceof Input.Row row)) {
          throw InputException.wrongModality(example.input(), "rows of a table");
        }
        rows.add(row.cells());
        labels.add(example.label());
      }
      Places.Listener listener = resources.places().listener();
      TableFile file = LabelledRows.table(rows, labels);
      file.summary().repairs().forEach(repair -> listener.say("the support set: " + repair));
      return new RowReader(
          TableFit.of(preparation, width, file, "the support set").fitted(), line -> {});
    }

    @Override
    public UserFiles files(RowOptions options, Places places, String fitted) {
      TableFiles.requireNoNames(options);
      return new TableFiles(parsed(fitted), options, places);
    }

    @Override
    public FirstFiles first(Path support, RowOptions options, Places places) {
      return TableFiles.first(support, preparation, width, options, places);
    }

    @Override
    public void check(String fitted) {
      parsed(fitted);
    }

    private static FittedTable parsed(String fitted) {
      return FittedTable.parse(fitted, "what was learned of the table's columns");
    }
  }

  /** Pictures, seen by an ONNX encoder. */
  record EncodedPictures(EncodedPicturesSpec source, String trained) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      source.requireEncoder(trained, resources.places());
      return resources.pictures(source.encoder(resources.places()));
    }

    @Override
    public UserFiles files(RowOptions options, Places places, String fitted) {
      return new EncodedPictureFiles(source, trained, places);
    }
  }

  /** Pictures, seen as they are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Pictures(long[] shape, String fitted) implements Modality {
    private static final int COLOURS = 3;

    @Override
    public InputReader reader(Resources resources, String ofTask) {
      return new PictureReader(shape, scale());
    }

    @Override
    public UserFiles files(RowOptions options, Places places, String ofTask) {
      return new PictureFiles(shape, scale(), places);
    }

    @Override
    public void check() {
      if (!fitted.isEmpty()) {
        ChannelScale.parse(fitted);
      }
    }

    /** How the run made numbers of colours. */
    private Optional<ChannelScale> scale() {
      Optional<ChannelScale> scale =
          Optional.of(fitted).filter(words -> !words.isEmpty()).map(ChannelScale::parse);
      if (shape.length == COLOURS && shape[0] == COLOURS && scale.isEmpty()) {
        throw new DataException(
            "this run does not say how it made numbers of colours, because an older version trained"
                + " it; train it again");
      }
      return scale;
    }
  }
}

package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.tensor.Checks;
import java.util.List;

/**
 * Texts of files of the user's own or of public data sets, in any language, seen as the short runs
 * of characters in them ({@link CharacterNgrams}).
 *
 * @param files below the data folder, or absolute; read as one
 * @param text the column of the texts; {@code auto} takes the one of a usual name
 * @param label the column of their classes; the same
 * @param longest characters of a run, 1 … 8
 * @param numbers in a vector, 16 … 65,536
 */
public record NgramTexts(
    List<String> files,
    TextFormat format,
    String text,
    String label,
    Reading reading,
    int longest,
    int numbers,
    SplitSpec split)
    implements TextSource {
  public NgramTexts {
    files = List.copyOf(files);
    Checks.require(!files.isEmpty(), "files", "must name at least one file");
    CharacterNgrams.check(longest, numbers);
  }

  private CharacterNgrams ngrams() {
    return new CharacterNgrams(longest, numbers);
  }

  @Override
  public TextVectors vectors(DataLocations locations) {
    return ngrams();
  }

  @Override
  public String seenBy() {
    return "runs of characters";
  }

  @Override
  public String version() {
    return "runs of characters 1, %d, %d".formatted(longest, numbers);
  }

  @Override
  public Modality modality(OpenRun run) {
    return new Runs(this);
  }

  /** Texts, seen as runs of characters. */
  private record Runs(NgramTexts source) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      return new RunReader(source.ngrams());
    }

    @Override
    public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
      return new TextFiles(source, options, locations);
    }
  }

  private record RunReader(CharacterNgrams ngrams) implements InputReader {
    @Override
    public String one() {
      return "text";
    }

    @Override
    public long[] exampleShape() {
      return new long[] {ngrams.numbers()};
    }

    @Override
    public float[] readContent(Input input) {
      if (!(input instanceof Input.Text text)) {
        throw InputException.wrongModality(input, "texts");
      }
      if (text.text().isBlank()) {
        throw new InputException(InputException.Problem.EMPTY, "the text is empty or blank");
      }
      if (!ngrams.unknown(List.of(text.text())).isEmpty()) {
        throw new InputException(InputException.Problem.NOTHING_TO_READ, ngrams.nothingSeen());
      }
      return ngrams.of(text.text());
    }
  }
}

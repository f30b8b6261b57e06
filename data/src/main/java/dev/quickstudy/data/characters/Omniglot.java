package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.characters.Characters.Drawn;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Omniglot: 1,623 characters of 50 alphabets, each drawn by 20 people (Lake, Salakhutdinov and
 * Tenenbaum, Science 2015), read straight from the two original zip archives of one-bit pictures
 * with 105×105 pixels. Examples are {@code [1, 28, 28]}: resampled by area, ink 1, paper 0. Each
 * quarter turn of a character is a class of its own, {@code Alphabet/characterNN/rotRRR}, turned by
 * RRR degrees counter-clockwise.
 *
 * @param folder the data folder: it, its subfolder {@code omniglot} or {@code python} of either
 *     holds {@code images_background.zip} and {@code images_evaluation.zip}
 * @param division which characters are for training and which for testing
 */
public record Omniglot(Path folder, Division division) {
  private static final String BACKGROUND = "images_background";
  private static final String EVALUATION = "images_evaluation";
  private static final int BACKGROUND_CHARACTERS = 964;
  private static final int EVALUATION_CHARACTERS = 659;
  private static final int VINYALS_TRAINING_CHARACTERS = 1200;

  /** The alphabets that the Vinyals split validates on; all of them are background alphabets. */
  private static final Set<String> VALIDATION_ALPHABETS =
      Set.of("Armenian", "Bengali", "Early_Aramaic", "Hebrew", "Mkhedruli_(Georgian)");

  /** Which characters are for training, validation and testing. */
  public enum Division {
    /**
     * The split of Vinyals et al. 2016 with the validation alphabets of Snell, Swersky and Zemel
     * 2017, all quarter turns in all parts: 4,112, 688 and 1,692 classes. It needs no list: with
     * the background characters before the evaluation ones, each sorted by name, the first 1,200
     * train, save the five validation alphabets, and the other 423 test.
     */
    VINYALS,
    /**
     * The split of Lake et al. 2015: background alphabets train, the 659 evaluation characters
     * test. For validation the same five background alphabets as in the Vinyals split are held out.
     * Only training uses turned characters: 3,168, 172 and 659 classes.
     */
    LAKE
  }

  /**
   * Reads both archives; takes a second or two.
   *
   * @throws DataException if an archive is missing, damaged, or not the original set, naming file
   *     and entry
   */
  public ClassTasks tasks() {
    Path archives = find();
    List<Drawn> background = read(archives, BACKGROUND, BACKGROUND_CHARACTERS);
    List<Drawn> evaluation = read(archives, EVALUATION, EVALUATION_CHARACTERS);
    List<Drawn> all = new ArrayList<>(background);
    all.addAll(evaluation);
    Map<String, Split> splits = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      splits.put(all.get(i).name, split(i, all.get(i).name));
    }
    boolean vinyals = division == Division.VINYALS;
    Characters pool =
        new Characters(
            "omniglot, 28×28 by area, " + (vinyals ? "Vinyals" : "Lake") + " split", all);
    return new ClassTasks(
        "Omniglot (" + (vinyals ? "Vinyals" : "Lake") + " split)",
        new SplitClasses(
            pool,
            name -> {
              int turn = name.lastIndexOf('/');
              Split split = splits.get(name.substring(0, turn));
              boolean taken = vinyals || split == Split.TRAIN || name.endsWith("/rot000");
              return taken ? Optional.ofNullable(split) : Optional.empty();
            }));
  }

  private Split split(int position, String name) {
    int trained =
        division == Division.VINYALS ? VINYALS_TRAINING_CHARACTERS : BACKGROUND_CHARACTERS;
    if (position >= trained) {
      return Split.TEST;
    }
    String alphabet = name.substring(0, name.indexOf('/'));
    return VALIDATION_ALPHABETS.contains(alphabet) ? Split.VALIDATION : Split.TRAIN;
  }

  private Path find() {
    if (!Files.isDirectory(folder)) {
      throw new NoDataFolderException(folder, "omniglot");
    }
    List<Path> candidates =
        Stream.of("omniglot/python", "omniglot", "python", "").map(folder::resolve).toList();
    return candidates.stream()
        .filter(
            c -> Files.isRegularFile(zip(c, BACKGROUND)) && Files.isRegularFile(zip(c, EVALUATION)))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    ("%s.zip and %s.zip are not together in any of %s;"
                            + " get them with: quickstudy data get omniglot")
                        .formatted(BACKGROUND, EVALUATION, words(candidates))));
  }

  private static String words(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private static Path zip(Path folder, String name) {
    return folder.resolve(name + ".zip");
  }

  private static List<Drawn> read(Path folder, String name, int expected) {
    List<Drawn> characters = OmniglotArchive.read(zip(folder, name), name);
    if (characters.size() != expected) {
      throw new DataException(
          "%s has %d characters, but the original archive has %d"
              .formatted(zip(folder, name), characters.size(), expected));
    }
    return characters;
  }
}

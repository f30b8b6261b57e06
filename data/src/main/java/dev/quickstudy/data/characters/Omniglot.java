package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.characters.Characters.Drawn;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.GroupedTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  public sealed interface Division permits Published, Random {
    /** {@link Published#VINYALS}. */
    Division VINYALS = Published.VINYALS;

    /** {@link Published#LAKE}. */
    Division LAKE = Published.LAKE;
  }

  /** Divisions that others made, by alphabets or by lists. */
  public enum Published implements Division {
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
   * Characters of both archives at random, so that every alphabet is known from training: what MAML
   * (Finn et al. 2017), Reptile, iMAML and MAML++ were published on, each with a seed of its own.
   * All quarter turns of a character are in its part. Characters beyond the three counts are left
   * out.
   *
   * @param train characters for training, at least 1; {@value #TRAIN} as published
   * @param validation for validation; {@value #VALIDATION} as published
   * @param test for testing, at least 1; {@value #TEST} as published
   * @param seed what decides which; the counts decide how many
   */
  public record Random(int train, int validation, int test, long seed) implements Division {
    /** Training characters as published: 4,400 classes. */
    public static final int TRAIN = 1100;

    /** Validation characters as published: 400 classes. */
    public static final int VALIDATION = 100;

    /** Test characters as published: 1,692 classes. */
    public static final int TEST = 423;

    private static final int ALL = BACKGROUND_CHARACTERS + EVALUATION_CHARACTERS;

    public Random {
      Checks.atLeast("train", 1, train);
      Checks.atLeast("validation", 0, validation);
      Checks.atLeast("test", 1, test);
      long asked = (long) train + validation + test;
      Checks.require(
          asked <= ALL,
          "train",
          "+ validation + test is %d, but Omniglot has %d characters".formatted(asked, ALL));
    }

    /** The counts as published. */
    public static Random published(long seed) {
      return new Random(TRAIN, VALIDATION, TEST, seed);
    }

    /** The split of each of so many characters; empty leaves it out. */
    private List<Optional<Split>> splits(int characters) {
      List<Optional<Split>> splits =
          new ArrayList<>(Collections.nCopies(characters, Optional.empty()));
      int[] order = RandomKey.of(seed).fold("omniglot characters").choose(characters, characters);
      for (int i = 0; i < train + validation + test; i++) {
        Split split =
            i < train ? Split.TRAIN : i < train + validation ? Split.VALIDATION : Split.TEST;
        splits.set(order[i], Optional.of(split));
      }
      return splits;
    }
  }

  /** What both archives hold, divided. */
  private record Read(String split, Characters pool, Map<String, Split> splits) {}

  /**
   * Reads both archives; takes a second or two.
   *
   * @return tasks of characters of any alphabet and turn
   * @throws DataException if an archive is missing, damaged, or not the original set, naming file
   *     and entry
   */
  public ClassTasks tasks() {
    return tasks(read());
  }

  /** The tasks of characters that were {@link #read}. */
  ClassTasks tasks(List<Drawn> characters) {
    Read read = divided(characters);
    return new ClassTasks(
        "Omniglot (" + read.split + ")",
        new SplitClasses(read.pool, name -> split(read.splits, name)));
  }

  /**
   * Reads both archives; takes a second or two.
   *
   * @return tasks of characters of one alphabet and turn each, as in the Omniglot challenge;
   *     alphabets of fewer characters than a task has ways are left out
   * @throws DataException as {@link #tasks}
   */
  public GroupedTasks tasksWithinAlphabets() {
    return tasksWithinAlphabets(read());
  }

  /** The tasks of characters that were {@link #read}. */
  GroupedTasks tasksWithinAlphabets(List<Drawn> characters) {
    Read read = divided(characters);
    String name = "Omniglot (" + read.split + ", within alphabets)";
    Map<Split, List<ClassTasks>> groups = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      groups.put(
          split,
          IntStream.range(0, read.pool.classes())
              .mapToObj(read.pool::className)
              .filter(own -> split(read.splits, own).equals(Optional.of(split)))
              .map(Omniglot::alphabet)
              .distinct()
              .map(alphabet -> alphabet(name, read, split, alphabet))
              .toList());
    }
    return new GroupedTasks(name, read.pool, groups, true);
  }

  private ClassTasks alphabet(String name, Read read, Split split, String alphabet) {
    return new ClassTasks(
        name,
        new SplitClasses(
            read.pool,
            own ->
                alphabet(own).equals(alphabet)
                    ? split(read.splits, own).filter(split::equals)
                    : Optional.empty()));
  }

  /** The characters of both archives, the background ones first. */
  List<Drawn> read() {
    Path archives = find();
    List<Drawn> all = new ArrayList<>(read(archives, BACKGROUND, BACKGROUND_CHARACTERS));
    all.addAll(read(archives, EVALUATION, EVALUATION_CHARACTERS));
    return all;
  }

  private Read divided(List<Drawn> all) {
    List<Optional<Split>> parts = parts(all);
    Map<String, Split> splits = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      String name = all.get(i).name;
      parts.get(i).ifPresent(split -> splits.put(name, split));
    }
    String split = splitName();
    return new Read(split, new Characters("omniglot, 28×28 by area, " + split, all), splits);
  }

  /** The split of a class: of its character, but that turned ones only train in Lake's. */
  private Optional<Split> split(Map<String, Split> characters, String name) {
    Optional<Split> part = Optional.ofNullable(characters.get(character(name)));
    return division != Published.LAKE || name.endsWith("/rot000")
        ? part
        : part.filter(Split.TRAIN::equals);
  }

  private static String character(String className) {
    return className.substring(0, className.lastIndexOf('/'));
  }

  /** The alphabet of a class and its turn. */
  private static String alphabet(String className) {
    return className.substring(0, className.indexOf('/'))
        + className.substring(className.lastIndexOf('/'));
  }

  private String splitName() {
    if (division instanceof Random random) {
      return "random split of %d, %d and %d characters, seed %d"
          .formatted(random.train(), random.validation(), random.test(), random.seed());
    }
    return division == Published.VINYALS ? "Vinyals split" : "Lake split";
  }

  private List<Optional<Split>> parts(List<Drawn> all) {
    return division instanceof Random random
        ? random.splits(all.size())
        : IntStream.range(0, all.size())
            .mapToObj(i -> Optional.of(split(i, all.get(i).name)))
            .toList();
  }

  private Split split(int position, String name) {
    int trained =
        division == Published.VINYALS ? VINYALS_TRAINING_CHARACTERS : BACKGROUND_CHARACTERS;
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

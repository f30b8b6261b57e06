package dev.quickstudy.recipe;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How a source's classes are divided among the splits. */
public sealed interface SplitSpec {
  /**
   * Divides classes.
   *
   * @param classes how many examples each has, by name
   * @return each class's split; those left out have none
   */
  Map<String, Split> of(Map<String, Integer> classes, DataLocations places);

  /** Divides the classes of a pool. */
  default Map<String, Split> of(ClassPool pool, DataLocations places) {
    Map<String, Integer> sizes = new TreeMap<>();
    for (int way = 0; way < pool.classes(); way++) {
      sizes.put(pool.className(way), pool.size(way));
    }
    return of(sizes, places);
  }

  /**
   * By chance: so many of the classes, in an order that the seed and the names alone decide.
   *
   * @param train the share of the classes to train on, 0 … 1; the three add up to at most 1
   * @param seed of the order
   * @param fewest classes of fewer examples are left out, and told
   */
  record Fractions(double train, double validation, double test, long seed, int fewest)
      implements SplitSpec {
    public Fractions {
      Checks.notNegative("train", train);
      Checks.notNegative("validation", validation);
      Checks.notNegative("test", test);
      Checks.require(
          train + validation + test <= 1 + 1e-9,
          "train",
          "and the other fractions must add up to at most 1, but make "
              + (train + validation + test));
      Checks.count("fewest", 1, fewest);
    }

    @Override
    public Map<String, Split> of(Map<String, Integer> classes, DataLocations places) {
      List<String> sorted =
          classes.keySet().stream()
              .filter(name -> classes.getOrDefault(name, 0) >= fewest)
              .sorted()
              .toList();
      if (sorted.size() < classes.size()) {
        places
            .listener()
            .say(
                "%d classes of fewer than %d examples are left out"
                    .formatted(classes.size() - sorted.size(), fewest));
      }
      int[] order = RandomKey.of(seed).fold("split").choose(sorted.size(), sorted.size());
      long trained = Math.round(train * order.length);
      long validated = Math.round((train + validation) * order.length);
      long tested = Math.round((train + validation + test) * order.length);
      Map<String, Split> splits = new HashMap<>();
      for (int i = 0; i < tested; i++) {
        Split split = i < trained ? Split.TRAIN : i < validated ? Split.VALIDATION : Split.TEST;
        splits.put(sorted.get(order[i]), split);
      }
      return splits;
    }
  }

  /**
   * By naming classes. Those that no split names are left out.
   *
   * @param train may be empty, as the others
   */
  record Named(List<String> train, List<String> validation, List<String> test)
      implements SplitSpec {
    public Named {
      train = List.copyOf(train);
      validation = List.copyOf(validation);
      test = List.copyOf(test);
      Set<String> seen = new HashSet<>();
      for (List<String> names : List.of(train, validation, test)) {
        for (String name : names) {
          Checks.require(seen.add(name), "train", "and the others name '" + name + "' twice");
        }
      }
    }

    @Override
    public Map<String, Split> of(Map<String, Integer> classes, DataLocations places) {
      Map<String, Split> splits = new HashMap<>();
      put(splits, Split.TRAIN, train, classes.keySet());
      put(splits, Split.VALIDATION, validation, classes.keySet());
      put(splits, Split.TEST, test, classes.keySet());
      return splits;
    }

    private static void put(
        Map<String, Split> splits, Split split, List<String> names, Set<String> classes) {
      for (String name : names) {
        if (!classes.contains(name)) {
          throw new RecipeException(
              "there is no class '"
                  + name
                  + "' for the split "
                  + split.label()
                  + "; "
                  + NearestNames.hint(name, classes));
        }
        splits.put(name, split);
      }
    }
  }

  /**
   * By the folders that the pictures of a class lie in: those in {@code train/} are trained on, and
   * so for {@code val/} and {@code test/}. A class in two of them is two classes, {@code train/cat}
   * and {@code test/cat}.
   */
  record Folders() implements SplitSpec {
    @Override
    public Map<String, Split> of(Map<String, Integer> classes, DataLocations places) {
      Map<String, Split> splits = new HashMap<>();
      for (String name : classes.keySet()) {
        for (Split split : Split.values()) {
          if (name.startsWith(split.label() + "/")) {
            splits.put(name, split);
          }
        }
      }
      return splits;
    }
  }

  /**
   * By files of class names, one a line.
   *
   * @param train below the data folder, or absolute
   * @param validation the same
   * @param test the same
   */
  record Lists(String train, String validation, String test) implements SplitSpec {
    @Override
    public Map<String, Split> of(Map<String, Integer> classes, DataLocations places) {
      Map<String, Split> splits = new HashMap<>();
      put(splits, Split.TRAIN, places.file(train), classes.keySet());
      put(splits, Split.VALIDATION, places.file(validation), classes.keySet());
      put(splits, Split.TEST, places.file(test), classes.keySet());
      return splits;
    }

    private static void put(
        Map<String, Split> splits, Split split, Path file, Set<String> classes) {
      try {
        for (String line : Files.readAllLines(file)) {
          String name = line.strip();
          if (name.isEmpty()) {
            continue;
          }
          if (!classes.contains(name)) {
            throw new RecipeException(
                file + ": there is no class '" + name + "'; " + NearestNames.hint(name, classes));
          }
          if (splits.put(name, split) != null) {
            throw new RecipeException(file + ": class '" + name + "' is listed twice");
          }
        }
      } catch (IOException e) {
        throw AtomicFile.failure("read", file, e);
      }
    }
  }
}

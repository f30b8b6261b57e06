package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.data.files.FileTree.Leaf;
import dev.quickstudy.task.Split;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which folder, or which part of a file's name, says the class of each file. What could mean more
 * than one thing is refused.
 */
final class ExampleLayout {
  private static final Map<String, Split> SPLITS =
      Map.ofEntries(
          Map.entry("train", Split.TRAIN),
          Map.entry("training", Split.TRAIN),
          Map.entry("val", Split.VALIDATION),
          Map.entry("valid", Split.VALIDATION),
          Map.entry("validation", Split.VALIDATION),
          Map.entry("dev", Split.VALIDATION),
          Map.entry("test", Split.TEST),
          Map.entry("testing", Split.TEST),
          Map.entry("eval", Split.TEST),
          Map.entry("evaluation", Split.TEST));

  /** Folders within or around classes that say nothing. */
  private static final Set<String> GENERIC =
      Set.of(
          ("image images img imgs picture pictures pics photo photos png jpg jpeg wav wavs audio"
                  + " sound sounds recording recordings clips files data raw original originals")
              .split(" "));

  private static final Set<String> AROUND_SPLITS =
      Set.of("set", "split", "seg", "dataset", "part", "folder", "class", "classes");

  private final FileTree tree;
  private final ExampleFiles.Kind kind;
  private final List<ExampleFiles.Example> examples = new ArrayList<>();

  ExampleLayout(FileTree tree, ExampleFiles.Kind kind) {
    this.tree = tree;
    this.kind = kind;
  }

  /** The split that a folder's name stands for, also among other words: {@code seg_train}. */
  static Optional<Split> split(String folder) {
    String name = folder.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(SPLITS.get(name))
        .or(
            () -> {
              Set<Split> within = EnumSet.noneOf(Split.class);
              Stream.of(name.split("[^a-z]+"))
                  .filter(SPLITS::containsKey)
                  .forEach(word -> within.add(SPLITS.getOrDefault(word, Split.TRAIN)));
              return within.size() == 1 ? within.stream().findFirst() : Optional.empty();
            });
  }

  /** Whether a folder's name says nothing but a split: {@code test}, {@code train_images}. */
  static boolean isPlainSplit(String folder) {
    return split(folder).isPresent()
        && Stream.of(folder.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
            .allMatch(
                word ->
                    word.isEmpty()
                        || SPLITS.containsKey(word)
                        || GENERIC.contains(word)
                        || AROUND_SPLITS.contains(word));
  }

  static boolean generic(String folder) {
    return GENERIC.contains(folder.toLowerCase(Locale.ROOT));
  }

  /**
   * The examples with their classes and splits, in the order of the files.
   *
   * @param fewest classes that there must be: if more than one, a single folder is none where its
   *     files' names tell classes
   * @throws DataException if there are none, or it is not clear which class a file is of
   */
  List<ExampleFiles.Example> classes(int fewest) {
    requireAny(tree, kind);
    Level root = level(List.of(), tree.files).unwrapped();
    if (root.isSplit()) {
      root.requireNoStrays();
      root.requireNoneEmpty();
      root.below.forEach((name, files) -> split(split(name), root.at, name, files));
      if (examples.stream().allMatch(one -> one.className().isEmpty())) {
        fromNames(Optional.empty(), tree.files); // which refuses them
      }
    } else if (root.hasClassesWithSplits()) {
      root.requireNoStrays();
      root.requireNoneEmpty();
      root.below.forEach(
          (name, files) ->
              files.forEach(
                  file -> add(split(file.parts().get(root.depth() + 1)), Optional.of(name), file)));
    } else {
      root.requireNoSplitAmongClasses();
      classes(Optional.empty(), fewest > 1 ? root.withoutOnlyFolder() : root);
    }
    return merged();
  }

  /**
   * Where the folders of splits are among those of each file, if the outermost ones, or those in
   * each class, are splits and not known classes.
   *
   * @param known names of classes
   */
  static OptionalInt splitsAt(FileTree tree, ExampleFiles.Kind kind, Set<String> known) {
    Level root = new ExampleLayout(tree, kind).level(List.of(), tree.files).unwrapped();
    if (!known.containsAll(root.below.keySet()) && root.isSplit()) {
      return OptionalInt.of(root.depth());
    }
    return root.hasClassesWithSplits() ? OptionalInt.of(root.depth() + 1) : OptionalInt.empty();
  }

  /**
   * Refuses a tree without files of the kind; what else is to be refused comes first.
   *
   * @throws DataException if there are none
   */
  static void requireAny(FileTree tree, ExampleFiles.Kind kind) {
    if (!tree.files.isEmpty()) {
      return;
    }
    tree.refusals.throwAny(tree.path.toString());
    String archives =
        tree.passedOver.stream()
            .filter(name -> JunkNames.archive(name) || IdxLeaves.isPictures(name))
            .limit(2)
            .collect(Collectors.joining(", "));
    throw new DataException(
        "%s has no %s%s"
            .formatted(
                tree.path,
                kind.described(),
                archives.isEmpty()
                    ? ""
                    : "; archives within, such as " + archives + ", are not opened: unpack them"));
  }

  private void split(Optional<Split> split, List<String> at, String name, List<Leaf> files) {
    Level level = level(FileTree.joined(at, name), files).unwrapped();
    boolean told = FlatNames.classes(level.here.stream().map(Leaf::name).toList()).isPresent();
    if (level.below.isEmpty() && !told) {
      files.forEach(file -> add(split, Optional.empty(), file));
    } else {
      classes(split, level);
    }
  }

  private void classes(Optional<Split> split, Level level) {
    if (level.below.isEmpty()) {
      fromNames(split, level.here);
      return;
    }
    level.requireNoStrays();
    level.requireNoneEmpty();
    level.requireOneLevel();
    level.below.forEach(
        (name, files) -> files.forEach(file -> add(split, Optional.of(name), file)));
  }

  private void fromNames(Optional<Split> split, List<Leaf> files) {
    List<String> names =
        FlatNames.classes(files.stream().map(Leaf::name).toList())
            .orElseThrow(
                () ->
                    new DataException(
                        ("%s has %s in no folder of a class, such as %s, and their names do not"
                                + " tell it clearly; put each into a folder named after its class")
                            .formatted(tree.path, kind.many(), files.get(0).called())));
    for (int i = 0; i < files.size(); i++) {
      add(split, Optional.of(names.get(i)), files.get(i));
    }
    tree.said.add(
        "classes are taken from the names of files, such as '%s' from %s"
            .formatted(names.get(0), files.get(0).name()));
  }

  private void add(Optional<Split> split, Optional<String> className, Leaf file) {
    examples.add(new ExampleFiles.Example(split, className, file));
  }

  /** The same with one spelling a class: the first. */
  private List<ExampleFiles.Example> merged() {
    Map<String, String> spellings = new LinkedHashMap<>();
    Set<String> other = new TreeSet<>();
    for (ExampleFiles.Example one : examples) {
      one.className()
          .ifPresent(
              name -> {
                String first = spellings.computeIfAbsent(Spelling.composed(name), key -> name);
                if (!first.equals(name)) {
                  other.add(name);
                }
              });
    }
    if (!other.isEmpty()) {
      tree.said.add(
          "%s written with letters and accents apart, and together: one class each"
              .formatted(String.join(", ", other)));
    }
    return examples.stream()
        .map(
            one ->
                new ExampleFiles.Example(
                    one.split(),
                    one.className()
                        .map(name -> spellings.getOrDefault(Spelling.composed(name), name)),
                    one.file()))
        .sorted((a, b) -> FileTree.BY_NAME.compare(a.file().parts(), b.file().parts()))
        .toList();
  }

  private Level level(List<String> at, List<Leaf> files) {
    List<Leaf> here = new ArrayList<>();
    Map<String, List<Leaf>> below = new TreeMap<>();
    for (Leaf file : files) {
      if (file.parts().size() == at.size() + 1) {
        here.add(file);
      } else {
        below.computeIfAbsent(file.parts().get(at.size()), name -> new ArrayList<>()).add(file);
      }
    }
    return new Level(at, here, below);
  }

  /** What lies in a folder: files, and files in folders by the folder's name. */
  private final class Level {
    final List<String> at;
    final List<Leaf> here;
    final Map<String, List<Leaf>> below;

    Level(List<String> at, List<Leaf> here, Map<String, List<Leaf>> below) {
      this.at = at;
      this.here = here;
      this.below = below;
    }

    int depth() {
      return at.size();
    }

    private String named(List<String> parts) {
      return parts.isEmpty() ? tree.path.toString() : tree.path + ": " + String.join("/", parts);
    }

    /** Without folders that hold only one other folder each. */
    Level unwrapped() {
      if (!here.isEmpty() || below.size() != 1 || !empty().isEmpty()) {
        return this;
      }
      String name = below.keySet().iterator().next();
      Level inner = level(FileTree.joined(at, name), below.getOrDefault(name, List.of()));
      boolean aClass =
          !inner.here.isEmpty() || inner.below.keySet().stream().allMatch(ExampleLayout::generic);
      boolean wraps = generic(name) && inner.below.isEmpty(); // images/*.png: files without classes
      return aClass && !wraps ? this : inner.unwrapped();
    }

    /** What is in the only folder here, if it holds files whose names tell classes. */
    Level withoutOnlyFolder() {
      if (!here.isEmpty() || below.size() != 1) {
        return this;
      }
      String name = below.keySet().iterator().next();
      Level inner = level(FileTree.joined(at, name), below.getOrDefault(name, List.of()));
      boolean told = FlatNames.classes(inner.here.stream().map(Leaf::name).toList()).isPresent();
      return inner.below.isEmpty() && told ? inner : this;
    }

    /**
     * Whether all folders are splits.
     *
     * @throws DataException if all their names have words of splits, but are more than that
     */
    boolean isSplit() {
      if (below.isEmpty() || !below.keySet().stream().allMatch(name -> split(name).isPresent())) {
        return false;
      }
      if (below.keySet().stream().allMatch(ExampleLayout::isPlainSplit)) {
        return true;
      }
      if (splits().size() == 1) {
        return false;
      }
      throw new DataException(
          "%s: it is not clear whether its folders (%s) are splits or classes; name the one that holds the classes"
              .formatted(
                  named(at), below.keySet().stream().limit(4).collect(Collectors.joining(", "))));
    }

    private Set<Split> splits() {
      return below.keySet().stream()
          .map(ExampleLayout::split)
          .flatMap(Optional::stream)
          .collect(Collectors.toSet());
    }

    /** Whether each class has folders of splits: {@code cat/train/1.png}. */
    boolean hasClassesWithSplits() {
      Set<Split> splits = new HashSet<>();
      for (List<Leaf> files : below.values()) {
        for (Leaf file : files) {
          if (file.parts().size() < depth() + 3 || !isPlainSplit(file.parts().get(depth() + 1))) {
            return false;
          }
          split(file.parts().get(depth() + 1)).ifPresent(splits::add);
        }
      }
      return splits.size() > 1;
    }

    void requireNoSplitAmongClasses() {
      List<String> named = below.keySet().stream().filter(ExampleLayout::isPlainSplit).toList();
      boolean around =
          named.stream()
              .anyMatch(
                  name ->
                      below.getOrDefault(name, List.of()).stream()
                          .anyMatch(
                              file ->
                                  file.parts().size() > depth() + 2
                                      && !generic(file.parts().get(depth() + 1))));
      if (named.size() > 1 || around) {
        throw new DataException(
            "%s has folders of splits (%s) beside others (%s), so that it is not clear which are classes; name the folder that holds the classes"
                .formatted(
                    named(at),
                    String.join(", ", named),
                    below.keySet().stream()
                        .filter(name -> !isPlainSplit(name))
                        .limit(3)
                        .collect(Collectors.joining(", "))));
      }
    }

    void requireNoStrays() {
      if (!below.isEmpty()) {
        here.forEach(
            file ->
                tree.refusals.add(
                    file.called(),
                    " is not in the folder of a class; put each "
                        + kind.one()
                        + " into a folder named after its class"));
      }
    }

    /** Folders here that have no files of the kind in them. */
    private List<List<String>> empty() {
      Set<String> full = below.keySet();
      return tree.folders.stream()
          .filter(folder -> folder.size() == depth() + 1 && folder.subList(0, depth()).equals(at))
          .filter(folder -> !full.contains(folder.get(depth())))
          .toList();
    }

    void requireNoneEmpty() {
      empty()
          .forEach(
              folder ->
                  tree.refusals.add(
                      "the folder " + tree.called(folder), " has no " + kind.described()));
    }

    /**
     * Refuses folders of folders where either could be the classes: several in each, and different
     * ones.
     */
    void requireOneLevel() {
      Map<String, Set<String>> inner = new HashMap<>();
      Map<String, Integer> in = new HashMap<>();
      long deeper = 0;
      String such = "";
      boolean all = true;
      for (Map.Entry<String, List<Leaf>> one : below.entrySet()) {
        Set<String> own = new TreeSet<>();
        for (Leaf file : one.getValue()) {
          if (file.parts().size() > depth() + 2) {
            own.add(file.parts().get(depth() + 1));
            deeper++;
            such = such.isEmpty() ? String.join("/", file.folders()) : such;
          } else {
            all = false;
          }
        }
        all &= own.size() > 1;
        own.stream()
            .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("\\d+", "0"))
            .distinct()
            .forEach(name -> in.merge(name, 1, Integer::sum));
        inner.put(one.getKey(), own);
      }
      if (deeper == 0) {
        return;
      }
      boolean apart =
          in.keySet().stream().noneMatch(ExampleLayout::generic)
              && in.values().stream().allMatch(count -> count == 1);
      if (all && apart && below.size() > 1) {
        throw new DataException(
            "%s has folders within folders (%s): either could be the classes; put the %s of each class into one folder, or name the folder that holds the classes"
                .formatted(named(at), such, kind.many()));
      }
      if (!inner.values().stream().allMatch(own -> own.stream().allMatch(ExampleLayout::generic))) {
        tree.said.add(
            "%d in folders within a class's folder, such as %s, where the outer one is the class"
                .formatted(deeper, such));
      }
    }
  }
}

package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.data.files.FileTree.Leaf;
import dev.quickstudy.task.Split;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which class the folders of a file to classify say that it is of. */
final class QueryLayout {
  private QueryLayout() {}

  /**
   * The examples of a tree.
   *
   * @throws DataException if there are none, or folders of two known classes lie in each other
   */
  static List<ExampleFiles.Example> of(
      FileTree tree, ExampleFiles.Kind kind, Collection<String> known) {
    ExampleLayout.requireAny(tree, kind);
    Map<String, String> classes = new HashMap<>();
    known.forEach(name -> classes.put(Spelling.composed(name), name));
    OptionalInt splits = ExampleLayout.splitsAt(tree, kind, classes.keySet());
    List<ExampleFiles.Example> all = new ArrayList<>();
    for (Leaf file : tree.files) {
      Optional<Split> split =
          splits.isPresent()
              ? ExampleLayout.split(file.parts().get(splits.getAsInt()))
              : Optional.empty();
      all.add(new ExampleFiles.Example(split, truth(file, classes, splits), file));
    }
    return ExampleFiles.ofSplit(tree, all, Split.TEST, "classified");
  }

  private static Optional<String> truth(
      Leaf file, Map<String, String> classes, OptionalInt splits) {
    List<String> folders = new ArrayList<>(file.folders());
    if (splits.isPresent()) {
      folders.remove(splits.getAsInt());
    }
    List<String> named =
        folders.stream().map(Spelling::composed).filter(classes::containsKey).distinct().toList();
    if (named.size() > 1) {
      throw new DataException(
          "%s lies in folders of two classes, %s and %s; it can be of one only"
              .formatted(file.called(), named.get(0), named.get(1)));
    }
    return named.stream()
        .findFirst()
        .map(name -> classes.getOrDefault(name, name))
        .or(() -> folders.stream().filter(name -> !ExampleLayout.generic(name)).findFirst());
  }
}
